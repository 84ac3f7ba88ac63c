"""After a change of nets: who has to move is noted and asked, who never comes ends, and kept old templates are erased.

One transaction a person, and each looks at the row again: a sweep that stopped half-way goes on, and several processes
may run it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cameo_service.clock import Clock
from cameo_service.usecases.acting.events import event_body
from cameo_service.usecases.enrollment.net_moves import ASKED_AFTER_US, DAY_US, joined, only_newest
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.enrollment import Comparable, EnrollmentRow, SealBrokenError
from cameo_service.usecases.ports.events import ENROLLMENT_ENDING
from cameo_service.usecases.ports.net_moves import MoveState, NetMove
from cameo_service.usecases.ports.store import Snapshot, Store, Transaction
from consent.identity import SubjectId
from consent.owner_act import OwnerAct

A_FEW = 20
"""People a sweep: few enough that no other write waits for them."""
LOOKED_AGAIN_US = 60 * 60 * 1_000_000
"""How long after all were looked at all are looked at again: a service with other settings may have run beside this."""
LEAD_US = 30 * DAY_US
"""How long before the end people are asked once more. A choice of ours."""


@dataclass(frozen=True, slots=True)
class TodaysNets:
    """nets: ids of those that new templates are made by. pack: what sealed templates name, so that most people need not
    be looked at. is_made_by_them, is_comparable: whether an enrollment's templates are, and whether a take could be
    compared with them by the nets in use, those of before included.
    """

    nets: frozenset[str]
    pack: str
    is_made_by_them: Comparable
    is_comparable: Comparable


@dataclass(slots=True)
class SweepNetMoves:
    """Run it every second.

    ends_after_us: from when a person was asked until their enrollment ends unless they come.
    """

    store: Store
    clock: Clock
    today: TodaysNets
    ends_after_us: int
    _after: SubjectId | None = field(default=None, init=False)
    _looks_us: int = field(default=0, init=False)

    def __call__(self) -> int:
        """Does what is due for a few people; returns for how many. Writes only where there is a need."""
        now_us, done = self.clock.utc_us(), 0
        with self.store.read() as snapshot:
            unknown = self._unknown(snapshot, now_us)
            due = [row.owner for row in snapshot.net_moves.due(now_us, A_FEW)]
        steps: tuple[tuple[list[SubjectId], Callable[[Transaction, SubjectId, int], NetMove | None]], ...] = (
            (unknown, self._noted),
            (due, self._done),
        )
        for people, step in steps:
            for person in people:
                with self.store.write() as transaction:
                    row = step(transaction, person, now_us)
                    if row is not None:
                        transaction.net_moves.put(row)
                        done += 1
        return done

    def _unknown(self, snapshot: Snapshot, now_us: int) -> list[SubjectId]:
        """The next few people whose templates another pack made and who are not noted yet."""
        if now_us < self._looks_us:
            return []
        found = snapshot.enrollments.sealed_by_others(self.today.pack, self._after, A_FEW)
        self._after = found[-1] if len(found) == A_FEW else None
        if self._after is None:
            self._looks_us = now_us + LOOKED_AGAIN_US
        return [person for person in found if self._is_new(snapshot.net_moves.at(person))]

    def _is_new(self, row: NetMove | None) -> bool:
        """A person who can still go back is left until then."""
        if row is None:
            return True
        return row.nets != joined(self.today.nets) and not (row.state is MoveState.MOVED and row.due_us is not None)

    def _noted(self, transaction: Transaction, person: SubjectId, now_us: int) -> NetMove | None:
        enrolled = _enrolled(transaction, person)
        if enrolled is None or not self._is_new(transaction.net_moves.at(person)):
            return None
        return self._standing(enrolled, now_us)

    def _standing(self, enrolled: EnrollmentRow, now_us: int) -> NetMove:
        nets, due_us = joined(self.today.nets), now_us + ASKED_AFTER_US
        if self.today.is_made_by_them(enrolled):
            return NetMove(enrolled.subject, nets, MoveState.SAME, now_us)
        return NetMove(enrolled.subject, nets, MoveState.WAITING, now_us, due_us=due_us)

    def _done(self, transaction: Transaction, person: SubjectId, now_us: int) -> NetMove | None:
        row, enrolled = transaction.net_moves.at(person), _enrolled(transaction, person)
        if row is None or row.due_us is None or row.due_us > now_us:
            return None
        if enrolled is None:
            return replace(row, due_us=None)
        if row.state is MoveState.MOVED:
            row = only_newest(transaction, enrolled, row)
            return row if row.nets == joined(self.today.nets) else self._standing(enrolled, now_us)
        if row.nets != joined(self.today.nets):
            return self._standing(enrolled, now_us)
        return self._asked_or_ended(transaction, enrolled, row, now_us)

    def _asked_or_ended(self, transaction: Transaction, enrolled: EnrollmentRow, row: NetMove, now_us: int) -> NetMove:
        if row.ends_us is not None and row.ends_us <= now_us:
            _end(transaction, enrolled.subject, now_us)
            return replace(row, state=MoveState.EXPIRED, since_us=now_us, due_us=None)
        if not self.today.is_comparable(enrolled):
            # They could not move if they came: the operator has to load the nets of before first.
            return replace(row, due_us=min(now_us + DAY_US, row.ends_us or now_us + DAY_US))
        ends_us = row.ends_us or min(now_us + self.ends_after_us, enrolled.expires_us or now_us + self.ends_after_us)
        transaction.events.emit(row.owner, ENROLLMENT_ENDING, event_body(due_us=ends_us), now_us)
        is_last = row.asked_us is not None or ends_us - LEAD_US <= now_us
        return replace(
            row, asked_us=row.asked_us or now_us, ends_us=ends_us, due_us=ends_us if is_last else ends_us - LEAD_US
        )


def _enrolled(transaction: Transaction, person: SubjectId) -> EnrollmentRow | None:
    try:
        return transaction.enrollments.of(person)
    except SealBrokenError:
        return None


def _end(transaction: Transaction, person: SubjectId, now_us: int) -> None:
    """Templates and likeness are destroyed; what was allowed and not begun is over. The account stays as it is."""
    transaction.enrollments.end(person)
    transaction.epochs.bump_owner(person)
    for act in OwnerAct:
        transaction.owner_proofs.take(person, act)
    revision = transaction.next_revision()
    transaction.activity.record(ActivityRow(person, revision, now_us, ActivityKind.ENROLLMENT_ENDED, None, "", "", 1))
