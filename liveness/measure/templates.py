"""The matching templates of one person: pooled, compared, and written as bytes to be sealed. They never leave."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from liveness.limits import checks as limit
from liveness.limits.in_force import SHIPPED, LimitsInForce
from liveness.measure.flat_signals import direction
from liveness.observations import FaceSample, Vector, VoiceSample

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Template:
    """One pooled template. vector: float32, L2-normalised; only templates of the same `model_id` can be compared."""

    model_id: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class MatchingTemplates:
    """The templates that later recordings are compared with. voice: None after too little speech. pack: model pack."""

    pack: str
    face: Template
    voice: Template | None


class UnreadableTemplatesError(ValueError):
    """Bytes that `to_bytes` did not write, or templates that cannot be compared; enroll again."""


def pooled(vectors: Sequence[Vector]) -> Vector:
    """The L2-normalised mean of vectors; at least one. Longer vectors weigh more.

    Raises:
        UnreadableTemplatesError: they cancel each other out, as no templates of one net do.
    """
    mean = direction(np.mean(np.stack(vectors), axis=0))
    if mean is None:
        raise UnreadableTemplatesError("templates that cancel each other out have no mean; enroll again")
    return mean


def pooled_face(samples: Sequence[FaceSample]) -> Template:
    """One face template from all samples of one recording; at least one.

    Raises:
        UnreadableTemplatesError: they come from different models.
    """
    return Template(only_model(samples), pooled([sample.vector for sample in samples]))


def pooled_voice(samples: Sequence[VoiceSample]) -> Template | None:
    """One voice template, each sample weighted by its speech; None below VOICE_TEMPLATE_MIN seconds of net speech.

    Raises:
        UnreadableTemplatesError: they come from different models.
    """
    if sum(sample.net_speech_s for sample in samples) < limit.VOICE_TEMPLATE_MIN.value:
        return None
    return Template(only_model(samples), pooled([sample.net_speech_s * sample.vector for sample in samples]))


def only_model(samples: Sequence[FaceSample] | Sequence[VoiceSample]) -> str:
    """The model that made all of these samples; at least one.

    Raises:
        UnreadableTemplatesError: they come from different models.
    """
    models = {sample.model_id for sample in samples}
    if len(models) != 1:
        raise UnreadableTemplatesError("samples of several models cannot be compared; analyse again with one pack")
    return models.pop()


def made_as(known: MatchingTemplates, takes: Sequence[MatchingTemplates]) -> MatchingTemplates:
    """Of one recording, measured by several nets, the face and the voice by the nets that made `known`.

    takes: at least one; the first one's stand where no net made both, and cannot be compared then.
    """
    faces = [take.face for take in takes if take.face.model_id == known.face.model_id]
    voices = [
        take.voice for take in takes if take.voice and known.voice and take.voice.model_id == known.voice.model_id
    ]
    first = takes[0]
    return MatchingTemplates(first.pack, next(iter(faces), first.face), next(iter(voices), first.voice))


def face_distance(one: Template, other: Template) -> float:
    """Euclidean distance of two face templates, 0 (same) to 2.

    Raises:
        UnreadableTemplatesError: they come from different models.
    """
    _require_same_model(one, other)
    return float(np.linalg.norm(one.vector - other.vector))


def same_face(one: Template, other: Template, in_force: LimitsInForce = SHIPPED) -> bool:
    """Whether two pooled face templates are of one person, by the limit of their model.

    Raises:
        UnreadableTemplatesError: they come from different models.
        UnknownModelError: their model has no limits.
    """
    return face_distance(one, other) <= in_force.face(one.model_id).two_takes.value


def voice_similarity(one: Template, other: Template) -> float:
    """Cosine of two voice templates, -1..1, higher is more alike.

    Raises:
        UnreadableTemplatesError: they come from different models.
    """
    _require_same_model(one, other)
    return float(one.vector @ other.vector)


def to_bytes(templates: MatchingTemplates) -> bytes:
    """The form that is sealed."""
    voice = _as_json(templates.voice) if templates.voice else None
    form = {"format": FORMAT, "pack": templates.pack, "face": _as_json(templates.face), "voice": voice}
    return json.dumps(form).encode()


def from_bytes(sealed: bytes) -> MatchingTemplates:
    """The templates that `to_bytes` wrote.

    Raises:
        UnreadableTemplatesError: anything else.
    """
    try:
        form = json.loads(sealed)
        if form["format"] != FORMAT:
            raise UnreadableTemplatesError("templates of another format; enroll again")
        voice = _from_json(form["voice"]) if form["voice"] else None
        return MatchingTemplates(form["pack"], _from_json(form["face"]), voice)
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableTemplatesError("these are no templates; enroll again") from error


def _require_same_model(one: Template, other: Template) -> None:
    if one.model_id != other.model_id:
        raise UnreadableTemplatesError(
            f"templates of {one.model_id} and {other.model_id} cannot be compared; enroll again"
        )


def _as_json(template: Template) -> dict[str, str]:
    vector = base64.b64encode(template.vector.astype("<f4").tobytes()).decode()
    return {"model_id": template.model_id, "vector": vector}


def _from_json(form: dict[str, str]) -> Template:
    vector = np.frombuffer(base64.b64decode(form["vector"], validate=True), "<f4").astype(np.float32)
    return Template(form["model_id"], vector)
