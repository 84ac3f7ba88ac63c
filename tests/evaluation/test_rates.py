import numpy as np
import pytest

from evaluation import rates
from evaluation.rates import Comparison


@pytest.mark.parametrize(
    ("errors", "n", "low", "high"),
    [(0, 30, 0.0, 0.1157), (0, 42, 0.0, 0.0841), (5, 100, 0.0164, 0.1128), (30, 30, 0.8843, 1.0)],
)
def test_the_exact_interval_is_that_of_the_published_tables(errors: int, n: int, low: float, high: float) -> None:
    assert rates.clopper_pearson(errors, n) == pytest.approx((low, high), abs=1e-4)


def test_a_share_counts_trials_and_people_apart() -> None:
    found = rates.proportion([("ann", True), ("ann", False), ("bob", False), ("bob", False)])

    assert (found.value, found.n, found.subjects) == (0.25, 4, 2)


def test_no_trial_is_no_rate() -> None:
    found = rates.proportion([])

    assert found.value is None
    assert found.note


def test_people_who_err_alike_widen_the_interval() -> None:
    outcomes = [(person, person == "ann") for person in ("ann", "bob", "cat", "dan") for _ in range(10)]

    low, high = rates.clustered(outcomes, 1) or (0.0, 0.0)
    exact_low, exact_high = rates.clopper_pearson(10, 40)

    assert low < exact_low < exact_high < high


def test_one_person_gives_no_interval_over_people() -> None:
    assert rates.clustered([("ann", True), ("ann", False)], 1) is None


def test_several_attempts_raise_the_rate_of_a_transaction() -> None:
    assert rates.transaction(0.05, 5) == pytest.approx(0.226, abs=1e-3)
    assert rates.transaction(0.0, 5) == 0.0


def test_scores_that_do_not_overlap_have_no_error() -> None:
    same, other = np.array([0.8, 0.9]), np.array([0.1, 0.2, 0.3])

    assert rates.equal_error(same, other) == 0.0
    assert rates.miss_at(same, other, 0.0) == 0.0


def test_equal_scores_err_in_half_of_all_cases() -> None:
    scores = np.linspace(0, 1, 101)

    assert rates.equal_error(scores, scores) == pytest.approx(0.5, abs=0.01)


def test_a_stricter_false_match_rate_misses_more() -> None:
    same, other = np.array([0.3, 0.6, 0.9]), np.array([0.1, 0.2, 0.4, 0.7])

    assert rates.miss_at(same, other, 0.5) == 0.0
    assert rates.miss_at(same, other, 0.25) == pytest.approx(1 / 3)
    assert rates.miss_at(same, other, 0.0) == pytest.approx(2 / 3)


def pairs(gap: float) -> list[Comparison]:
    rng = np.random.default_rng(3)
    people = [f"p{number}" for number in range(8)]
    same = [Comparison(one, one, float(rng.normal(gap, 1)), is_same=True) for one in people for _ in range(4)]
    other = [
        Comparison(one, two, float(rng.normal(0, 1)), is_same=False) for one in people for two in people if one < two
    ]
    return same + other


def test_a_comparison_carries_pairs_people_and_an_interval_around_its_value() -> None:
    found = rates.compared(pairs(1.5), rates.equal_error, seed=0)

    assert (found.n, found.subjects) == (32, 8)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high


def test_the_same_seed_gives_the_same_interval() -> None:
    one, other, third = (rates.compared(pairs(1.5), rates.equal_error, seed) for seed in (0, 0, 1))

    assert one == other
    assert (one.low, one.high) != (third.low, third.high)


def test_pairs_of_one_person_alone_are_no_comparison() -> None:
    found = rates.compared([Comparison("ann", "ann", 0.9, is_same=True)], rates.equal_error, seed=0)

    assert found.value is None


def test_a_path_that_errs_twice_as_often_has_a_ratio_of_two() -> None:
    def with_errors(count: int) -> list[Comparison]:
        same = [Comparison(f"p{n % 9}", f"p{n % 9}", 0.1 if n < count else 0.9, is_same=True) for n in range(45)]
        other = [Comparison(f"p{n % 9}", f"p{(n + 1) % 9}", 0.5, is_same=False) for n in range(45)]
        return same + other

    found = rates.ratio(with_errors(8), with_errors(4), lambda same, other: rates.miss_at(same, other, 1e-3), seed=0)

    assert found.value == pytest.approx(2.0)


def test_nothing_is_divided_by_a_path_without_errors() -> None:
    found = rates.ratio(pairs(50.0), pairs(50.0), rates.equal_error, seed=0)

    assert found.value is None
    assert "divide" in found.note


def test_no_error_in_few_pairs_is_no_certainty() -> None:
    found = rates.widened(rates.Rate(0.0, 30, 9, 0.0, 0.0))

    assert found.high == pytest.approx(0.1157, abs=1e-4)
