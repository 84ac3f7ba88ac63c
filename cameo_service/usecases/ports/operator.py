"""What an operator's acts write. Part of `ports`: every transaction may write it."""

from typing import Protocol

from consent.identity import SubjectId
from consent.terms import SubjectState


class OperatorWrites(Protocol):
    """Writes of one transaction."""

    def set_everything_frozen(self, *, frozen: bool) -> None:
        """Freezes or unfreezes every render there is."""

    def bump_global_epoch(self) -> int:
        """Raises the global epoch by one; returns it. Watchers are told it without an event of anybody."""

    def set_state(self, subject: SubjectId, state: SubjectState) -> None:
        """Suspends a subject or makes them active. Raises UnknownSubjectError."""

    def record_everything(self, kind: str, service_id: str, reason: str, now_us: int) -> None:
        """Appends a leaf to the history that is about nobody and everybody; `kind` as in the activity feed."""
