"""Reads a whole recording in a worker, as an analysis does."""

from cameo_service.analysis.spool import read_whole
from liveness.limits.recordings import RecordingLimits
from liveness.media.recording import open_recording


def nothing() -> None:
    """What a reading needs was imported with this module."""


def read(_: None, job: str, recording: int) -> tuple[str, int, int]:
    """The name of the job, and how many pictures and samples the recording has."""
    opened = open_recording(read_whole(recording), RecordingLimits())
    sound = opened.sound()
    return job, sum(1 for _frame in opened.frames()), 0 if sound is None else len(sound.samples)
