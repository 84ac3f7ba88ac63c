"""From the rows of the score file to accepted, refused or no response, under rules that are the same for everybody.

Steps, for one row:

1. A recording that could not be read or judged is a non-response.
2. The checks that count are those an enrollment requires, as far as this recording can carry them: those that came to
   an answer on the genuine recording's own control, those that this very challenge asks for, and those that found
   something wrong.
3. One of them failed, or had to be asked and found nothing: refused. For bad quality only: a non-response.
4. All of them passed: accepted.

A check may be taken away, to see what it is worth, or granted to the attacker.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from evaluation.manifest_data import Half, half_of
from evaluation.run import Row

GRANTED = frozenset({"spoken_challenge", "head_turn", "expression"})
"""Checks of whether the asked was done: taken as passed where the attacker is said to know the challenge ahead."""
QUALITY = "quality"


class Decision(StrEnum):
    """What came of one presentation."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NO_RESPONSE = "no response"


@dataclass(frozen=True, slots=True)
class Decided:
    """One row with its decision. counts: see `decide_all`."""

    row: Row
    decision: Decision
    counts: bool

    @property
    def subject(self) -> str:
        """Who was recorded."""
        return str(self.row["subject"])

    @property
    def half(self) -> Half:
        """Which half of the people they belong to."""
        return half_of(self.subject)

    @property
    def species(self) -> str:
        """The attack species, or what kind of genuine presentation it was."""
        return str(self.row["species"])


def decide_all(rows: Sequence[Row], without: frozenset[str] = frozenset()) -> list[Decided]:
    """Decides every clip row, leaving out some checks.

    An attack counts when the control of the recording that it was made from was accepted by all checks: what not even
    the genuine recording passes shows nothing about attacks.
    """
    clips = [row for row in rows if row["set"] == "clip" and row["status"] != "not made"]
    controls = {str(row["source"]): row for row in clips if row["label"] == "control" and row["species"] == "webm"}
    sound = {source for source, row in controls.items() if decide(row, row, frozenset()) is Decision.ACCEPTED}
    return [Decided(row, decide(row, _control_of(row, controls), without), counts=_counts(row, sound)) for row in clips]


def _control_of(row: Row, controls: Mapping[str, Row]) -> Row | None:
    """None for what is judged by itself: recordings as they came, genuine or not, and rendered subjects."""
    return None if row["label"] == "genuine" else controls.get(str(row["source"]))


def _counts(row: Row, sound: set[str]) -> bool:
    made_from_genuine = row["label"] == "attack" and row["kind"] != "recorded" and row["source"]
    return str(row["source"]) in sound if made_from_genuine else True


def decide(row: Row, control: Row | None, without: frozenset[str]) -> Decision:
    """One row's decision; control: of the same recording, if there is one."""
    if row["status"] != "judged":
        return Decision.NO_RESPONSE
    checks = cast("Mapping[str, Sequence[str]]", row["checks"])
    relevant = _required(row) & (_conclusive(control or row) | _asked(row) | _failed(row)) - without
    if not relevant:
        return Decision.REFUSED  # nothing that would let it pass
    failed = {_about(checks.get(check, ("missing",))) for check in relevant} - {""}
    if failed - {QUALITY}:
        return Decision.REFUSED
    return Decision.NO_RESPONSE if failed else Decision.ACCEPTED


def blamed(row: Row) -> frozenset[str]:
    """The required checks that did not pass, each with its reason."""
    if row["status"] != "judged":
        return frozenset({str(row["code"])})
    checks = cast("Mapping[str, Sequence[str]]", row["checks"])
    return frozenset(f"{check} {checks[check][1]}" for check in _required(row) & _failed(row))


def _required(row: Row) -> frozenset[str]:
    return frozenset(cast("Sequence[str]", row["required"]))


def _asked(row: Row) -> frozenset[str]:
    return frozenset(cast("Sequence[str]", row["asked"]))


def _conclusive(row: Row) -> frozenset[str]:
    checks = cast("Mapping[str, Sequence[str]]", row.get("checks", {}))
    return frozenset(check for check, answer in checks.items() if answer[0] != "inconclusive")


def _failed(row: Row) -> frozenset[str]:
    checks = cast("Mapping[str, Sequence[str]]", row["checks"])
    return frozenset(check for check, answer in checks.items() if answer[0] == "failed")


def _about(answer: Sequence[str]) -> str:
    """Empty where the check passed, else what its reason is about."""
    if answer[0] == "passed":
        return ""
    return answer[2] if len(answer) > 2 else answer[0]
