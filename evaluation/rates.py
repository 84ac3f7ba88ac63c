"""Error rates with intervals: proportions, equal error, false non-match at a fixed false match. Reads no file.

Sources: Clopper and Pearson, Biometrika 26 (1934); ISO/IEC 19795-1 for FMR, FNMR and EER; the bootstrap resamples
people, because presentations of one person are not independent.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, betaincinv

CONFIDENCE = 0.95
RESAMPLES = 1000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rate:
    """A measured value with its interval. value: None if nothing was measured; `note` then says why.

    n: trials. subjects: people. low, high: two-sided 95 %.
    """

    value: float | None
    n: int
    subjects: int
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One score between two people's samples; higher is more alike."""

    subject: str
    other: str
    score: float
    is_same: bool


def unmeasured(note: str) -> Rate:
    """Nothing was measured."""
    return Rate(None, 0, 0, None, None, note)


def clopper_pearson(errors: int, n: int) -> tuple[float, float]:
    """Exact two-sided 95 % interval of a proportion; 0..1 for n = 0."""
    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(errors, n - errors + 1, tail)) if errors else 0.0
    high = float(betaincinv(errors + 1, n - errors, 1 - tail)) if errors < n else 1.0
    return low, high


def proportion(outcomes: Sequence[tuple[str, bool]]) -> Rate:
    """Share of (subject, happened) that happened, with the Clopper-Pearson interval over trials."""
    if not outcomes:
        return unmeasured("no trial")
    errors, n = sum(happened for _, happened in outcomes), len(outcomes)
    low, high = clopper_pearson(errors, n)
    return Rate(errors / n, n, len({subject for subject, _ in outcomes}), low, high)


def median(values: Sequence[float]) -> Rate:
    """The median with its exact interval, by the sign test: between two of the values. Fewer than 6 bound nothing.

    n and subjects: values.
    """
    if not values:
        return unmeasured("none")
    ordered, n = sorted(values), len(values)
    # The interval leaves out so many values at either end that fair coins would rarely do so.
    left_out = max((k for k in range(n // 2 + 1) if bdtr(k, n, 0.5) <= (1 - CONFIDENCE) / 2), default=-1)
    if left_out < 0:
        return Rate(float(np.median(ordered)), n, n, None, None, "too few for an interval")
    return Rate(float(np.median(ordered)), n, n, ordered[left_out], ordered[n - 1 - left_out])


def clustered(outcomes: Sequence[tuple[str, bool]], seed: int) -> tuple[float, float] | None:
    """95 % interval of the same share with people resampled; None with fewer than two people."""
    people = sorted({subject for subject, _ in outcomes})
    if len(people) < 2:
        return None
    errors = np.array([sum(happened for subject, happened in outcomes if subject == person) for person in people])
    counts = np.array([sum(subject == person for subject, _ in outcomes) for person in people])
    drawn = np.random.default_rng(seed).integers(0, len(people), (RESAMPLES, len(people)))
    shares = errors[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return _middle(shares)


def transaction(rate: float, attempts: int) -> float:
    """Rate of at least one success in k independent attempts: 1 - (1 - a)^k."""
    return float(1 - (1 - rate) ** attempts)


def curve(same: Floats, other: Floats) -> tuple[Floats, Floats]:
    """False match and false non-match rates at every threshold that makes a difference, thresholds rising."""
    limits = np.unique(np.concatenate([same, other, [np.inf]]))
    misses = np.searchsorted(np.sort(same), limits, side="left") / len(same)
    matches = 1 - np.searchsorted(np.sort(other), limits, side="left") / len(other)
    return matches, misses


def equal_error(same: Floats, other: Floats) -> float:
    """Equal error rate: the mean of the two rates at the threshold where they are nearest."""
    matches, misses = curve(same, other)
    at = int(np.argmin(np.abs(matches - misses)))
    return float(matches[at] + misses[at]) / 2


def miss_at(same: Floats, other: Floats, false_match: float) -> float:
    """Least FNMR with an FMR of at most `false_match`."""
    matches, misses = curve(same, other)
    return float(misses[matches <= false_match].min())


Measure = Callable[[Floats, Floats], float]


def compared(comparisons: Sequence[Comparison], measure: Measure, seed: int) -> Rate:
    """A measure over comparisons with an interval from resampled people; n counts pairs of the same person."""
    same, other = _split(comparisons)
    if not len(same) or not len(other):
        return unmeasured("needs two recordings of one person, and two people")
    people = Resampling(comparisons)
    low, high = _middle(np.array([people.measured(drawn, comparisons, measure) for drawn in people.draws(seed)]))
    return Rate(measure(same, other), len(same), people.count, low, high)


def _split(comparisons: Sequence[Comparison]) -> tuple[Floats, Floats]:
    same = np.array([pair.score for pair in comparisons if pair.is_same], np.float64)
    other = np.array([pair.score for pair in comparisons if not pair.is_same], np.float64)
    return same, other


def widened(rate: Rate) -> Rate:
    """The interval out to Clopper-Pearson's over the n trials: people drawn anew without an error show no width."""
    if rate.value is None or rate.low is None or rate.high is None:
        return rate
    low, high = clopper_pearson(round(rate.value * rate.n), rate.n)
    return replace(rate, low=min(low, rate.low), high=max(high, rate.high))


class Resampling:
    """Draws people anew: a pair counts as often as both of its people were drawn together."""

    def __init__(self, comparisons: Sequence[Comparison]) -> None:
        people = sorted({person for pair in comparisons for person in (pair.subject, pair.other)})
        place = {person: at for at, person in enumerate(people)}
        self.count = len(people)
        self._one = np.array([place[pair.subject] for pair in comparisons])
        self._two = np.array([place[pair.other] for pair in comparisons])
        self._is_same = np.array([pair.is_same for pair in comparisons])

    def draws(self, seed: int) -> Iterator[NDArray[np.int64]]:
        """Number of times each person was drawn, for RESAMPLES draws; draws without both kinds of pairs are left
        out.
        """
        rng = np.random.default_rng(seed)
        for _ in range(RESAMPLES):
            drawn = np.bincount(rng.integers(0, self.count, self.count), minlength=self.count)
            weight = self._weight(drawn)
            if weight[self._is_same].any() and weight[~self._is_same].any():
                yield drawn

    def measured(self, drawn: NDArray[np.int64], comparisons: Sequence[Comparison], measure: Measure) -> float:
        """The measure on one draw; comparisons: the pairs this was made with, perhaps with other scores."""
        scores = np.repeat([pair.score for pair in comparisons], self._weight(drawn))
        is_same = np.repeat(self._is_same, self._weight(drawn))
        return measure(scores[is_same], scores[~is_same])

    def _weight(self, drawn: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.asarray(np.where(self._is_same, drawn[self._one], drawn[self._one] * drawn[self._two]), np.int64)


def _middle(values: Floats) -> tuple[float, float]:
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return float(low), float(high)


def ratio(ours: Sequence[Comparison], theirs: Sequence[Comparison], measure: Measure, seed: int) -> Rate:
    """A measure on one path over the same measure on another, for the same pairs in the same order."""
    below = measure(*_split(theirs))
    if below == 0:
        return unmeasured("the other path makes no error here: there is nothing to divide by")
    people = Resampling(ours)
    values = [
        people.measured(drawn, ours, measure) / base
        for drawn in people.draws(seed)
        if (base := people.measured(drawn, theirs, measure))
    ]
    low, high = _middle(np.array(values))
    same = sum(pair.is_same for pair in ours)
    return Rate(measure(*_split(ours)) / below, same, people.count, low, high)
