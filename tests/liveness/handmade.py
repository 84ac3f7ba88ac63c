"""Observations made by hand: a good recording, of which each test spoils one thing."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from liveness.limits.net_ids import DLIB_RESNET
from liveness.observations import (
    FaceMeasurement,
    FaceSample,
    FrameObservation,
    Observations,
    SoundObservation,
    Vector,
)

FRAMES_PER_SECOND = 15
WINDOW_S = 0.032


def face(**changed: object) -> FaceMeasurement:
    good = FaceMeasurement(
        box_px=(200.0, 100.0, 240.0, 280.0),
        score=0.95,
        presence=0.99,
        eye_distance_px=110.0,
        yaw_deg=0.0,
        pitch_deg=0.0,
        roll_deg=0.0,
        mouth_opening=0.02,
        eye_opening=0.3,
        lip_contrast=0.8,
        sharpness=300.0,
        luma=120.0,
        landmarks_px=np.zeros((468, 3), np.float32),
    )
    return replace(good, **changed)  # type: ignore[arg-type]


def frame(media_s: float, **changed: object) -> FrameObservation:
    good = FrameObservation(media_s=media_s, luma=110.0, change=1.5, face_count=1, face=face())
    return replace(good, **changed)  # type: ignore[arg-type]


def frames(
    seconds: float, of: Callable[[float], FrameObservation] = frame, per_second: int = FRAMES_PER_SECOND
) -> tuple[FrameObservation, ...]:
    return tuple(of(index / per_second) for index in range(round(seconds * per_second)))


def turning(seconds: float, yaw_at: Callable[[float], float]) -> tuple[FrameObservation, ...]:
    return frames(seconds, lambda media_s: frame(media_s, face=face(yaw_deg=yaw_at(media_s))))


def vector(*, towards: int = 0, dimensions: int = 128) -> Vector:
    unit = np.zeros(dimensions, np.float32)
    unit[towards] = 1.0
    return unit


def face_samples(count: int = 4) -> tuple[FaceSample, ...]:
    return tuple(FaceSample(float(index), vector(), DLIB_RESNET) for index in range(count))


def sound(seconds: float = 8.0, spoken: Iterable[tuple[float, float]] = ((1.0, 6.0),)) -> SoundObservation:
    starts_s = np.arange(round(seconds / WINDOW_S)) * WINDOW_S
    said = np.zeros(len(starts_s), np.float32)
    for start_s, end_s in spoken:
        said[(starts_s >= start_s) & (starts_s < end_s)] = 1.0
    return SoundObservation(
        duration_s=seconds,
        speech_probability=said,
        envelope=(said * 0.2 + 0.001).astype(np.float32),
        net_speech_s=float(said.sum() * WINDOW_S),
        snr_db=30.0,
        clipped_ratio=0.0,
    )


def observations(**changed: object) -> Observations:
    good = Observations(
        duration_s=8.0,
        width_px=640,
        height_px=480,
        frames=frames(8.0),
        frame_times_s=tuple(index / 30 for index in range(240)),
        sound=sound(),
        faces=face_samples(),
        voices=(),
        answers=(),
    )
    return replace(good, **changed)  # type: ignore[arg-type]
