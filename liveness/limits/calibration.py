"""What a deployment found out about limits on its own volunteers: the record of one calibration, plain values only.

Does not choose a limit (`evaluation.calibration`), sign or read a record (`cameo_service.calibration_file`), nor say
which limits then decide (`liveness.limits.in_force`).
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a calibrated limit tells apart."""

    FACE = "face"
    """Two takes: the most distance of one person's pooled templates."""
    VOICE = "voice"
    """Two takes: the least cosine of one person's templates."""
    WORDS = "words"
    """One answer: by how much the asked text must fit better than any other."""


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """Errors at one limit, of `n` comparisons of `people` people. low, high: two-sided 95 % of their rate, 0..1."""

    errors: int
    n: int
    people: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CalibratedLimit:
    """One limit, and what it does to people on whom it was not set.

    model: the net or engine that it belongs to. kind: of text (`TextKind`), for words; else empty.
    value: what decides from now on, in the unit of the shipped limit. shipped: the limit of the program that measured.
    is_loosened: it lets through more than the shipped one, and the operator said that it may.
    own_refused, others_accepted: of the judged half of the volunteers, at `value`.
    """

    role: Role
    model: str
    kind: str
    value: float
    shipped: float
    is_loosened: bool
    own_refused: ErrorCount
    others_accepted: ErrorCount


@dataclass(frozen=True, slots=True)
class Calibration:
    """One calibration. It names no person.

    made_us: when, UTC microseconds. manifest: SHA-256 of the list of recordings. people: volunteers with a recording.
    others_at_most: what was asked of every limit: the upper end of the 95 % interval of others accepted, 0..1.
    """

    made_us: int
    manifest: str
    people: int
    others_at_most: float
    limits: tuple[CalibratedLimit, ...]


def is_looser(role: Role, value: float, shipped: float) -> bool:
    """Whether a limit lets through what the shipped one does not. Faces have a largest distance, the others a least."""
    return value > shipped if role is Role.FACE else value < shipped


class CalibrationError(Exception):
    """A calibration cannot be made or used; the message says what to do."""


class CalibratedForOtherModelsError(CalibrationError):
    """The record is of other nets or engines than those in use."""

    def __init__(self, role: Role, calibrated: str, loaded: str) -> None:
        super().__init__(
            f"the calibration is for the {role} of {calibrated}, and {loaded} is loaded: "
            "run `cameo calibrate` again with these models, or remove the setting `calibration`"
        )


class CalibratedOnOtherLimitsError(CalibrationError):
    """The limits that this program ships are not those that the record was compared with."""

    def __init__(self, role: Role, model: str) -> None:
        super().__init__(
            f"the shipped limit for the {role} of {model} is not the one that the calibration was compared with: "
            "run `cameo calibrate` again"
        )


class LooserThanShippedError(CalibrationError):
    """A limit lets through more than the shipped one, and the record does not say that the operator accepted that."""

    def __init__(self, role: Role, model: str) -> None:
        super().__init__(
            f"the calibrated limit for the {role} of {model} is looser than the shipped one, and nothing says that "
            "this was accepted: run `cameo calibrate` again, with --accept if you mean it"
        )
