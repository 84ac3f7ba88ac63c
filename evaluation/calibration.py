"""Chooses the limits of one deployment from what its volunteers' recordings gave. Reads no file, signs nothing.

A limit is set on the people of the development half and judged on the others (`evaluation.manifest_data.half_of`):

1. half way between the most that others reach and what 95 % of a person's own comparisons reach; where those overlap,
   just above the others;
2. a limit that would let through more than the shipped one stays as shipped, unless the operator accepts that;
3. the people of the judged half must bear it out: the upper end of the 95 % interval of others accepted is at most what
   was asked. Two people count once, by their most alike takes, so that many takes of few people prove nothing.

People share pairs, so the interval of pairs is narrower than that of people drawn anew; an interval of a person's own
comparisons is widened by it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, count

from evaluation.home_takes import Person
from evaluation.manifest_data import Half, half_of
from evaluation.rates import Comparison, clopper_pearson, clustered
from liveness.challenge.vocabulary import TextKind
from liveness.limits.calibration import CalibratedLimit, CalibrationError, ErrorCount, Role, is_looser
from liveness.limits.in_force import shipped_limit
from liveness.observations import Vector

OWN_SHARE = 0.05
"""Of a person's own comparisons, so many may lie below what the limit is set by: one bad take must not move it."""
STEPS = 1000
"""A limit has three decimals, rounded to the stricter side."""


class OnePersonError(CalibrationError):
    """The manifest lists one person: nothing tells people apart. Ask more volunteers (docs/study.md)."""


class NoRecordingsError(CalibrationError):
    """No recording of a person could be measured for any asked role; see the manifest and the files that it names."""


class TooFewPeopleError(CalibrationError):
    """So few people bear out no limit, even if none of them is taken for another."""

    def __init__(self, what: str, half: Half, there: int, bound: float, asked: float, needed: str) -> None:
        super().__init__(
            f"{what}: {there} people of the {half} half are too few. Even without an error they leave up to "
            f"{bound:.1%} of others accepted, and {asked:.1%} was asked: {needed}, or ask for less with "
            "--others-at-most, or leave this out with --role"
        )


class NoPersonTwiceError(CalibrationError):
    """No person of one half was recorded twice."""

    def __init__(self, what: str, half: Half) -> None:
        super().__init__(
            f"{what}: no person of the {half} half was recorded twice, so nothing says how alike a person's own takes "
            "are. Record each volunteer twice at least, or leave this out with --role"
        )


