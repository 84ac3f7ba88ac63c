import numpy as np
import pytest

from evaluation.attacks.mesh_warp import hull_mask, warped

RNG = np.random.default_rng(4)
POINTS = RNG.uniform([20, 20], [140, 100], (60, 2))


def smooth(size: tuple[int, int]) -> np.ndarray:
    columns, rows = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    return np.stack([columns, rows, columns + rows], axis=2).clip(0, 255).astype(np.uint8)


def test_points_that_stay_leave_the_picture_as_it_was() -> None:
    image = smooth((160, 120))
    inside = hull_mask(POINTS, (160, 120))[..., 0] > 0
    kept = warped(image, POINTS, POINTS)
    middle = np.zeros_like(inside)
    middle[40:80, 50:110] = inside[40:80, 50:110]

    assert np.abs(kept.astype(float) - image)[middle].max() <= 1.5


def test_points_that_move_carry_the_picture_with_them() -> None:
    image = smooth((160, 120))
    moved = warped(image, POINTS, POINTS + np.array([10.0, 0.0]))

    assert moved[60, 80, 0] == pytest.approx(70, abs=2)


def test_nothing_is_shown_outside_of_the_hull() -> None:
    moved = warped(smooth((160, 120)), POINTS, POINTS)

    assert not moved[2, 2].any()


def test_a_hull_mask_is_soft_only_when_asked() -> None:
    assert set(np.unique(hull_mask(POINTS, (160, 120)))) == {0.0, 1.0}
    assert len(np.unique(hull_mask(POINTS, (160, 120), 3.0))) > 10
