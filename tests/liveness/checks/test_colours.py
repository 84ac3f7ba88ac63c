"""Light of a screen falls on both cheeks, and less on the room; what was not lit, or is lit alike, does not pass."""

from collections.abc import Callable

import numpy as np
import pytest

from liveness.challenge.colours import COLOUR_S, SoftColour
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks import colours
from liveness.checks.colours import shown_in
from liveness.checks.result import CheckResult, Failed, Inconclusive, Passed, Reason
from liveness.observations import FrameObservation, Tints, Vector
from tests.liveness.handmade import FRAMES_PER_SECOND, frame, observations

NAMES = "blue red green blue red"
OTHERS = "red green red blue green"
ASKED = Prompt("1", PromptKind.COLOURS, NAMES, reveal_s=2.0, deadline_s=9.5)
LIGHT = {SoftColour.RED: (0.04, 0.04, 0.15), SoftColour.GREEN: (0.04, 0.15, 0.04), SoftColour.BLUE: (0.15, 0.04, 0.04)}
"""Blue, green, red that a screen adds to 1 of the room."""
SKIN, WALL = (80.0, 110.0, 160.0), (150.0, 160.0, 170.0)
Filmed = Callable[[float], Tints]


def lit(surface: tuple[float, ...], media_s: float, share: float, names: str = NAMES, lag_s: float = 0.4) -> Vector:
    shown = tuple(SoftColour(name) for name in names.split())
    lamp = shown_in(shown, np.array([media_s - 2.0 - lag_s]), LIGHT)[0]
    noise = np.random.default_rng(round(1000 * media_s)).normal(0, 0.3, 3)
    return np.asarray(np.array(surface) * np.sqrt(1 + share * lamp) + noise, np.float32)


def filmed(
    cheeks: float = 1.0, room: float = 0.1, names: str = NAMES, lag_s: float = 0.4, left: float | None = None
) -> Filmed:
    def at(media_s: float) -> Tints:
        right = lit(SKIN, media_s, cheeks, names, lag_s)
        other = right if left is None else lit(SKIN, media_s + 0.001, left, names, lag_s)
        return Tints(right, other, lit(WALL, media_s, room, names, lag_s))

    return at


def frames(of: Filmed, per_second: float = FRAMES_PER_SECOND, seconds: float = 10.0) -> tuple[FrameObservation, ...]:
    return tuple(frame(at, tints=of(at)) for at in np.arange(round(seconds * per_second)) / per_second)


def judged(of: Filmed, per_second: float = FRAMES_PER_SECOND, seconds: float = 10.0) -> CheckResult:
    return colours.judge(Challenge((ASKED,)), observations(frames=frames(of, per_second, seconds)))


def test_a_face_that_the_colours_light_passes() -> None:
    assert judged(filmed()) == Passed()


def test_a_face_that_no_colour_lights_is_asked_for_less_light_in_the_room() -> None:
    assert judged(filmed(cheeks=0.0, room=0.0)) == Inconclusive(Reason.COLOURS_UNSEEN)


def test_a_recording_of_other_colours_does_not_pass() -> None:
    assert judged(filmed(names=OTHERS)) == Failed(Reason.OTHER_COLOURS)


def test_a_picture_that_is_coloured_as_a_whole_or_a_photo_that_a_screen_lights_does_not_pass() -> None:
    assert judged(filmed(room=1.0)) == Failed(Reason.COLOURED_PICTURE)


def test_light_on_one_cheek_alone_is_not_enough() -> None:
    assert judged(filmed(left=0.0)) == Inconclusive(Reason.COLOURS_UNSEEN)


@pytest.mark.parametrize("lag_s", [0.0, 0.15, 0.3, 0.6, 1.2])
def test_the_way_to_the_page_and_back_may_take_up_to_a_second_and_a_half(lag_s: float) -> None:
    assert judged(filmed(lag_s=lag_s)) == Passed()


def test_light_that_comes_later_than_any_way_takes_does_not_pass() -> None:
    assert not judged(filmed(lag_s=2.6))


@pytest.mark.parametrize("shade", [0.15, 0.5, 1.4])
def test_the_answer_is_the_same_on_dark_and_on_light_skin(shade: float) -> None:
    def at(media_s: float) -> Tints:
        usual = filmed()(media_s)
        return Tints(shade * usual.right_cheek, shade * usual.left_cheek, usual.beside)

    assert judged(at) == Passed()


@pytest.mark.parametrize("per_second", [7.5, 12.0, 30.0])
def test_a_camera_with_more_or_fewer_pictures_a_second_shows_the_same(per_second: float) -> None:
    assert judged(filmed(), per_second) == Passed()
    assert judged(filmed(room=1.0), per_second) == Failed(Reason.COLOURED_PICTURE)


def test_in_a_mirror_and_in_a_larger_picture_the_terms_are_the_same() -> None:
    def mirrored(media_s: float) -> Tints:
        usual = filmed(left=0.8)(media_s)
        return Tints(usual.left_cheek, usual.right_cheek, usual.beside)

    terms = [colours.terms(Challenge((ASKED,)), observations(frames=frames(of))) for of in (filmed(left=0.8), mirrored)]
    assert terms[0] == pytest.approx(terms[1])


def test_where_less_was_seen_than_was_shown_or_no_face_nothing_can_be_said() -> None:
    assert judged(filmed(), seconds=2.0 + COLOUR_S) == Inconclusive(Reason.NO_FACE)
    blind = tuple(frame(at.media_s) for at in frames(filmed()))
    assert colours.judge(Challenge((ASKED,)), observations(frames=blind)) == Inconclusive(Reason.NO_FACE)


def test_where_no_colours_were_asked_nothing_is_said() -> None:
    assert colours.judge(Challenge(), observations()) == Inconclusive(Reason.NOT_ASKED)
    assert colours.terms(Challenge(), observations()) == {}
