"""Limits that are set on one half of the volunteers must be borne out by the other, and are never loosened silently."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from evaluation.calibration import (
    Ask,
    Found,
    LeftOut,
    NoPersonTwiceError,
    NoRecordingsError,
    NotBorneOutError,
    OnePersonError,
    TooFewPeopleError,
    calibrated,
)
from evaluation.home_takes import Answer, Person
from evaluation.manifest_data import Half, half_of
from liveness.limits.calibration import Role
from liveness.limits.in_force import shipped_limit
from liveness.limits.net_ids import CAMPPLUS, SFACE
from liveness.limits.words import POCKETSPHINX
from liveness.observations import Vector

MODELS = {Role.FACE: SFACE, Role.VOICE: CAMPPLUS, Role.WORDS: POCKETSPHINX}
FACES = Ask(frozenset({Role.FACE}))
TAKES = 2


def vector(who: int, others: float, own: float, take: int) -> Vector:
    """Unit vectors whose cosine is `others` between people and `own` between takes of one."""
    made = np.zeros(400, np.float32)
    made[0] = math.sqrt(others)
    made[1 + who] = math.sqrt(own - others)
    made[100 + TAKES * who + take] = math.sqrt(1 - own)
    return made


def named(count: int) -> list[str]:
    """So many people of each half."""
    names = [f"p{number}" for number in range(20 * count)]
    return [name for half in Half for name in [name for name in names if half_of(name) is half][:count]]


def volunteers(count: int = 10, others: float = 0.3, own: float = 0.9, takes: int = TAKES) -> list[Person]:
    return [
        Person(name, tuple(vector(who, others, own, take) for take in range(takes)), (), ())
        for who, name in enumerate(named(count))
    ]


def only(found: Sequence[Found | LeftOut]) -> Found:
    (one,) = found
    assert isinstance(one, Found)
    return one


def distance(cosine: float) -> float:
    return math.sqrt(2 - 2 * cosine)


def test_a_limit_lies_half_way_between_others_and_ones_own() -> None:
    limit = only(calibrated(volunteers(), MODELS, FACES)).limit

    assert limit.value == pytest.approx(distance((0.3 + 0.9) / 2), abs=0.001)
    assert not limit.is_loosened
    assert (limit.own_refused.errors, limit.own_refused.n, limit.own_refused.people) == (0, 10, 10)
    assert (limit.others_accepted.errors, limit.others_accepted.n) == (0, 45)
    assert limit.others_accepted.high == pytest.approx(0.0787, abs=0.001)


def test_errors_are_counted_on_people_on_whom_nothing_was_set() -> None:
    people = volunteers()
    judged = next(at for at, one in enumerate(people) if half_of(one.name) is Half.JUDGED)
    people[judged] = replace(people[judged], faces=(vector(judged, 0.3, 0.9, 0), vector(90, 0.3, 0.9, 0)))

    limit = only(calibrated(people, MODELS, FACES)).limit

    assert limit.value == only(calibrated(volunteers(), MODELS, FACES)).limit.value
    assert (limit.own_refused.errors, limit.own_refused.n) == (1, 10)


def test_many_takes_of_two_people_count_once() -> None:
    limit = only(calibrated(volunteers(takes=2), MODELS, FACES)).limit
    assert limit.others_accepted.n == 10 * 9 // 2


def test_a_limit_looser_than_the_shipped_one_stays_as_shipped_until_it_is_accepted() -> None:
    alike = volunteers(others=0.01, own=0.5)
    shipped = shipped_limit(Role.FACE, SFACE)

    kept = only(calibrated(alike, MODELS, FACES))
    taken = only(calibrated(alike, MODELS, replace(FACES, accepts_looser=True)))

    assert (kept.limit.value, kept.limit.is_loosened, kept.is_kept) == (shipped, False, True)
    assert kept.wanted == taken.limit.value > shipped
    assert taken.limit.is_loosened
    assert not taken.is_kept


def test_people_who_are_too_few_for_the_asked_interval_are_told_how_many_it_takes() -> None:
    with pytest.raises(TooFewPeopleError, match=r"8 people .* it takes 9 in each half, or ask for less"):
        calibrated(volunteers(8), MODELS, FACES)
    assert only(calibrated(volunteers(8), MODELS, replace(FACES, others_at_most=0.13)))


def test_people_who_were_recorded_once_set_no_limit() -> None:
    with pytest.raises(NoPersonTwiceError, match="recorded twice"):
        calibrated(volunteers(takes=1), MODELS, FACES)


def test_one_person_sets_no_limit() -> None:
    with pytest.raises(OnePersonError):
        calibrated(volunteers()[:1], MODELS, FACES)


def test_a_limit_that_the_judged_half_contradicts_is_not_written() -> None:
    people = [
        replace(one, faces=tuple(vector(who, 0.8, 0.9, take) for take in range(TAKES)))
        if half_of(one.name) is Half.JUDGED
        else one
        for who, one in enumerate(volunteers())
    ]
    with pytest.raises(NotBorneOutError, match="45 of 45 others"):
        calibrated(people, MODELS, FACES)


def test_where_others_overlap_with_ones_own_the_limit_keeps_all_others_out() -> None:
    people = volunteers(others=0.6, own=0.9)
    first, second = (at for at, one in enumerate(people) if half_of(one.name) is Half.DEVELOPMENT and at < 2)
    people[second] = replace(people[second], faces=(people[first].faces[0], people[second].faces[1]))

    limit = only(calibrated(people, MODELS, FACES)).limit

    assert limit.value < distance(0.9)


def test_a_role_without_recordings_stays_as_shipped_and_all_of_them_are_refused() -> None:
    found = calibrated(volunteers(), MODELS, Ask(frozenset({Role.FACE, Role.VOICE})))

    assert [type(one) for one in found] == [Found, LeftOut]
    with pytest.raises(NoRecordingsError):
        calibrated(volunteers(), MODELS, Ask(frozenset({Role.VOICE})))


def speakers(right: float, wrong: float, kind: str = "words", count: int = 10) -> list[Person]:
    answers = (*[Answer(kind, is_right=True, score=right)] * 2, *[Answer(kind, is_right=False, score=wrong)] * 4)
    return [Person(name, (), (), answers) for name in named(count)]


def test_words_get_a_margin_for_each_kind_that_enough_people_said() -> None:
    words, *rest = reversed(calibrated(speakers(3.0, 0.4), MODELS, Ask(frozenset({Role.WORDS}))))
    found = [one for one in (words, *rest) if isinstance(one, Found)]

    assert [(one.limit.kind, one.limit.value) for one in found] == [("words", 1.7)]
    assert found[0].limit.others_accepted.n == 40
    assert sum(isinstance(one, LeftOut) for one in (words, *rest)) == 2


def test_other_texts_that_are_refused_anyway_loosen_no_margin() -> None:
    found = calibrated(speakers(0.6, -math.inf), MODELS, Ask(frozenset({Role.WORDS}), accepts_looser=True))
    limits = [one.limit for one in found if isinstance(one, Found)]

    assert [limit.value for limit in limits] == [shipped_limit(Role.WORDS, POCKETSPHINX, "words")]


def test_words_that_too_few_people_said_are_refused_by_name() -> None:
    with pytest.raises(TooFewPeopleError, match=r"words \(words\): 4 people .* it takes 36 other texts"):
        calibrated(speakers(3.0, 0.4, count=4), MODELS, Ask(frozenset({Role.WORDS})))
