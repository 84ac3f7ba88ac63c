"""The checks that a verdict must have passed. A policy without required checks passes no recording.

Does not run checks (`liveness.verdict.judge`) nor say what a pass is worth (`usecases.enrollment`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from liveness.challenge.prompts import Challenge, PromptKind


class Check(StrEnum):
    """Every check there is or will be, by the name that records and replies use."""

    QUALITY = "quality"
    CONTINUITY = "continuity"
    HEAD_TURN = "head_turn"
    EXPRESSION = "expression"
    PERSPECTIVE = "perspective"
    COLOURS = "colours"
    SPOKEN_CHALLENGE = "spoken_challenge"
    SAME_VOICE = "same_voice"
    MOUTH_AND_SPEECH = "mouth_and_speech"
    LIP_SYNC = "lip_sync"
    PRESENTATION_ATTACK = "presentation_attack"
    INJECTION = "injection"
    SYNTHETIC_VOICE = "synthetic_voice"
    SAME_PERSON = "same_person"
    """Compared with the enrolled owner; judged only where there is one, and then always required."""
    REFERENCE_PHOTO = "reference_photo"
    """Compared with a photo of the person; judged only where one was given, and then always required."""
    AGE = "age"
    """The face looks as old as is said; judged only where an engine estimates it, and then always required."""


class PolicyName(StrEnum):
    """The policies an operator can choose from."""

    STANDARD = "standard"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Policy:
    """The requirements of a verdict.

    required: each must always pass. when_asked: each must pass where the challenge has prompts of its kind.
    not_available: wanted, but no such check exists yet; listed as not run, and it caps
    what a pass is worth. left_out: never asked for under this policy, listed as not run too.
    """

    name: str
    required: tuple[Check, ...]
    when_asked: tuple[tuple[Check, PromptKind], ...] = ()
    not_available: tuple[Check, ...] = ()
    left_out: tuple[Check, ...] = ()
    demo: bool = False

    def requires(self, challenge: Challenge) -> tuple[Check, ...]:
        """The checks that must pass on a recording of this challenge.

        A challenge that asks nothing requires everything, so that no recording passes it. `liveness.challenge.plan`
        makes an enrollment ask enough.
        """
        kinds = _kinds(challenge)
        asked = (check for check, kind in self.when_asked if kind in kinds)
        return tuple(dict.fromkeys((*self.required, *asked)))

    def options_not_asked(self, challenge: Challenge) -> frozenset[Check]:
        """Checks that have nothing to say of this challenge, because the deployment never asks what they judge."""
        kinds = _kinds(challenge)
        return frozenset(check for check, kind in self.when_asked if check in OPTIONS and kind not in kinds)

    def words_not_asked(self, challenge: Challenge) -> frozenset[Check]:
        """Checks that cannot be made because the person was to speak of anything: the verdict names them as not run."""
        return frozenset({Check.SPOKEN_CHALLENGE}) if challenge.of_kind(PromptKind.SPEAK) else frozenset()

    @property
    def known(self) -> tuple[Check, ...]:
        """Every check that this policy names."""
        named = (*self.required, *(check for check, _ in self.when_asked), *self.not_available, *self.left_out)
        return tuple(dict.fromkeys(named))


def _kinds(challenge: Challenge) -> set[PromptKind]:
    return {prompt.kind for prompt in challenge.prompts} or set(PromptKind)


OPTIONS = frozenset({Check.PERSPECTIVE, Check.COLOURS})
"""Checks of prompts that only some deployments ask (`liveness.challenge.plan.ExtraChallenge`)."""
_ALWAYS = (Check.QUALITY, Check.CONTINUITY)
_OF_A_VOICE = (Check.SAME_VOICE, Check.MOUTH_AND_SPEECH, Check.LIP_SYNC)
_WHEN_ASKED = (
    (Check.HEAD_TURN, PromptKind.TURN),
    (Check.EXPRESSION, PromptKind.EXPRESSION),
    (Check.PERSPECTIVE, PromptKind.CLOSER),
    (Check.COLOURS, PromptKind.COLOURS),
    (Check.SPOKEN_CHALLENGE, PromptKind.SAY),
    *((check, kind) for check in _OF_A_VOICE for kind in (PromptKind.SAY, PromptKind.SPEAK)),
)
_PICTURE_ATTACKS = (Check.PRESENTATION_ATTACK, Check.INJECTION)
_ATTACK_CHECKS = (*_PICTURE_ATTACKS, Check.SYNTHETIC_VOICE)

STANDARD = Policy(
    PolicyName.STANDARD,
    (*_ALWAYS, *_PICTURE_ATTACKS),
    (*_WHEN_ASKED, (Check.SYNTHETIC_VOICE, PromptKind.SAY), (Check.SYNTHETIC_VOICE, PromptKind.SPEAK)),
)
"""For real people, uploaded or live."""

DEMO = Policy(PolicyName.DEMO, _ALWAYS, _WHEN_ASKED, left_out=_ATTACK_CHECKS, demo=True)
"""For the rendered subject on loopback: leaves out exactly what would find out that it is rendered."""

POLICIES: Mapping[PolicyName, Policy] = MappingProxyType({PolicyName.STANDARD: STANDARD, PolicyName.DEMO: DEMO})
