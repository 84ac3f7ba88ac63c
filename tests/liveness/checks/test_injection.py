"""Fed-in recordings: one piece of evidence is enough, and a part that cannot look does not pass."""

from dataclasses import replace

import pytest

from liveness.challenge.prompts import Challenge
from liveness.checks import injection
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import Delivery, Observations, Origin
from tests.liveness.checks.test_looped_footage import footage, recorded
from tests.liveness.checks.test_media_clock import streamed
from tests.liveness.scenes import filmed


def genuine(*tags: str) -> Observations:
    return replace(recorded(footage()), origin=Origin(filmed(1), tags))


def answer(seen: Observations) -> CheckResult:
    return injection.judge(Challenge(), seen)


@pytest.mark.parametrize("tags", [(), ("Chrome", "und"), ("Lavf61.7.100", "Lavc61 libx264"), ("the jobs of a day",)])
def test_cameras_and_honest_encoders_pass(tags: tuple[str, ...]) -> None:
    assert answer(genuine(*tags)) == Passed()


@pytest.mark.parametrize("tag", ["OBS Virtual Camera", "written by obs-studio 30.1", "ManyCam 8", "vMix"])
def test_software_that_feeds_recordings_in_gives_itself_away(tag: str) -> None:
    assert answer(genuine("mp42", tag)) == Failed(Reason.FED_IN)


def live(seen: Observations, pace: float = 1.0) -> Observations:
    return replace(seen, delivery=Delivery(tuple(streamed(pace=pace))))


@pytest.mark.parametrize(
    "tags", [(), ("Chrome",), ("QTmuxingAppLibWebM-0.0.1", "Mozilla137.0"), ("GStreamer matroskamux",)]
)
def test_recorders_of_browsers_and_phones_may_stream_live(tags: tuple[str, ...]) -> None:
    assert answer(live(genuine(*tags))) == Passed()


@pytest.mark.parametrize("tag", ["Lavf61.7.100", "Lavc61.19.100 libvpx", "HandBrake 1.8"])
def test_software_that_makes_files_from_files_may_not(tag: str) -> None:
    assert answer(live(genuine("und", tag))) == Failed(Reason.FED_IN)
    assert answer(genuine("und", tag)) == Passed()


def test_a_live_recording_keeps_the_pace_of_the_clock() -> None:
    assert answer(live(genuine(), pace=1.2)) == Failed(Reason.AHEAD_OF_TIME)
    assert answer(live(genuine(), pace=0.8)) == Failed(Reason.STREAM_TOO_SLOW)
    assert answer(replace(genuine(), delivery=Delivery(()))) == Inconclusive(Reason.NOT_MEASURED)


def test_an_attack_is_told_before_a_slow_line() -> None:
    assert answer(live(genuine("OBS Virtual Camera"), pace=0.8)) == Failed(Reason.FED_IN)


def test_a_loop_is_evidence() -> None:
    grids = footage()
    grids[70:85] = grids[10:25]
    assert answer(replace(recorded(grids), origin=genuine().origin)) == Failed(Reason.LOOPED)


def test_without_an_origin_nothing_passes() -> None:
    assert answer(replace(genuine(), origin=None)) == Inconclusive(Reason.NOT_MEASURED)


def test_every_part_gives_its_terms() -> None:
    known = genuine()
    looped = {"likeness", "step_likeness", "stalled"}
    assert set(injection.terms(Challenge(), known)) == {*looped}
    assert set(injection.terms(Challenge(), live(genuine()))) == {*looped, "drift_s", "pace"}
