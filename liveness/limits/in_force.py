"""The limits that decide in this deployment: the shipped ones, unless it calibrated some on its own people.

Three can be calibrated: how alike two takes of a face and of a voice must be, and by how much asked words must fit
better than others. Everything else is as shipped, everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from liveness.challenge.vocabulary import TextKind
from liveness.limits.calibration import (
    CalibratedForOtherModelsError,
    CalibratedLimit,
    CalibratedOnOtherLimitsError,
    Calibration,
    LooserThanShippedError,
    Role,
    is_looser,
)
from liveness.limits.checks import VOICE_TEMPLATE_MIN, Threshold
from liveness.limits.models import FaceLimits, UnknownModelError, VoiceLimits, face_limits, voice_limits
from liveness.limits.words import UnknownScorerError, WordLimits, word_limits


@dataclass(frozen=True, slots=True)
class LimitsInForce:
    """Limits by net and engine.

    calibration: id of the record that they are of, SHA-256 in hexadecimal; empty: all are shipped. faces: distance of
    two takes by net. voices: cosine of two takes by net, at VOICE_TEMPLATE_MIN seconds of speech. words: margin by
    engine and kind of text.
    """

    calibration: str = ""
    faces: Mapping[str, float] = field(default_factory=dict)
    voices: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[tuple[str, TextKind], float] = field(default_factory=dict)

    def face(self, model_id: str) -> FaceLimits:
        """The limits of one face model.

        Raises:
            UnknownModelError: the model has no limits.
        """
        shipped, value = face_limits(model_id), self.faces.get(model_id)
        return shipped if value is None else replace(shipped, two_takes=_set_here(shipped.two_takes, value))

    def voice(self, model_id: str) -> VoiceLimits:
        """The limits of one voice model.

        Raises:
            UnknownModelError: the model has no limits.
        """
        shipped, value = voice_limits(model_id), self.voices.get(model_id)
        if value is None:
            return shipped
        # Two takes are compared at this much speech alone: a template has no less.
        return replace(
            shipped, two_takes=(_set_here(shipped.two_takes[-1], value),), seconds=(VOICE_TEMPLATE_MIN.value,)
        )

    def word(self, scorer: str, kind: TextKind) -> WordLimits:
        """The limits of one speech scorer for one kind of text.

        Raises:
            UnknownScorerError: the scorer has no limits.
        """
        shipped, value = word_limits(scorer, kind), self.words.get((scorer, kind))
        return shipped if value is None else replace(shipped, margin=_set_here(shipped.margin, value))

    def require_models(self, face: str, voice: str, scorer: str) -> None:
        """Returns where every calibrated limit is one of these nets and this engine.

        Raises:
            CalibratedForOtherModelsError: one is of another, and what is loaded would be judged as shipped.
        """
        calibrated = {Role.FACE: self.faces, Role.VOICE: self.voices, Role.WORDS: {one: 0 for one, _ in self.words}}
        for (role, models), loaded in zip(calibrated.items(), (face, voice, scorer), strict=True):
            for model in models:
                if model != loaded:
                    raise CalibratedForOtherModelsError(role, model, loaded)


SHIPPED = LimitsInForce()


def shipped_limit(role: Role, model: str, kind: str = "") -> float:
    """The limit of this program that a calibration may replace.

    Raises:
        UnknownModelError, UnknownScorerError: the model or the scorer has no limits.
    """
    if role is Role.FACE:
        return SHIPPED.face(model).two_takes.value
    if role is Role.VOICE:
        return SHIPPED.voice(model).between_takes(VOICE_TEMPLATE_MIN.value)
    return SHIPPED.word(model, TextKind(kind)).margin.value


def in_force(calibration: Calibration, record_id: str) -> LimitsInForce:
    """The limits of a deployment with this calibration. record_id: SHA-256 of its record, in hexadecimal.

    Raises:
        CalibratedForOtherModelsError: this program knows no such net or engine.
        CalibratedOnOtherLimitsError: the shipped limits have changed since.
        LooserThanShippedError: a limit is looser than the shipped one, and the operator did not accept that.
    """
    for limit in calibration.limits:
        _require_fit(limit)
    of_role = {role: [one for one in calibration.limits if one.role is role] for role in Role}
    return LimitsInForce(
        calibration=record_id,
        faces={one.model: one.value for one in of_role[Role.FACE]},
        voices={one.model: one.value for one in of_role[Role.VOICE]},
        words={(one.model, TextKind(one.kind)): one.value for one in of_role[Role.WORDS]},
    )


def _require_fit(limit: CalibratedLimit) -> None:
    try:
        shipped = shipped_limit(limit.role, limit.model, limit.kind)
    except (UnknownModelError, UnknownScorerError) as error:
        raise CalibratedForOtherModelsError(limit.role, limit.model, "another") from error
    if limit.shipped != shipped:
        raise CalibratedOnOtherLimitsError(limit.role, limit.model)
    # Also of a value that is no number.
    if not limit.is_loosened and not (limit.value == shipped or is_looser(limit.role, shipped, limit.value)):
        raise LooserThanShippedError(limit.role, limit.model)


def _set_here(shipped: Threshold, value: float) -> Threshold:
    return Threshold(value, shipped.unit, "`cameo calibrate` of this deployment", "as its record says")
