"""Held renders of the store in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cameo_service.usecases.ports.held import Backlog
from consent.facts import AskedBefore
from consent.held_render import QUESTIONS_DAY_US, HeldRender, is_waiting
from consent.identity import SubjectId
from consent.terms import Answer
from tests.cameo_service.usecases.memory_room import MemoryRoom


@dataclass
class HeldTables:
    held: dict[tuple[SubjectId, bytes], HeldRender] = field(default_factory=dict)


class MemoryHeld(MemoryRoom):
    def _held(self, wanted: Callable[[HeldRender], bool]) -> tuple[HeldRender, ...]:
        found = [held for held in self.tables.held.values() if wanted(held)]
        return tuple(sorted(found, key=lambda held: (held.asked_us, held.ask, held.owner)))

    def under(self, ask: bytes, owners: Sequence[SubjectId]) -> dict[SubjectId, HeldRender]:
        return {held.owner: held for held in self._held(lambda held: held.ask == ask and held.owner in owners)}

    def of(self, owner: SubjectId) -> tuple[HeldRender, ...]:
        return self._held(
            lambda held: (
                held.owner == owner
                and held.spent_on is None
                and Answer.NO not in (held.owner_answer, held.review_answer)
            )
        )

    def for_review(self, now_us: int, limit: int) -> tuple[HeldRender, ...]:
        def waits(held: HeldRender) -> bool:
            return held.review_answer is Answer.WAITING and is_waiting(held) and (held.ends_us or 0) > now_us

        return self._held(waits)[:limit]

    def in_review(self, ask: bytes) -> tuple[HeldRender, ...]:
        return self._held(lambda held: held.ask == ask and held.review_answer is not None)

    def backlog(self, now_us: int) -> Backlog:
        waiting = self.for_review(now_us, 1_000_000)
        return Backlog(len({held.ask for held in waiting}), min((held.asked_us for held in waiting), default=None))

    def asked_before(self, owner: SubjectId, requester: SubjectId | None, now_us: int) -> AskedBefore:
        rows = self._held(lambda held: held.owner == owner)
        today = [held for held in rows if held.requester == requester and held.asked_us > now_us - QUESTIONS_DAY_US]
        return AskedBefore(len(today), sum(is_waiting(held) and (held.ends_us or 0) > now_us for held in rows))

    def over(self, until_us: int) -> tuple[HeldRender, ...]:
        return self._held(lambda held: held.ends_us is not None and held.ends_us <= until_us)

    def put(self, held: HeldRender) -> None:
        self.within.person(held.owner)
        self.tables.held[held.owner, held.ask] = held

    def end(self, owner: SubjectId, ask: bytes) -> None:
        self.tables.held.pop((owner, ask), None)

    def end_all(self, owner: SubjectId, requester: SubjectId | None, provider: str | None = None) -> None:
        for held in self._held(lambda held: held.owner == owner and requester in (None, held.requester)):
            if provider in (None, held.provider):
                self.end(owner, held.ask)