class NotBorneOutError(CalibrationError):
    """The people on whom no limit was set are taken for each other too often."""

    def __init__(self, what: str, found: ErrorCount, asked: float) -> None:
        super().__init__(
            f"{what}: of the judged half {found.errors} of {found.n} others are accepted, up to {found.high:.1%}, and "
            f"{asked:.1%} was asked. Record more people, or ask for less with --others-at-most"
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """What the operator asks for. others_at_most: see the module, 0..1. accepts_looser: step 2. seed: of intervals."""

    roles: frozenset[Role] = frozenset(Role)
    others_at_most: float = 0.1
    accepts_looser: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One limit that was set. wanted: what the volunteers suggest; not `limit.value` where that stays as shipped."""

    limit: CalibratedLimit
    wanted: float

    @property
    def is_kept(self) -> bool:
        """Whether the volunteers suggest a looser limit, which was not accepted."""
        return self.wanted != self.limit.value


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A limit that stays as shipped without having been measured. reason: for the operator."""

    role: Role
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Material:
    role: Role
    model: str
    kind: str
    pairs: tuple[Comparison, ...]

    @property
    def name(self) -> str:
        return f"{self.role} ({self.kind})" if self.kind else str(self.role)

    def of_half(self, half: Half) -> "_Material":
        return replace(self, pairs=tuple(pair for pair in self.pairs if _half(pair) is half))

    @property
    def own(self) -> list[Comparison]:
        return [pair for pair in self.pairs if pair.is_same]

    @property
    def others(self) -> list[Comparison]:
        """Two people once, by their most alike takes; of words every text, because another text is no person."""
        others = [pair for pair in self.pairs if not pair.is_same]
        if self.role is Role.WORDS:
            return others
        most: dict[frozenset[str], Comparison] = {}
        for pair in sorted(others, key=lambda pair: pair.score):
            most[frozenset((pair.subject, pair.other))] = pair
        return list(most.values())

    @property
    def people(self) -> int:
        return len({person for pair in self.pairs for person in (pair.subject, pair.other)})


def calibrated(people: Sequence[Person], models: Mapping[Role, str], ask: Ask) -> list[Found | LeftOut]:
    """One entry for each limit of the asked roles, in their order.

    models: the net or engine of each role.

    Raises:
        OnePersonError, NoRecordingsError: there is nothing to compare.
        TooFewPeopleError, NoPersonTwiceError: a role cannot be set on so few.
        NotBorneOutError: the judged half contradicts a limit.
    """
    if len(people) == 1:
        raise OnePersonError(str(OnePersonError.__doc__))
    found: list[Found | LeftOut] = []
    for role in (role for role in Role if role in ask.roles):
        found += _of_words(people, models[role], ask) if role is Role.WORDS else [_of_takes(role, people, models, ask)]
    if not any(isinstance(one, Found) for one in found):
        raise NoRecordingsError(str(NoRecordingsError.__doc__))
    return found


def _of_takes(role: Role, people: Sequence[Person], models: Mapping[Role, str], ask: Ask) -> Found | LeftOut:
    takes = {one.name: one.faces if role is Role.FACE else one.voices for one in people}
    pairs = tuple(_takes_compared(takes))
    if not pairs:
        return LeftOut(role, "", "no recording holds one")
    return _set(_Material(role, models[role], "", pairs), ask)


def _of_words(people: Sequence[Person], scorer: str, ask: Ask) -> list[Found | LeftOut]:
    """Each kind of text on its own; one that too few people said stays as shipped, if another one can be set."""
    found: list[Found | LeftOut] = []
    refusals = []
    for kind in TextKind:
        pairs = tuple(
            Comparison(one.name, one.name, answer.score, answer.is_right)
            for one in people
            for answer in one.answers
            if answer.kind == kind
        )
        try:
            found.append(
                _set(_Material(Role.WORDS, scorer, kind, pairs), ask)
                if pairs
                else LeftOut(Role.WORDS, kind, "no recording holds one")
            )
        except (TooFewPeopleError, NoPersonTwiceError) as error:
            refusals.append(error)
            found.append(LeftOut(Role.WORDS, kind, "too few people said one"))
    if refusals and not any(isinstance(one, Found) for one in found):
        raise refusals[0]
    return found


def _takes_compared(takes: Mapping[str, Sequence[Vector]]) -> Iterator[Comparison]:
    sides = [(name, vector) for name, vectors in takes.items() for vector in vectors]
    for (one, mine), (other, theirs) in combinations(sides, 2):
        yield Comparison(one, other, float(mine @ theirs), one == other)


def _set(material: _Material, ask: Ask) -> Found:
    halves = {half: material.of_half(half) for half in Half}
    for half, part in halves.items():
        _require_enough(part, half, ask.others_at_most)
    wanted = _rounded(material.role, _between(halves[Half.DEVELOPMENT]))  # step 1
    shipped = shipped_limit(material.role, material.model, material.kind)
    is_loose = is_looser(material.role, wanted, shipped)
    value = shipped if is_loose and not ask.accepts_looser else wanted  # step 2
    judged = halves[Half.JUDGED]
    limit = CalibratedLimit(
        role=material.role,
        model=material.model,
        kind=material.kind,
        value=value,
        shipped=shipped,
        is_loosened=is_looser(material.role, value, shipped),
        own_refused=_own_refused(judged, value, ask.seed),
        others_accepted=_others_accepted(judged, value),
    )
    if limit.others_accepted.high > ask.others_at_most:  # step 3
        raise NotBorneOutError(material.name, limit.others_accepted, ask.others_at_most)
    return Found(limit, wanted)


def _require_enough(part: _Material, half: Half, others_at_most: float) -> None:
    bound = clopper_pearson(0, len(part.others))[1]
    if bound > others_at_most:
        trials = next(n for n in count(1) if clopper_pearson(0, n)[1] <= others_at_most)
        pairs = next(n for n in count(2) if n * (n - 1) // 2 >= trials)
        needed = f"it takes {trials} other texts" if part.role is Role.WORDS else f"it takes {pairs} in each half"
        raise TooFewPeopleError(part.name, half, part.people, bound, others_at_most, needed)
    if not part.own:
        raise NoPersonTwiceError(part.name, half)


def _between(part: _Material) -> float:
    """The least score to accept, as `_Material` scores: cosines, or margins of words."""
    others = max(pair.score for pair in part.others)
    own = sorted(pair.score for pair in part.own)
    reached = own[math.floor(OWN_SHARE * len(own))]
    if others == -math.inf:
        # Other rules refuse every other text: the shipped margin costs nothing, and a smaller one gives nothing.
        return shipped_limit(part.role, part.model, part.kind)
    return (others + reached) / 2 if reached > others else math.nextafter(others, math.inf)


def _rounded(role: Role, score: float) -> float:
    if role is Role.FACE:
        return math.floor(math.sqrt(max(0.0, 2 - 2 * score)) * STEPS) / STEPS
    return math.ceil(score * STEPS) / STEPS


def _is_accepted(role: Role, score: float, value: float) -> bool:
    if role is Role.FACE:
        return math.sqrt(max(0.0, 2 - 2 * score)) <= value
    return score >= value


def _own_refused(part: _Material, value: float, seed: int) -> ErrorCount:
    outcomes = [(pair.subject, not _is_accepted(part.role, pair.score, value)) for pair in part.own]
    errors = sum(refused for _, refused in outcomes)
    exact = clopper_pearson(errors, len(outcomes))
    of_people = clustered(outcomes, seed) or exact
    people = len({person for person, _ in outcomes})
    return ErrorCount(errors, len(outcomes), people, min(exact[0], of_people[0]), max(exact[1], of_people[1]))


def _others_accepted(part: _Material, value: float) -> ErrorCount:
    errors, n = sum(_is_accepted(part.role, pair.score, value) for pair in part.others), len(part.others)
    return ErrorCount(errors, n, part.people, *clopper_pearson(errors, n))


def _half(pair: Comparison) -> Half | None:
    half = half_of(pair.subject)
    return half if half_of(pair.other) is half else None
