"""No recording counts twice."""

import numpy as np

from liveness.challenge import Challenge
from liveness.checks import replay
from liveness.checks.result import Failed, Inconclusive, Passed, Reason
from liveness.observations import MediaFingerprint, Origin
from tests.liveness.handmade import observations
from tests.liveness.test_media_fingerprint import moving


def answer(this: MediaFingerprint, *earlier: MediaFingerprint) -> object:
    return replay.judge(Challenge(), observations(origin=Origin(this, (), earlier)))


def test_the_first_recording_ever_passes() -> None:
    assert answer(moving(1)) == Passed()


def test_a_recording_that_resembles_none_of_the_earlier_ones_passes() -> None:
    assert answer(moving(1), moving(2), moving(3)) == Passed()


def test_a_recording_seen_before_is_refused_among_many() -> None:
    assert answer(moving(1), moving(2), moving(1, late_s=0.3), moving(3)) == Failed(Reason.REPLAYED)


def test_the_same_bytes_are_refused_even_without_a_face() -> None:
    blind = MediaFingerprint(b"digest", np.zeros((5, 0), np.float32))
    assert answer(blind, blind) == Failed(Reason.REPLAYED)


def test_what_has_no_fingerprint_cannot_pass() -> None:
    assert replay.judge(Challenge(), observations()) == Inconclusive(Reason.NOT_MEASURED)
