"""What a recording asks, by the language of its session and the act that it is for."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from cameo_service.challenge_files import DeployedLanguage
from consent.owner_act import SENTENCES, OwnerAct
from liveness.challenge.language import ENGLISH, WITHOUT_WORDS, Language
from liveness.challenge.language_errors import UnknownLanguageError
from liveness.challenge.plan import (
    ENROLLMENT,
    EXTRA_STEPS,
    VERIFICATION,
    WORDLESS_ENROLLMENT,
    WORDLESS_VERIFICATION,
    ChallengePlan,
    ExtraChallenge,
    consent_sentence,
    in_digits,
)

_LOG = logging.getLogger("cameo_service")


@dataclass(frozen=True, slots=True)
class Challenges:
    """english: its sentence of consent. others: vocabulary and sentence of consent of each other language, by tag."""

    english: str
    others: Mapping[str, tuple[Language, str]]
    extra: ExtraChallenge | None = None

    @classmethod
    def of(
        cls, english: str, languages: Sequence[DeployedLanguage], operator: str, extra: ExtraChallenge | None
    ) -> Self:
        """Those of a deployment. A language without measured limits has none: no session starts in it.

        Raises:
            MalformedChallengeError: a sentence with the operator's name takes too long to say.
        """
        for language in languages:
            _tell(language)
        asked = [language.vocabulary for language in languages if language.is_measured]
        return cls(english, {one.tag: (one, consent_sentence(operator, "", extra, one)) for one in asked}, extra)

    @property
    def vocabularies(self) -> tuple[Language, ...]:
        """What the engines have to know."""
        return tuple(vocabulary for vocabulary, _ in self.others.values())

    def plan(self, act: OwnerAct | None, tag: str) -> ChallengePlan:
        """The plan of one recording.

        Raises:
            UnknownLanguageError: the deployment has stopped to ask in the language since the session started.
        """
        if tag == WITHOUT_WORDS:
            return ChallengePlan("", WORDLESS_ENROLLMENT if act is None else WORDLESS_VERIFICATION)
        steps = (*(ENROLLMENT if act is None else VERIFICATION), *EXTRA_STEPS[self.extra])
        if tag == ENGLISH:
            return ChallengePlan(self.english if act is None else SENTENCES[act], steps)
        if tag not in self.others:
            raise UnknownLanguageError(tag, (ENGLISH, *self.others))
        vocabulary, consent = self.others[tag]
        return ChallengePlan(consent if act is None else vocabulary.acts[act], in_digits(steps), language=vocabulary)


def _tell(language: DeployedLanguage) -> None:
    tag = language.vocabulary.tag
    if not language.is_measured:
        _LOG.warning("languages: nothing shows that answers in %s are judged rightly; no session starts in it", tag)
    elif not language.reviewed_by:
        _LOG.warning("languages: the sentences of %s are machine translated, not reviewed (docs/languages.md)", tag)
