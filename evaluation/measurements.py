"""All error rates of one evaluation, computed from the rows of its score file only. Writes nothing.

APCER is over all presentations of a species, BPCER over the genuine ones that could be judged; non-responses of both
are given beside them, so that neither hides the other (ISO/IEC 30107-3).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from evaluation import rates
from evaluation.attacks.species import Kind
from evaluation.decisions import GRANTED, Decided, Decision, decide_all
from evaluation.rates import Comparison, Rate, unmeasured
from evaluation.run import Row

REAL, RENDERED = "a", "b"
FALSE_MATCHES = (1e-3, 1e-4)
NO_FACE = -1.0
"""Score of a pair in which a face was not found."""
BEYOND_GRANT = frozenset({str(Kind.ANSWER)})
"""Kinds of attack that become genuine when the answers are granted: a recording of a live person remains."""


@dataclass(frozen=True, slots=True)
class SpeciesRates:
    """One attack species. row: of the attack catalogue. clustered: of `granted`, people resampled."""

    name: str
    kind: str
    row: int
    plain: Rate
    granted: Rate
    no_response: Rate
    clustered: tuple[float, float] | None

    @property
    def is_beyond_grant(self) -> bool:
        """Whether `granted` has no meaning for this species."""
        return self.kind in BEYOND_GRANT


@dataclass(frozen=True, slots=True)
class Presentations:
    """Results of the presentations of one population. clustered: interval of `bpcer` with people resampled."""

    bpcer: Rate
    clustered: tuple[float, float] | None
    bpnrr: Rate
    controls: Rate
    species: tuple[SpeciesRates, ...]

    @property
    def worst(self) -> SpeciesRates | None:
        """The species accepted most often when the answers are granted to the attacker."""
        measured = [one for one in self.species if one.granted.value is not None and not one.is_beyond_grant]
        return max(measured, key=lambda one: (one.granted.value or 0.0, one.granted.high or 0.0), default=None)


def presentations(
    rows: Sequence[Row], population: str, seed: int, *, without: frozenset[str] = frozenset(), half: str | None = None
) -> Presentations:
    """Error rates of a population, without some checks, of all people or of one half."""
    plain = _chosen(decide_all(rows, without), population, half)
    granted = _chosen(decide_all(rows, without | GRANTED), population, half)
    genuine = [one for one in plain if one.row["label"] == "genuine"]
    judged = [one for one in genuine if one.decision is not Decision.NO_RESPONSE]
    return Presentations(
        bpcer=_share(judged, Decision.REFUSED),
        clustered=rates.clustered([(one.subject, one.decision is Decision.REFUSED) for one in judged], seed),
        bpnrr=_share(genuine, Decision.NO_RESPONSE),
        controls=_share([one for one in plain if one.row["label"] == "control"], Decision.REFUSED),
        species=tuple(_by_species(plain, granted, seed)),
    )


def _chosen(decided: Sequence[Decided], population: str, half: str | None) -> list[Decided]:
    return [
        one
        for one in decided
        if one.counts and one.row["population"] == population and (half is None or one.half == half)
    ]


def _by_species(plain: Sequence[Decided], granted: Sequence[Decided], seed: int) -> list[SpeciesRates]:
    names = dict.fromkeys(one.species for one in plain if one.row["label"] == "attack")
    return [_species_rates(name, _attacks(plain, name), _attacks(granted, name), seed) for name in names]


def _attacks(decided: Sequence[Decided], species: str) -> list[Decided]:
    return [one for one in decided if one.row["label"] == "attack" and one.species == species]


def _species_rates(name: str, plain: Sequence[Decided], granted: Sequence[Decided], seed: int) -> SpeciesRates:
    row = plain[0].row
    outcomes = [(one.subject, one.decision is Decision.ACCEPTED) for one in granted]
    return SpeciesRates(
        name=name,
        kind=str(row["kind"]),
        row=int(str(row["row"])),
        plain=_share(plain, Decision.ACCEPTED),
        granted=_share(granted, Decision.ACCEPTED),
        no_response=_share(plain, Decision.NO_RESPONSE),
        clustered=rates.clustered(outcomes, seed),
    )


def _share(decided: Sequence[Decided], wanted: Decision) -> Rate:
    return rates.proportion([(one.subject, one.decision is wanted) for one in decided])


def comparisons(rows: Sequence[Row], name: str, path: str | None = None) -> list[Comparison]:
    """The pairs of one set: face, voice or lips; path: photo, pooled or dlib for faces."""
    return [
        Comparison(str(row["subject"]), str(row["other"]), float(str(row["score"])), bool(row["is_same"]))
        for row in rows
        if row["set"] == name and (path is None or row["path"] == path)
    ]


def face_miss(rows: Sequence[Row], path: str, false_match: float, seed: int) -> Rate:
    """FNMR at an FMR; a note says if there are too few pairs of two people to show that FMR."""
    pairs = comparisons(rows, "face", path)
    impostors = sum(not pair.is_same for pair in pairs)
    found = rates.widened(rates.compared(pairs, _miss_at(false_match), seed))
    if impostors * false_match >= 1 or found.value is None:
        return found
    return replace(found, note=f"{impostors} pairs of two people: no false match at all was allowed")


def _miss_at(false_match: float) -> Callable[[rates.Floats, rates.Floats], float]:
    return lambda same, other: rates.miss_at(same, other, false_match)


def face_against_dlib(rows: Sequence[Row], seed: int, *, found_by_both: bool) -> Rate:
    """FNMR at FMR 1e-3 of single photos on our path, over that of dlib's own path on the same photos.

    found_by_both: only photos in which both found a face, so that dlib's stricter detector does not flatter ours.
    """
    ours, theirs = comparisons(rows, "face", "photo"), comparisons(rows, "face", "dlib")
    if not theirs:
        notes = [str(row["text"]) for row in rows if row["set"] == "remark" and row["about"] == "dlib"]
        return unmeasured(notes[0] if notes else "no photos")
    pairs = [
        (one, other)
        for one, other in zip(ours, theirs, strict=True)
        if not found_by_both or NO_FACE not in (one.score, other.score)
    ]
    return rates.ratio([one for one, _ in pairs], [other for _, other in pairs], _miss_at(FALSE_MATCHES[0]), seed)


def words(rows: Sequence[Row], *, is_right: bool) -> Rate:
    """Share of answers that the spoken challenge accepted, asked for the right or for wrong words."""
    asked = [row for row in rows if row["set"] == "words" and row["is_right"] is is_right]
    return rates.proportion([(str(row["subject"]), bool(row["accepted"])) for row in asked])


def checks_that_ran(rows: Sequence[Row]) -> list[str]:
    """Every check that a row required and that has an answer in a row."""
    judged = [row for row in rows if row["set"] == "clip" and row["status"] == "judged"]
    answered = {check for row in judged for check in _mapping(row["checks"])}
    required = {str(check) for row in judged for check in _sequence(row["required"])}
    return sorted(answered & required)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
