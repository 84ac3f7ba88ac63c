"""Writes of renders that wait for a yes."""

from cameo_service.storage.outbox_writes import OutboxWrites
from cameo_service.storage.values import ANY_PROVIDER, joined, subject_bytes
from consent.held_render import HeldRender
from consent.identity import SubjectId


class HeldWrites(OutboxWrites):
    """The part of ports.Transaction that is about held renders."""

    def put_held(self, held: HeldRender) -> None:
        """Writes the row over what was there."""
        self._about_owner(
            "INSERT OR REPLACE INTO held_renders (owner, ask, requester, provider, job, prompt, modalities, use,"
            " classes, standing, asked_us, ends_us, owner_answer, review_answer, spent_on)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                held.owner.bytes,
                held.ask,
                subject_bytes(held.requester),
                held.provider,
                held.job,
                held.prompt,
                joined(held.modalities),
                held.use.value,
                joined(held.classes),
                held.standing,
                held.asked_us,
                held.ends_us,
                held.owner_answer or "",
                held.review_answer or "",
                held.spent_on and held.spent_on.bytes,
            ),
        )

    def end_held(self, owner: SubjectId, ask: bytes) -> None:
        """Deletes the row."""
        self._connection.execute("DELETE FROM held_renders WHERE owner = ? AND ask = ?", (owner.bytes, ask))

    def _end_all_held(self, owner: SubjectId, requester: SubjectId | None, provider: str = ANY_PROVIDER) -> None:
        """Deletes what a raised epoch ends: the pair's rows, at one provider or all, or for None all of the owner's."""
        statement = "DELETE FROM held_renders WHERE owner = ? AND (? IS NULL OR requester = ?) AND ? IN (provider, ?)"
        pair = requester and requester.bytes
        self._connection.execute(statement, (owner.bytes, pair, pair, provider, ANY_PROVIDER))
