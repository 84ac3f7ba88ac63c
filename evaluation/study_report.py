"""How the takes of a study went: completion within two attempts, seconds, BPCER by condition, each with n and interval.

These are verdicts that the service gave live. What the same recordings and the uploaded attacks measure otherwise,
`cameo evaluate` says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.rates import Rate, median, proportion
from evaluation.study import CONDITIONS, Attempt, Take
from liveness.checks.result import Reason

WITHIN_ATTEMPTS = 2
ALL = "all"
PASSED, RETRY, LOST = "passed", "retry", "lost"


@dataclass(frozen=True, slots=True)
class Line:
    """The takes of one condition, or of all.

    completed: takes that passed within WITHIN_ATTEMPTS, of all that were begun in front of the camera; one that was
    given up counts as not completed. seconds: from the first attempt's beginning to the verdict that passed, waiting
    with it, of the completed. bpcer: judged attempts that were taken for an attack. retried: judged attempts that were
    sent back. lost: attempts without a verdict.
    """

    condition: str
    people: int
    completed: Rate
    seconds: Rate
    bpcer: Rate
    retried: Rate
    lost: Rate


def report(takes: Mapping[str, Sequence[Take]]) -> list[Line]:
    """One line for each condition, in their order, and one for all. takes: by volunteer."""
    return [_line(ALL, takes), *(_line(condition, takes, condition) for condition in CONDITIONS)]


def _line(name: str, takes: Mapping[str, Sequence[Take]], condition: str = "") -> Line:
    # A take that was chosen, and whose recording never began, says nothing about the service.
    begun = [
        (person, take)
        for person, all_of_one in takes.items()
        for take in all_of_one
        if take.attempts and condition in ("", take.condition)
    ]
    attempts = [(person, attempt) for person, take in begun for attempt in take.attempts]
    judged = [(person, attempt) for person, attempt in attempts if attempt.result != LOST]
    return Line(
        condition=name,
        people=len({person for person, _ in begun}),
        completed=proportion([(person, _seconds(take) is not None) for person, take in begun]),
        seconds=median(list(_completed_s(take for _, take in begun))),
        bpcer=proportion([(person, _is_taken_for_an_attack(attempt)) for person, attempt in judged]),
        retried=proportion([(person, attempt.result == RETRY) for person, attempt in judged]),
        lost=proportion([(person, attempt.result == LOST) for person, attempt in attempts]),
    )


def _completed_s(takes: Iterator[Take]) -> Iterator[float]:
    yield from (seconds for take in takes if (seconds := _seconds(take)) is not None)


def _seconds(take: Take) -> float | None:
    """How long the take took; None: it was not completed within WITHIN_ATTEMPTS."""
    passed = [attempt.ended_s for attempt in take.attempts[:WITHIN_ATTEMPTS] if attempt.result == PASSED]
    return passed[0] if passed else None


def _is_taken_for_an_attack(attempt: Attempt) -> bool:
    # Every reason of an attack reads so to a caller.
    return Reason.COULD_NOT_VERIFY in attempt.reasons
