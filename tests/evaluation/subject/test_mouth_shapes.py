import pytest

from evaluation.subject.mouth_shapes import mouth_track, phone_shapes
from evaluation.subject.rendered_voice import Phone


def test_lips_meet_for_bilabials_and_open_for_an_a() -> None:
    track = mouth_track((Phone("m", 0.0, 0.1), Phone("a:", 0.1, 0.3), Phone("p", 0.3, 0.4)))
    assert track.at(0.05)[0] < 0.1
    assert track.at(0.2)[0] > 0.8
    assert track.at(0.35)[0] < 0.1


def test_the_mouth_rests_outside_the_sound() -> None:
    track = mouth_track((Phone("a", 0.0, 0.2),))
    assert track.at(-0.1) == track.at(0.5) == (0.0, 0.0)


@pytest.mark.parametrize(("name", "count"), [("aI", 2), ("m", 1), ("??", 2), ("%", 1)])
def test_a_diphthong_passes_through_two_shapes(name: str, count: int) -> None:
    assert len(phone_shapes(name)) == count
