"""How much better two signals fit as recorded than shifted."""

import numpy as np
import pytest

from liveness.measure.synchrony import band_pass, correlated, fitted, shifts_apart, standardised

ROWS = 600


def noise(seed: int, columns: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(ROWS, columns))


def test_a_signal_correlates_with_its_own_copy_at_the_shift_of_the_copy() -> None:
    target = noise(1)[:, 0]
    curve = correlated(target, np.roll(target, 7))
    assert int(np.argmax(curve)) == 7
    assert curve[7] == pytest.approx(1.0)


def test_a_mixture_is_fitted_by_its_parts_whatever_their_weights_and_signs() -> None:
    parts = noise(2, 4)
    target = parts @ np.array([0.5, -2.0, 0.0, 1.0])
    curve = fitted(target, np.roll(parts, 5, axis=0))
    assert int(np.argmax(curve)) == 5
    assert curve[5] > 0.9
    assert np.median(curve) < 0.2


def test_parts_that_are_nearly_one_do_not_upset_the_fit() -> None:
    part = noise(3)
    twins = np.column_stack([part, part + 1e-9 * noise(4)])
    assert int(np.argmax(fitted(part[:, 0], twins))) == 0


def test_a_signal_that_stands_still_fits_nothing() -> None:
    assert fitted(np.ones(ROWS), noise(5, 3)) == pytest.approx(np.zeros(ROWS))


def test_the_band_keeps_what_moves_in_it_without_delay() -> None:
    at_s = np.arange(ROWS) / 50
    inside, slow, fast = (np.sin(2 * np.pi * hertz * at_s) for hertz in (4.0, 0.2, 20.0))
    passed = band_pass((inside + slow + fast)[:, None], 1.5, 8.0, 50.0)[100:-100, 0]
    assert np.abs(passed - inside[100:-100]).max() < 0.2


def test_shifts_near_the_window_are_neither_inside_nor_controls() -> None:
    inside, controls = shifts_apart(20, -2, 3, 4)
    assert sorted(inside) == [0, 1, 2, 3, 18, 19]
    assert list(controls) == [8, 9, 10, 11, 12, 13]


def test_controls_have_mean_zero_and_deviation_one() -> None:
    controls = np.arange(100, 500)
    values = standardised(3.0 + 2.0 * noise(6)[:, 0], controls)[controls]
    assert (values.mean(), values.std()) == (pytest.approx(0.0), pytest.approx(1.0))
