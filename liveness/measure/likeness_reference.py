"""The likeness reference: the frames and the speech that a generator renders a person from.

Does not seal or release anything. Every frame was matched against the person's own pooled template before it got here.
"""

import base64
import io
import json
import wave
from dataclasses import dataclass

import numpy as np

from liveness.limits import checks as limit
from liveness.measure.frame_picks import FramePicks, FramePose, Pick
from liveness.measure.pictures import jpeg
from liveness.measure.templates import MatchingTemplates, Template, same_face
from liveness.ports import FaceTemplateEngine, Samples

FRAMES_MIN = 5
FRONT_MAX = 5
OTHER_POSES = (FramePose.LEFT, FramePose.RIGHT, FramePose.NEUTRAL, FramePose.SPEAKING)
VOICE_MAX_S = 20.0
SAMPLES_PER_SECOND = 16_000


@dataclass(frozen=True, slots=True)
class ReferenceFrame:
    """One frame to render from: upright JPEG, not mirrored."""

    pose: FramePose
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class LikenessReference:
    """5 to 9 frames, best first, and at least 5 s of net speech as WAV (16 kHz, mono, 16 bit)."""

    frames: tuple[ReferenceFrame, ...]
    voice_wav: bytes


class UnreadableReferenceError(ValueError):
    """Bytes that `to_bytes` did not write; enroll again."""


def make_reference(
    picks: FramePicks, speech: Samples, templates: MatchingTemplates, engine: FaceTemplateEngine
) -> LikenessReference | None:
    """The reference of one verified recording; None when too few frames match the person or too little was said.

    Args:
        picks: the kept frames.
        speech: net speech of the person, 16 kHz mono.
        templates: the person's pooled templates.
        engine: makes the template that proves each frame.
    """
    proven = [pick for pick in _best_first(picks) if _is_person(pick, templates.face, engine)]
    if len(proven) < FRAMES_MIN or len(speech) < limit.REFERENCE_SPEECH_MIN.value * SAMPLES_PER_SECOND:
        return None
    frames = tuple(ReferenceFrame(pick.pose, jpeg(pick.image)) for pick in proven)
    return LikenessReference(frames, wav(speech[: int(VOICE_MAX_S * SAMPLES_PER_SECOND)]))


def _best_first(picks: FramePicks) -> list[Pick]:
    """One frame of each pose, the best frontal one first, then the other frontal ones; no picture twice."""
    fronts = sorted(picks.of(FramePose.FRONT), key=lambda pick: -pick.worth)[:FRONT_MAX]
    others = [
        pick
        for pose in (FramePose.LEFT, FramePose.RIGHT, FramePose.NEUTRAL, FramePose.SPEAKING)
        for pick in picks.of(pose)
    ]
    by_time = {pick.media_s: pick for pick in reversed([*fronts[:1], *others, *fronts[1:]])}
    return list(reversed(by_time.values()))


def _is_person(pick: Pick, face: Template, engine: FaceTemplateEngine) -> bool:
    vector = engine.template(pick.image, pick.face)
    return vector is not None and same_face(Template(engine.model_id, vector), face)


def wav(samples: Samples) -> bytes:
    """16 kHz mono samples as a 16-bit WAV file."""
    memory = io.BytesIO()
    with wave.open(memory, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_PER_SECOND)
        file.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return memory.getvalue()


def to_bytes(reference: LikenessReference) -> bytes:
    """The form that is sealed."""
    frames = [{"pose": frame.pose, "jpeg": base64.b64encode(frame.jpeg).decode()} for frame in reference.frames]
    return json.dumps({"frames": frames, "voice_wav": base64.b64encode(reference.voice_wav).decode()}).encode()


def from_bytes(sealed: bytes) -> LikenessReference:
    """The reference that `to_bytes` wrote.

    Raises:
        UnreadableReferenceError: anything else.
    """
    try:
        form = json.loads(sealed)
        frames = tuple(ReferenceFrame(FramePose(frame["pose"]), _bytes(frame["jpeg"])) for frame in form["frames"])
        return LikenessReference(frames, _bytes(form["voice_wav"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableReferenceError("this is no likeness reference; enroll again") from error


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
