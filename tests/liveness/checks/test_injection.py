"""Fed-in recordings: one piece of evidence is enough, and a part that cannot look does not pass."""

from dataclasses import replace

import pytest

from liveness.challenge import Challenge
from liveness.checks import injection
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import Observations, Origin
from tests.liveness.checks.test_looped_footage import footage, recorded
from tests.liveness.scenes import filmed


def genuine(*tags: str) -> Observations:
    return replace(recorded(footage()), origin=Origin(filmed(1), tags, ()))


def answer(seen: Observations) -> CheckResult:
    return injection.judge(Challenge(), seen)


@pytest.mark.parametrize("tags", [(), ("Chrome", "und"), ("Lavf61.7.100", "Lavc61 libx264"), ("the jobs of a day",)])
def test_cameras_and_honest_encoders_pass(tags: tuple[str, ...]) -> None:
    assert answer(genuine(*tags)) == Passed()


@pytest.mark.parametrize("tag", ["OBS Virtual Camera", "written by obs-studio 30.1", "ManyCam 8", "vMix"])
def test_software_that_feeds_recordings_in_gives_itself_away(tag: str) -> None:
    assert answer(genuine("mp42", tag)) == Failed(Reason.FED_IN)


def test_a_replay_and_a_loop_are_evidence() -> None:
    known = replace(genuine(), origin=Origin(filmed(1), (), (filmed(1),)))
    assert answer(known) == Failed(Reason.REPLAYED)
    grids = footage()
    grids[70:85] = grids[10:25]
    assert answer(replace(recorded(grids), origin=genuine().origin)) == Failed(Reason.LOOPED)


def test_without_an_origin_nothing_passes() -> None:
    assert answer(replace(genuine(), origin=None)) == Inconclusive(Reason.NOT_MEASURED)


def test_every_part_gives_its_terms() -> None:
    known = replace(genuine(), origin=Origin(filmed(1), (), (filmed(2),)))
    assert set(injection.terms(Challenge(), known)) == {"pictures_alike", "sound_alike", "likeness", "stalled"}
