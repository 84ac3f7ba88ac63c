"""Measurements of one recording: plain values with units and ranges.

Nothing here judges. Engines make these values, `liveness.checks` judges them. Times are media
seconds from the first frame; angles are degrees; vectors are float32 and L2-normalised.
Left and right are the subject's own, in unmirrored media.
"""

import math
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FaceMeasurement:
    """The largest face of one frame, as the mesh net sees it.

    yaw_deg: > 0 when the subject turned to their own left, about -90..90.
    pitch_deg: > 0 when the subject looks up. roll_deg: > 0 clockwise in the picture.
    mouth_opening: inner lip gap over the distance between the outer eye corners, 0..~0.6.
    lip_contrast: deviation of luma in the box of the lips over that in the box of the eyes, >= 0.
    eye_opening: mean lid gap over eye width of both eyes, 0 (shut)..~0.5.
    presence: the mesh net's own belief that this is a face, 0..1.
    sharpness: variance of the Laplacian of the face crop scaled to 128 px, >= 0.
    luma: mean luma of the face box, 0..255.
    """

    box_px: tuple[float, float, float, float]
    """x, y, width, height of the face in the upright frame."""
    score: float
    """Detector score, 0..1."""
    presence: float
    eye_distance_px: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    mouth_opening: float
    eye_opening: float
    sharpness: float
    luma: float
    landmarks_px: NDArray[np.float32]
    """(468, 3) mesh points in upright frame pixels; z in the same scale, smaller is nearer."""
    lip_contrast: float


@dataclass(frozen=True, slots=True)
class Tints:
    """Mean blue, green and red of patches of one picture, 0..255: (3,) each. Cheeks are the subject's own sides."""

    right_cheek: Vector
    left_cheek: Vector
    beside: Vector
    """The surroundings to both sides of the head."""


@dataclass(frozen=True, slots=True)
class FrameObservation:
    """One analysed frame."""

    media_s: float
    luma: float
    """Mean luma of the frame, 0..255."""
    change: float
    """Mean absolute luma difference to the analysed frame before, on a 64x64 grid, 0..255; 0 for the first."""
    face_count: int
    face: FaceMeasurement | None
    tints: Tints | None = None
    """None without a face, or where it lies at the edge of the picture."""


@dataclass(frozen=True, slots=True)
class FaceSample:
    """A face template of one frame. vector: (128,) in the open pack."""

    media_s: float
    vector: Vector
    model_id: str


@dataclass(frozen=True, slots=True)
class VoiceSample:
    """A voice template of the net speech between two media times. vector: (256,) in the open pack."""

    start_s: float
    end_s: float
    net_speech_s: float
    vector: Vector
    model_id: str


@dataclass(frozen=True, slots=True)
class WordTime:
    """Where one asked word was aligned. score: acoustic log-likelihood per 10 ms frame, higher is better."""

    word: str
    start_s: float
    end_s: float
    score: float


