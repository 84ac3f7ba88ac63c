"""Colours are soft, slow and drawn."""

import itertools

import numpy as np
import pytest

from liveness.challenge.colours import COLOUR_S, COLOURS_ASKED, COLOURS_BITS, SoftColour, draw_colours
from liveness.checks.colours import shown_in


def drawn(seed: int) -> list[str]:
    chance = np.random.default_rng(seed)
    return draw_colours(lambda count: int(chance.integers(count))).split()


def test_colours_change_less_than_once_a_second_far_below_three_flashes() -> None:
    assert 1 / COLOUR_S < 1


def test_no_colour_follows_itself_so_that_each_change_is_seen() -> None:
    for seed in range(20):
        names = drawn(seed)
        assert len(names) == COLOURS_ASKED
        assert all(one != other for one, other in itertools.pairwise(names))


def test_every_sequence_can_be_drawn_and_the_bits_count_them() -> None:
    sequences = {tuple(drawn(seed)) for seed in range(600)}
    assert len(sequences) == pytest.approx(2**COLOURS_BITS)


def test_before_and_after_the_colours_nothing_is_shown() -> None:
    value = {SoftColour.RED: (1.0,), SoftColour.GREEN: (2.0,), SoftColour.BLUE: (3.0,)}
    times_s = np.array([-5.0, -0.01, 0.0, COLOUR_S - 0.01, COLOUR_S, 2 * COLOUR_S, 90.0])
    found = shown_in((SoftColour.BLUE, SoftColour.RED), times_s, value)
    assert found.ravel().tolist() == [0, 0, 3, 3, 1, 0, 0]
