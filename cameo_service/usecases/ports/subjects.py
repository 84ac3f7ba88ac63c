"""People: who they are, what they are called, what they do not want. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from collections.abc import Sequence
from typing import Protocol

from consent.errors import PublicError
from consent.identity import SubjectId
from consent.names import PersonName
from consent.restrictions import Restrictions


class HandleTakenError(PublicError):
    """The handle, or one that looks like it, belongs to somebody else or is in quarantine: choose another."""

    code = "HANDLE_TAKEN"


class UnknownSubjectError(PublicError):
    """A write named an owner who does not exist: ensure the subject first."""

    code = "UNKNOWN_SUBJECT"


class SubjectReads(Protocol):
    """Reads of one moment."""

    def subjects_by_handle(self, handles: Sequence[str]) -> dict[str, SubjectId]:
        """Current handles only; unknown handles are absent. One statement."""

    def handle_of(self, subject: SubjectId) -> str | None:
        """The current handle."""

    def has_handles_to_forget(self, now_us: int) -> bool:
        """Whether a handle was given up so long ago that anybody may claim it."""

    def subject_of(self, issuer: str, sub: str) -> SubjectId | None:
        """Whom an identity provider's name stands for."""

    def restrictions(self, owner: SubjectId) -> Restrictions:
        """What the owner does not want; UNTOUCHED when nothing was set."""

    def bearers(self, sounds: Sequence[str]) -> tuple[tuple[SubjectId, PersonName], ...]:
        """Everybody with a name of one of these sounds, one pair a name. One statement, whatever is found."""

    def names_of(self, owner: SubjectId) -> tuple[PersonName, ...]:
        """All names of one person, in the order of their words."""


class SubjectWrites(Protocol):
    """Writes of one transaction. A write about an owner who does not exist raises UnknownSubjectError."""

    def ensure_subject(self, issuer: str, sub: str, new_id: SubjectId, now_us: int) -> SubjectId:
        """The subject of this name, made under `new_id` at first contact: ONLY_ME, age unknown."""

    def claim_handle(self, subject: SubjectId, handle: str, skeleton: str, now_us: int) -> None:
        """Raises HandleTakenError when the handle, or one that looks like it, is somebody's or in quarantine."""

    def forget_handles(self, now_us: int) -> int:
        """Deletes every handle that was given up so long ago that anybody may claim it; returns how many.

        Their text is on the disk nowhere, soon after the commit.
        """

    def set_age(self, subject: SubjectId, age: str, now_us: int) -> None:
        """Stores an age class (`AgeClass` value) asserted at `now_us`."""

    def put_restrictions(self, owner: SubjectId, restrictions: Restrictions) -> None:
        """Makes these the owner's restrictions."""

    def put_names(self, owner: SubjectId, names: Sequence[PersonName]) -> None:
        """Makes these all names of the owner; no two have the same words."""