@dataclass(frozen=True, slots=True)
class PhoneTime:
    """Where one phone of an asked word was aligned. name: of the pronouncing dictionary, without stress, such as AA."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class WordScores:
    """How well the asked text fits a stretch of sound, as one speech scorer measured it. Higher is better.

    scorer: engine and model; only limits of its own apply (`liveness.limits.words`).
    asked: mean log-likelihood of the asked text, for each unit of the scorer; minus infinity: nothing was scored.
    alternatives: the same of texts that could have been said instead; an engine may give the best only.
    gained: how much the sound adds to the log-likelihood of the asked text, for each unit: over that of the same text
    where nothing was said. least_gained: the same of the word that gains least, as a sum over it. None: the scorer does
    not measure it.
    recognised: words heard with the fixed-length grammar of the asked kind, empty when nothing was heard; None: the
    scorer only scores what it is asked. language: in which the text was scored.
    preferred: by how much the recognised words fit the sound better than the asked ones, as the log-likelihood of the
    whole sound; 0 where they are the same, infinity where the asked ones do not fit it or none were recognised; None:
    the scorer recognises none.
    second: the same answer as another scorer measured it; None: it was not asked.
    """

    scorer: str
    asked: float
    alternatives: tuple[float, ...]
    gained: float | None = None
    least_gained: float | None = None
    recognised: tuple[str, ...] | None = None
    language: str = "en"
    preferred: float | None = None
    second: "WordScores | None" = None

    @property
    def margin(self) -> float:
        """By how much the asked text fits better than each alternative; minus infinity: it was compared with none."""
        return self.asked - max(self.alternatives) if self.alternatives else -math.inf

    @property
    def is_silent(self) -> bool:
        """Whether nothing was heard."""
        return self.asked == -math.inf if self.recognised is None else not self.recognised


@dataclass(frozen=True, slots=True)
class SpokenAnswer:
    """Measurements of one `say` prompt in the stretch of sound that may hold its answer.

    scores: how well the asked words fit it.
    words: where each asked word lies, in order; empty when alignment failed.
    phones: the same for each phone of the asked words; empty when they do not fit the sound.
    """

    prompt_id: str
    start_s: float
    end_s: float
    scores: WordScores
    words: tuple[WordTime, ...]
    phones: tuple[PhoneTime, ...] = ()


@dataclass(frozen=True, slots=True)
class SoundObservation:
    """The sound track as a whole.

    speech_probability: (n,) float32, one value per 32 ms window from media time 0 (silero-vad).
    envelope: (n,) float32, root mean square of the same windows, full scale = 1.
    bands: (m, 10) float32, log power of ten bands every 20 ms (`liveness.measure.sound_bands`), or empty.
    """

    duration_s: float
    speech_probability: NDArray[np.float32]
    envelope: NDArray[np.float32]
    net_speech_s: float
    snr_db: float
    clipped_ratio: float
    """Share of samples at or beyond 0.999 of full scale, 0..1."""
    bands: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 10), np.float32))
    pitch_tremor_cents: float | None = None
    """How much the pitch trembles (`liveness.measure.voice_source`); None with too little voiced speech."""
    repetition: float = 0.0
    """Correlation of the two stretches of speech that are most alike, 0..1 (`liveness.measure.repeated_sound`)."""
    pulses: float | None = None
    """How sharply the throat's pulses stand out (`liveness.measure.voice_source`); None with too little speech."""


@dataclass(frozen=True, slots=True)
class LiveScore:
    """Answer of a presentation attack net on one picture: probability of a living face, and the least to pass, 0..1.

    probability: None where the net could not examine the face.
    """

    media_s: float
    probability: float | None
    needed: float


@dataclass(frozen=True, slots=True)
class MediaFingerprint:
    """Recognises a recording when it comes again (`liveness.measure.media_fingerprint`).

    sha256: of the file's bytes. pictures: (15, n) int8. sound: (10, n) int8. Ten samples a second, 16 a standard
    deviation; n is 0 where there is too little to compare.
    """

    sha256: bytes
    pictures: NDArray[np.int8]
    sound: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Origin:
    """The stated origin of the file.

    tags: texts of the container and its tracks about the software that wrote them.
    """

    fingerprint: MediaFingerprint
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a live recording came in.

    arrivals: (seconds since the stream was opened, largest media time received by then), in order, about 10 a second
    at most. Finished files have no delivery.
    """

    arrivals: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Observations:
    """Everything that checks may use. A field that could not be measured is None or empty, never invented."""

    duration_s: float
    width_px: int
    height_px: int
    frames: tuple[FrameObservation, ...]
    frame_times_s: tuple[float, ...]
    """Presentation time of every decoded frame, analysed or not."""
    sound: SoundObservation | None
    faces: tuple[FaceSample, ...]
    voices: tuple[VoiceSample, ...]
    """One per answered `say` prompt, or one for all speech when nothing was asked."""
    answers: tuple[SpokenAnswer, ...]
    grids: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 64, 64), np.float32))
    """(n, 64, 64) mean luma of each cell of each analysed frame, 0..255; empty if not measured."""
    origin: Origin | None = None
    delivery: Delivery | None = None
    """None for a finished file."""
    live: tuple[LiveScore, ...] | None = None
    """One per frontal picture that was kept; None where no such net is in use."""
    age_years: float | None = None
    """Apparent age, in years: median over the frontal pictures that were kept. None where no engine estimates it."""
