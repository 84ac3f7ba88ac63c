import pytest

from evaluation.face_comparisons import Side, compared, grouped
from tests.liveness.handmade import vector


def test_every_pair_is_compared_once() -> None:
    rows = list(compared("photo", [Side("ann", "1", vector()), Side("ann", "2", vector()), Side("bob", "3", vector())]))

    assert [(row["subject"], row["other"], row["is_same"]) for row in rows] == [
        ("ann", "ann", True),
        ("ann", "bob", False),
        ("ann", "bob", False),
    ]


def test_a_face_that_was_not_found_matches_no_person() -> None:
    (row,) = compared("photo", [Side("ann", "1", None), Side("ann", "2", vector())])

    assert row["score"] == -1.0


def test_two_pictures_make_one_pooled_template_and_an_odd_one_is_left_out() -> None:
    sides = [Side("ann", str(number), vector(towards=number % 2)) for number in range(5)]
    pooled = grouped(sides)

    assert len(pooled) == 2
    assert pooled[0].vector is not None
    assert pooled[0].vector[:2] == pytest.approx([0.7071, 0.7071], abs=1e-3)


def test_people_are_never_pooled_together() -> None:
    assert grouped([Side("ann", "1", vector()), Side("bob", "2", vector())]) == []
