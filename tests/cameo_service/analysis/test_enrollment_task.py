"""Loading a worker, and following a live recording in a process of its own."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from cameo_service.analysis.enrollment_task import LiveStream
from cameo_service.analysis.errors import WorkerDied
from cameo_service.analysis.recording_tasks import Models, load_desk
from cameo_service.clock import SystemClock
from liveness.engines.choice import EngineChoice
from liveness.errors import UnknownWordError
from liveness.limits.recordings import RecordingLimits
from liveness.live.decoder import LiveDecoder
from liveness.media.recording_errors import UnsupportedContainer
from tests.liveness.clips import WEBM, encode, every
from tests.liveness.conftest import models_dir

__all__ = ["models_dir"]


def test_a_consent_sentence_with_an_unknown_word_is_refused_at_start(models_dir: Path) -> None:
    with pytest.raises(UnknownWordError, match="zyxgadget"):
        load_desk(Models(models_dir, EngineChoice()), RecordingLimits(), "i allow zyxgadget to make videos of me")


LIMITS = RecordingLimits()
ENOUGH_S = 300.0
"""No job takes as long, unless the machine is far too busy."""


def test_it_says_what_a_decoder_in_this_process_says() -> None:
    data = encode(replace(WEBM, is_live=True, times_s=every(25, 2), sound_s=2.0))
    with LiveStream(LIMITS, SystemClock()) as stream, LiveDecoder(LIMITS) as decoder:
        for start in range(0, len(data), 4000):
            chunk = data[start : start + 4000]
            assert stream.feed(chunk, ENOUGH_S) == decoder.feed(chunk)


def test_a_refused_stream_reaches_the_caller_as_itself() -> None:
    with LiveStream(LIMITS, SystemClock()) as stream, pytest.raises(UnsupportedContainer):
        stream.feed(b"#EXTM3U\nclip.mp4\n", ENOUGH_S)


def test_a_killed_stream_ends_no_other() -> None:
    with LiveStream(LIMITS, SystemClock()) as killed, LiveStream(LIMITS, SystemClock()) as other:
        os.kill(killed._worker.pid, signal.SIGKILL)
        with pytest.raises(WorkerDied):
            killed.feed(b"\x1a\x45\xdf\xa3", ENOUGH_S)
        assert other.feed(b"\x1a\x45\xdf\xa3", ENOUGH_S).media_s == 0.0
