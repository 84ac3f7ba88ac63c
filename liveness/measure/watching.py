"""The pictures of a recording -> frame observations and face templates, in one pass. Judges nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liveness.measure.frame_picks import CloseLooks, FramePicks, look_closely
from liveness.measure.pictures import GRID, luma_grid
from liveness.measure.tints import tints_of
from liveness.media.picture_track import Frame
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


class Watching:
    """Measures the frames of one recording as they come.

    Args:
        engine: finds and follows the face.
        picks: keeps the frames that nets look at more closely.
    """

    def __init__(self, engine: FaceEngine, picks: FramePicks) -> None:
        self._engine, self._picks = engine, picks
        self._frames: list[FrameObservation] = []
        self._grids: list[NDArray[np.float32]] = []

    @property
    def frames(self) -> tuple[FrameObservation, ...]:
        """Those seen so far, in order."""
        return tuple(self._frames)

    def see(self, frame: Frame) -> None:
        """Measures the next frame."""
        grid = luma_grid(frame.image)
        change = float(np.mean(np.abs(grid - self._grids[-1]))) if self._grids else 0.0
        count, face = _look(self._engine, frame.image, self._frames)
        if face is not None:
            self._picks.offer(frame.media_s, frame.image, face)
        tints = None if face is None else tints_of(frame.image, face)
        self._frames.append(FrameObservation(frame.media_s, float(grid.mean()), change, count, face, tints))
        self._grids.append(grid)

    def watched(self, frame_times_s: Sequence[float], duration_s: float, engines: Engines) -> Watched:
        """All of them, once the recording is whole, and closer looks at the best frontal and turned ones."""
        self._picks.lasts(duration_s)
        stacked = np.array(self._grids, np.float32).reshape(-1, GRID, GRID)
        close = look_closely(self._picks, engines)
        return Watched(self.frames, stacked, tuple(frame_times_s), close, self._picks)


def watch(recording: Recording, engines: Engines) -> Watched:
    """Measures ANALYSED_PER_SECOND frames a second, and makes templates of the best frontal and turned ones.

    Raises:
        RecordingError: a picture cannot be decoded, or breaks a limit.
    """
    watching = Watching(engines.face, FramePicks(recording.duration_s))
    for frame in recording.frames(ANALYSED_PER_SECOND):
        watching.see(frame)
    return watching.watched(recording.frame_times_s, recording.duration_s, engines)


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
