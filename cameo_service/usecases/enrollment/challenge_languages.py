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
    """What a person is told of a language before they choose it, and what a session keeps of it.

    name: in the language itself. version: of the sentences. reviewed_by: the person who answers for their translation;
    empty: a machine translated them, and they were not reviewed. acts: the sentence of each act. is_measured: whether
    something shows that answers in it are judged rightly. is_beta: whether that was shown on few voices.
    """

    tag: str
    name: str
    version: str
    reviewed_by: str
    acts: Mapping[OwnerAct, str]
    is_measured: bool
    is_beta: bool


NATIVE = "its authors"
NOT_SPOKEN = "read, not spoken"
"""What the consent record says of the consent of a person who is asked no words."""
NO_WORDS = ChallengeLanguage(WITHOUT_WORDS, "", "", "", dict.fromkeys(OwnerAct, ""), is_measured=True, is_beta=False)
"""Of a session without words. Never found by its tag: an app asks for it in a field of its own."""
ENGLISH_HERE = ChallengeLanguage(
    ENGLISH, "English", CONSENT_VERSION, NATIVE, SENTENCES, is_measured=True, is_beta=False
)


@dataclass(frozen=True, slots=True)
class ChallengeLanguages:
    """Those that the deployment has besides English, by tag."""

    others: Mapping[str, ChallengeLanguage] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def offered(self) -> tuple[ChallengeLanguage, ...]:
        """Those that a session can be started in: English, and then the others by tag."""
        return ENGLISH_HERE, *(one for _, one in sorted(self.others.items()) if one.is_measured)

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
            raise UnknownLanguageError(tag, (one.tag for one in self.offered))
        if not language.is_measured:
            raise LanguageNotMeasuredError(tag)
        return language


ENGLISH_ALONE = ChallengeLanguages()
"""Of a deployment that loads no other."""
