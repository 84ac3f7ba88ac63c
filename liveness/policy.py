"""Which checks a verdict must have passed. An empty list of required checks means no.

Does not run checks (`liveness.verdict`) nor say how far a pass carries (`liveness.assurance`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Check(StrEnum):
    """Every check there is or will be, by the name that records and replies use."""

    QUALITY = "quality"
    CONTINUITY = "continuity"
    HEAD_TURN = "head_turn"
    EXPRESSION = "expression"
    SPOKEN_CHALLENGE = "spoken_challenge"
    SAME_VOICE = "same_voice"
    MOUTH_AND_SPEECH = "mouth_and_speech"
    LIP_SYNC = "lip_sync"
    PRESENTATION_ATTACK = "presentation_attack"
    INJECTION = "injection"
    SYNTHETIC_VOICE = "synthetic_voice"


class PolicyName(StrEnum):
    """The policies an operator can choose from."""

    STANDARD = "standard"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a verdict requires.

    required: each must pass. not_available: wanted, but no such check exists yet; the record lists them as not run and
    `liveness.assurance` caps what a pass is worth. left_out: never asked for under this policy, listed as not run too.
    """

    name: str
    required: tuple[Check, ...]
    not_available: tuple[Check, ...] = ()
    left_out: tuple[Check, ...] = ()
    demo: bool = False


_EVERY_RECORDING = (
    Check.QUALITY,
    Check.CONTINUITY,
    Check.HEAD_TURN,
    Check.SPOKEN_CHALLENGE,
    Check.SAME_VOICE,
    Check.MOUTH_AND_SPEECH,
)
_ATTACK_CHECKS = (Check.PRESENTATION_ATTACK, Check.INJECTION, Check.SYNTHETIC_VOICE)

STANDARD = Policy(PolicyName.STANDARD, _EVERY_RECORDING, not_available=(Check.LIP_SYNC, *_ATTACK_CHECKS))
"""For real people, uploaded or live."""

DEMO = Policy(PolicyName.DEMO, _EVERY_RECORDING, not_available=(Check.LIP_SYNC,), left_out=_ATTACK_CHECKS, demo=True)
"""For the rendered subject on loopback: leaves out exactly what would find out that it is rendered."""

POLICIES: Mapping[PolicyName, Policy] = MappingProxyType({PolicyName.STANDARD: STANDARD, PolicyName.DEMO: DEMO})
