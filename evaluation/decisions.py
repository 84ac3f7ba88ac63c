"""Turns the rows of the score file into decisions: accepted, refused or no response. The rules are the same for all
rows.

Steps, for one row:

1. A recording that could not be read or judged: no response.
2. The checks that count are those that an enrollment requires, as far as this recording can show them. A check is left
   out only where the control of the genuine recording lacks what it needs (LACKING), unless this challenge asks for it
   or it failed. Any other open answer counts: the person would be asked to try again.
3. One of them failed, or was asked for and has no answer: refused. If only for bad quality, or because a check that was
   not asked for stays open: no response.
4. All of them passed: accepted.

A check can be left out, to measure its worth, or granted to the attacker.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from evaluation.manifest_data import Half, half_of
from evaluation.run import Row
from liveness.checks.result import Reason

GRANTED = frozenset({"spoken_challenge", "head_turn", "expression"})
"""Checks of the answers to prompts: taken as passed when the attacker is assumed to know the challenge in advance."""
QUALITY = "quality"
OPEN = "inconclusive"
LACKING = frozenset({Reason.NOT_ASKED, Reason.NO_SOUND, Reason.TOO_LITTLE_SPEECH, Reason.TOO_SHORT})
"""Why a check stays open on clips of a data set, which are short, may be silent, and answer no prompts."""


class Decision(StrEnum):
    """Decision about one presentation."""

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
        """Id of the person recorded."""
        return str(self.row["subject"])

    @property
    def half(self) -> Half:
        """Half of the people that the person belongs to."""
        return half_of(self.subject)

    @property
    def species(self) -> str:
        """The attack species, or the kind of genuine presentation."""
        return str(self.row["species"])


def decide_all(rows: Sequence[Row], without: frozenset[str] = frozenset()) -> list[Decided]:
    """Decides every clip row. without: checks to leave out.

    An attack counts only if all checks accepted the control of the recording that it was made from: a check that
    refuses the genuine recording says nothing about attacks.
    """
    clips = [row for row in rows if row["set"] == "clip" and row["status"] != "not made"]
    controls = {str(row["source"]): row for row in clips if row["label"] == "control" and row["species"] == "webm"}
    sound = {source for source, row in controls.items() if decide(row, row, frozenset()) is Decision.ACCEPTED}
    return [Decided(row, decide(row, _control_of(row, controls), without), counts=_counts(row, sound)) for row in clips]


def _control_of(row: Row, controls: Mapping[str, Row]) -> Row | None:
    """The control of a row; None for unchanged recordings and rendered subjects, which have none."""
    return None if row["label"] == "genuine" else controls.get(str(row["source"]))


def _counts(row: Row, sound: set[str]) -> bool:
    made_from_genuine = row["label"] == "attack" and row["kind"] != "recorded" and row["source"]
    return str(row["source"]) in sound if made_from_genuine else True


def decide(row: Row, control: Row | None, without: frozenset[str]) -> Decision:
    """Decides one row. control: the control row of the same recording, if there is one."""
    if row["status"] != "judged":
        return Decision.NO_RESPONSE
    checks = cast("Mapping[str, Sequence[str]]", row["checks"])
    relevant = _required(row) & (_carried(control or row) | _asked(row) | _failed(row)) - without
    if not relevant:
        return Decision.REFUSED  # no check could let it pass
    against = {_against(checks.get(check, ("missing",)), is_asked=check in _asked(row)) for check in relevant} - {""}
    if against - {QUALITY, OPEN}:
        return Decision.REFUSED
    return Decision.NO_RESPONSE if against else Decision.ACCEPTED


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


def _carried(row: Row) -> frozenset[str]:
    """The checks for which the recording holds what they need, whatever they answer."""
    checks = cast("Mapping[str, Sequence[str]]", row.get("checks", {}))
    return frozenset(check for check, answer in checks.items() if answer[0] != OPEN or answer[1] not in LACKING)


def _failed(row: Row) -> frozenset[str]:
    checks = cast("Mapping[str, Sequence[str]]", row["checks"])
    return frozenset(check for check, answer in checks.items() if answer[0] == "failed")


def _against(answer: Sequence[str], *, is_asked: bool) -> str:
    """What speaks against a pass: the class of the check's reason, or that it is open; empty if the check passed."""
    if answer[0] == "passed":
        return ""
    if answer[0] == OPEN and not is_asked:
        return OPEN
    return answer[2] if len(answer) > 2 else answer[0]
