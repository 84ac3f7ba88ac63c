"""The pictures of a recording -> frame observations and face templates, in one pass. Judges nothing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liveness.measure.frame_picks import CloseLooks, FramePicks, look_closely
from liveness.measure.pictures import GRID, luma_grid
from liveness.media.recording import Recording
from liveness.observations import FaceMeasurement, FrameObservation
from liveness.ports import Engines, FaceEngine, Image

ANALYSED_PER_SECOND = 15.0
"""Blinks last 0.1 s and more, turns half a second; twice the frames cost twice as much and show neither better."""

LOOK_EVERY = 5
"""Three searches a second: no face comes and goes unseen for more than a third of one. In between the known face is
followed."""

GIVES_UP_AFTER = 15
"""Frames without any face, a second of them. From then on, too, no face comes unseen for more than a third of a second:
LOOK_EVERY holds. A search costs ten times what following costs, and a recording of nothing would be searched whole."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The result of `watch`. grids: (n, 64, 64) luma of each frame. picks: the frames that were kept as pictures."""

    frames: tuple[FrameObservation, ...]
    grids: NDArray[np.float32]
    frame_times_s: tuple[float, ...]
    close: CloseLooks
    picks: FramePicks


def watch(recording: Recording, engines: Engines) -> Watched:
    """Measures ANALYSED_PER_SECOND frames a second, and makes templates of the best frontal and turned ones.

    Raises:
        RecordingError: a picture cannot be decoded, or breaks a limit.
    """
    frames: list[FrameObservation] = []
    picks = FramePicks(recording.duration_s)
    grids: list[NDArray[np.float32]] = []
    for frame in recording.frames(ANALYSED_PER_SECOND):
        grid = luma_grid(frame.image)
        change = float(np.mean(np.abs(grid - grids[-1]))) if grids else 0.0
        count, face = _look(engines.face, frame.image, frames)
        if face is not None:
            picks.offer(frame.media_s, frame.image, face)
        frames.append(FrameObservation(frame.media_s, float(grid.mean()), change, count, face))
        grids.append(grid)
    stacked = np.array(grids, np.float32).reshape(-1, GRID, GRID)
    return Watched(
        tuple(frames),
        stacked,
        tuple(recording.frame_times_s),
        look_closely(picks, engines),
        picks,
    )


def _look(engine: FaceEngine, image: Image, frames: list[FrameObservation]) -> tuple[int, FaceMeasurement | None]:
    """Searches all faces in every LOOK_EVERY-th frame, and in every frame where the followed face was lost just now."""
    before = frames[-1] if len(frames) % LOOK_EVERY else None
    if before and _is_empty(frames[-GIVES_UP_AFTER:]):
        return 0, None
    if before and before.face and (face := engine.follow(image, before.face)):
        return before.face_count, face
    return engine.measure(image)


def _is_empty(latest: list[FrameObservation]) -> bool:
    return len(latest) == GIVES_UP_AFTER and not any(frame.face_count for frame in latest)
