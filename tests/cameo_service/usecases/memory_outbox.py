"""The memory store's events."""

from uuid import UUID

from cameo_service.usecases.acting.events import event_body, event_row
from cameo_service.usecases.ports.events import OWNER_EPOCH, PAIR_EPOCH, EventRow, Expired, Position
from consent.identity import SubjectId
from tests.cameo_service.usecases.memory_room import MemoryRoom

NOBODY = SubjectId(UUID(int=0))


class MemoryEvents(MemoryRoom):
    def after(self, after: Position, limit: int) -> tuple[EventRow, ...]:
        found = sorted((row for row in self.tables.outbox if row.position > after), key=lambda row: row.position)
        return tuple(found[:limit])

    def forgotten_revision(self) -> int:
        return int(self.tables.forgotten_revision)

    def swept_us(self) -> int:
        return int(self.tables.swept_us)

    def posted(self) -> Position:
        return Position(*self.tables.posted)

    def expired(self, after_us: int, until_us: int) -> tuple[Expired, ...]:
        grants, blocks = self.tables.grants.values(), self.tables.blocks.values()
        found = [
            Expired(row.owner, row.grantee, row.grant_id, row.provider or "", row.expires_us)
            for row in grants
            if row.expires_us
        ]
        found += [Expired(row.owner, row.actor, None, "", row.expires_us) for row in blocks if row.expires_us]
        found += [
            Expired(row.owner, None, row.grant_id, row.provider or "", row.expires_us)
            for row in self.tables.group_permissions.values()
            if row.expires_us
        ]
        due = [row for row in found if after_us < row.expires_us <= until_us]
        return tuple(sorted(due, key=lambda row: (row.expires_us, row.owner, row.actor or NOBODY)))

    def expiring(self, after_us: int, until_us: int, lead_us: int) -> tuple[Expired, ...]:
        found = [
            Expired(row.owner, row.grantee, row.grant_id, row.provider or "", row.expires_us)
            for key, row in self.tables.grants.items()
            if row.expires_us
            and after_us < row.expires_us <= until_us
            and self.tables.given_us[key] < row.expires_us - lead_us
        ]
        return tuple(sorted(found, key=lambda row: (row.expires_us, row.owner, row.actor or NOBODY)))

    def refusals_told_us(self) -> int:
        return int(self.tables.refusals_told_us)

    def has_until(self, until_us: int) -> bool:
        return any(0 < row.at_us <= until_us for row in self.tables.outbox)

    def emit(self, owner: SubjectId, kind: str, body: bytes, now_us: int) -> None:
        revision = self.within.next_revision()
        seq = 1 + sum(row.position.revision == revision for row in self.tables.outbox)
        self.tables.outbox.append(event_row(owner, Position(revision, seq), kind, body, now_us))

    def set_swept(self, now_us: int) -> None:
        self.tables.swept_us = now_us

    def set_refusals_told(self, now_us: int) -> None:
        self.tables.refusals_told_us = now_us

    def set_posted(self, position: Position) -> None:
        self.tables.posted = position

    def forget(self, until_us: int) -> None:
        old = [row.position.revision for row in self.tables.outbox if 0 < row.at_us <= until_us]
        if old:
            self.tables.forgotten_revision = max(old)
            self.tables.outbox = [row for row in self.tables.outbox if row.position.revision > max(old)]

    def told_epoch(self, owner: SubjectId, actor: SubjectId | None, epoch: int, provider: str | None = None) -> int:
        body = event_body(actor=actor, provider=provider or "", epoch=epoch)
        self.emit(owner, PAIR_EPOCH if actor else OWNER_EPOCH, body, 0)
        return epoch
