"""The languages that a deployment asks its challenges in, and the refusal of every other one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from consent.owner_act import SENTENCES, OwnerAct
from liveness.challenge.language import ENGLISH, WITHOUT_WORDS
from liveness.challenge.language_errors import LanguageNotMeasuredError, UnknownLanguageError
from liveness.challenge.plan import CONSENT_VERSION


@dataclass(frozen=True, slots=True)
class ChallengeLanguage:
    """What a session keeps of its language.

    version: of the sentences. reviewed_by: the person who answers for their translation; empty: a machine translated
    them, and they were not reviewed. acts: the sentence of each act. is_measured: whether something shows that answers
    in it are judged rightly.
    """

    tag: str
    version: str
    reviewed_by: str
    acts: Mapping[OwnerAct, str]
    is_measured: bool


NATIVE = "its authors"
NOT_SPOKEN = "read, not spoken"
"""What the consent record says of the consent of a person who is asked no words."""
NO_WORDS = ChallengeLanguage(WITHOUT_WORDS, "", "", dict.fromkeys(OwnerAct, ""), is_measured=True)
"""Of a session without words. Never found by its tag: an app asks for it in a field of its own."""
ENGLISH_HERE = ChallengeLanguage(ENGLISH, CONSENT_VERSION, NATIVE, SENTENCES, is_measured=True)


@dataclass(frozen=True, slots=True)
class ChallengeLanguages:
    """Those that the deployment has besides English, by tag."""

    others: Mapping[str, ChallengeLanguage] = field(default_factory=lambda: MappingProxyType({}))

    def require(self, tag: str) -> ChallengeLanguage:
        """The language of a session that starts; English where none is named.

        Raises:
            UnknownLanguageError: the deployment has no vocabulary of it.
            LanguageNotMeasuredError: nothing shows that answers in it are judged rightly.
        """
        if tag in ("", ENGLISH):
            return ENGLISH_HERE
        language = self.others.get(tag)
        if language is None:
            measured = (one.tag for one in self.others.values() if one.is_measured)
            raise UnknownLanguageError(tag, (ENGLISH, *measured))
        if not language.is_measured:
            raise LanguageNotMeasuredError(tag)
        return language


ENGLISH_ALONE = ChallengeLanguages()
"""Of a deployment that loads no other."""
