"""Writes of an operator's acts."""

from cameo_service.storage.consent_writes import ConsentWrites
from consent.identity import SubjectId
from consent.terms import SubjectState


class OperatorWrites(ConsentWrites):
    """The part of ports.Transaction that is about everybody, or about who may take part at all."""

    def set_everything_frozen(self, *, frozen: bool) -> None:
        """Stops or resumes every render."""
        self._connection.execute("UPDATE deployment SET frozen = ?", (int(frozen),))

    def bump_global_epoch(self) -> int:
        """Raises the global epoch by one and returns it."""
        self.is_narrowing = True
        self._connection.execute("DELETE FROM held_renders")
        statement = "UPDATE deployment SET global_epoch = global_epoch + 1 RETURNING global_epoch"
        return int(self._connection.execute(statement).fetchone()[0])

    def set_state(self, subject: SubjectId, state: SubjectState) -> None:
        """Says whether the subject takes part."""
        self._change_owner("state = ?", (state.value,), subject)
