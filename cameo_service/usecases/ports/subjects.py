"""People: accounts, handles, what they set about themselves, names, restrictions. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from consent.errors import PublicError
from consent.facts import RequesterFacts
from consent.identity import SubjectId
from consent.names import PersonName, Run
from consent.restrictions import Restrictions
from consent.terms import AgeClass, Audience, SubjectState


class HandleTakenError(PublicError):
    """The handle, or one that looks like it, belongs to another person or is in quarantine: choose another."""

    code = "HANDLE_TAKEN"

    def __init__(self) -> None:
        super().__init__("this handle is taken or was until recently: choose another")


class UnknownSubjectError(PublicError):
    """A write named an owner who does not exist: ensure the subject first."""

    code = "UNKNOWN_SUBJECT"


@dataclass(frozen=True, slots=True)
class HandleRow:
    """A handle that a person has, or had until `released_us`. UTC microseconds."""

    handle: str
    claimed_us: int
    released_us: int | None


ANONYMOUS = RequesterFacts(subject=None, state=SubjectState.ACTIVE, age=AgeClass.UNKNOWN)
"""A requester without an assertion, or one that is not known here."""


class PeopleReads(Protocol):
    """Reads of one moment."""

    def requester(self, subject: SubjectId | None) -> RequesterFacts:
        """Facts about the asking person; anonymous for None or an unknown id."""

    def by_handle(self, handles: Sequence[str]) -> dict[str, SubjectId]:
        """Current handles only; unknown handles are absent. One statement."""

    def handle_of(self, subject: SubjectId) -> str | None:
        """The current handle."""

    def current_handles(self, subjects: Collection[SubjectId]) -> dict[SubjectId, str]:
        """The current handle of each subject; those without one, the erased among them, are absent. One statement."""

    def was_adult(self, subject: SubjectId) -> bool:
        """Whether this person counted as an adult and has not said since, themself, that they are a minor."""

    def disputed_from(self, subject: SubjectId) -> AgeClass | None:
        """The last settled age, if the app's word alone changed it; None: the age is settled."""

    def handles_of(self, subject: SubjectId) -> tuple[HandleRow, ...]:
        """Every handle of the subject, the first claimed first."""

    def has_handles_to_forget(self, now_us: int) -> bool:
        """Whether a handle was given up so long ago that any person may claim it."""

    def of_account(self, issuer: str, sub: str) -> SubjectId | None:
        """Whom an identity provider's name stands for."""

    def accounts_of(self, subject: SubjectId) -> tuple[tuple[str, str], ...]:
        """(issuer, sub) of each of the subject's accounts at identity providers, in that order."""


class PeopleWrites(PeopleReads, Protocol):
    """Writes of one transaction. A write about a subject who does not exist raises UnknownSubjectError."""

    def ensure(self, issuer: str, sub: str, new_id: SubjectId, now_us: int) -> SubjectId:
        """The subject of this name, made under `new_id` at first contact: ONLY_ME, age unknown."""

    def claim_handle(self, subject: SubjectId, handle: str, skeleton: str, now_us: int) -> None:
        """Raises HandleTakenError when the handle, or one that looks like it, is taken or in quarantine."""

    def forget_handles(self, now_us: int) -> int:
        """Deletes every handle that was given up so long ago that any person may claim it; returns how many.

        Their text is on the disk nowhere, soon after the commit.
        """

    def set_age(self, subject: SubjectId, age: str, now_us: int) -> None:
        """Stores an age class (`AgeClass` value) asserted at `now_us`."""

    def set_was_adult(self, subject: SubjectId, *, was_adult: bool) -> None:
        """Stores what `was_adult` reads."""

    def set_disputed_from(self, subject: SubjectId, age: AgeClass | None) -> None:
        """Stores what `disputed_from` reads. While it is an age, the person's facts are frozen."""

    def set_audience(self, owner: SubjectId, audience: Audience) -> None:
        """Sets the ceiling over the owner's grants."""

    def set_frozen(self, owner: SubjectId, *, frozen: bool) -> None:
        """Freezes or unfreezes the owner."""

    def set_asking(self, owner: SubjectId, *, each_time: bool) -> None:
        """Makes every render of the owner by another person wait for their yes, or no longer."""

    def set_state(self, subject: SubjectId, state: SubjectState) -> None:
        """Suspends a subject or makes them active. Raises UnknownSubjectError."""


MOST_BEARERS = 1024
"""Names of the sounds of one text that are read. A text with more of them names too many to tell who is meant."""


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name as operators see it. counts: whether others' prompts are compared with it. refused: how many it refused.

    is_vouched: an operator vouched for its bearer.
    """

    owner: SubjectId
    name: PersonName
    counts: bool
    is_vouched: bool
    refused: int


class NameReads(Protocol):
    """Reads of one moment."""

    def most_refusing(self, limit: int) -> tuple[NameRow, ...]:
        """The names that refused the most prompts, the most first."""

    def of(self, owner: SubjectId) -> tuple[PersonName, ...]:
        """All names of one person, in the order of their words."""


class NameWrites(NameReads, Protocol):
    """Writes of one transaction."""

    def put(self, owner: SubjectId, names: Sequence[PersonName]) -> None:
        """Makes these all names of the owner; no two have the same words. One that stays keeps its count."""

    def set_vouched(self, owner: SubjectId, *, vouched: bool) -> None:
        """Lets the owner's names count although there is no enrollment, or no longer. Raises UnknownSubjectError."""

    def count_refused(self, owner: SubjectId, words: Run, count: int) -> None:
        """Adds to the number of prompts that a name refused; nothing if the owner has it no more."""


class RestrictionReads(Protocol):
    """Reads of one moment."""

    def of(self, owner: SubjectId) -> Restrictions:
        """What the owner does not want; UNTOUCHED when nothing was set."""


class RestrictionWrites(RestrictionReads, Protocol):
    """Writes of one transaction."""

    def put(self, owner: SubjectId, restrictions: Restrictions) -> None:
        """Makes these the owner's restrictions."""
