"""Who may render whom: facts, grants, blocks, requests for access, groups, epochs. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them. A write about an owner who does not exist
raises UnknownSubjectError; grantees and actors need not exist here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from consent.facts import Block, Grant, RequesterFacts, SubjectFacts
from consent.grants import AccessRequest
from consent.group import Group, GroupGrant
from consent.handles import Handle
from consent.held_render import StoredAnswers
from consent.identity import GrantId, GroupId, SubjectId
from consent.names import PersonName


@dataclass(frozen=True, slots=True)
class PromptAsked:
    """One prompt, as far as it can be looked up.

    holders: a handle each, with an id that no person has, which is asked about where no person holds the handle.
    requester: None is anonymous. provider: service id of the generation service. sounds: of the names it may hold, each
    once. ask: the digest of the render (`Ask.digest`). now_us: UTC microseconds.
    """

    holders: Mapping[Handle, SubjectId]
    requester: SubjectId | None
    provider: str
    sounds: Sequence[str]
    ask: bytes
    now_us: int


@dataclass(frozen=True, slots=True)
class PromptFound:
    """What one snapshot holds about a prompt.

    revision: the newest that it sees. requester: anonymous for None and for an unknown id. holders: current ones; a
    handle without one is absent. facts: about holders, as `FactReads.of`. answers: to this very render, by owner.
    bearers: people with a name of one of the sounds, one pair a name. A name counts once its bearer is enrolled or
    vouched for, and always for the person who asks. More than `MOST_BEARERS` pairs: there may be others.
    """

    revision: int
    requester: RequesterFacts
    holders: Mapping[str, SubjectId]
    facts: Mapping[SubjectId, SubjectFacts]
    answers: Mapping[SubjectId, StoredAnswers]
    bearers: Sequence[tuple[SubjectId, PersonName]]


class FactReads(Protocol):
    """Reads of one moment."""

    def of(
        self, owners: Sequence[SubjectId], requester: SubjectId | None, provider: str, now_us: int
    ) -> dict[SubjectId, SubjectFacts]:
        """Facts for every owner at once, the same number of statements whatever the answer. Unknown ids are absent.

        Grants come with their expiry, expired ones too, and only those for any provider or for this one; `blocked`
        is judged at `now_us`.
        """

    def of_prompt(self, asked: PromptAsked) -> PromptFound:
        """All that a prompt is judged by, in one statement, whatever is found."""


class GrantReads(Protocol):
    """Reads of one moment."""

    def of(self, owner: SubjectId) -> tuple[Grant, ...]:
        """Every grant that was not ended, for all grantees and providers, expired ones too."""

    def owners_granting(self, grantee: SubjectId, after: SubjectId | None, limit: int) -> tuple[SubjectId, ...]:
        """Who has a grant for this person or a group they are in, expired ones too.

        The first owners after one of them, in the order of ids.
        """

    def grantors_of(self, grantee: SubjectId) -> tuple[SubjectId, ...]:
        """All who granted this person anything, expired grants too, or has them in a group."""


class GrantWrites(GrantReads, Protocol):
    """Writes of one transaction."""

    def put(self, grant: Grant, now_us: int) -> None:
        """Replaces any grant with the same owner, grantee and provider; clears the pair's revoked mark for that
        provider, every mark of the pair when it names none.
        """

    def end(
        self, owner: SubjectId, grantee: SubjectId, now_us: int, provider: str | None = None
    ) -> tuple[GrantId, ...]:
        """Ends every grant of the pair and sets its revoked mark, also when there was no grant.

        provider: ends what names this one, and marks the pair there alone.
        """

    def end_all(self, owner: SubjectId) -> None:
        """Ends every grant of the owner to a person, without a mark. Bump the owner's epoch."""


class BlockReads(Protocol):
    """Reads of one moment."""

    def of(self, owner: SubjectId) -> tuple[Block, ...]:
        """Every block that was not lifted, expired ones too."""


class BlockWrites(BlockReads, Protocol):
    """Writes of one transaction."""

    def put(self, owner: SubjectId, actor: SubjectId, expires_us: int | None, now_us: int) -> None:
        """Blocks; replaces any block of the same pair."""

    def end(self, owner: SubjectId, actor: SubjectId) -> None:
        """Lifts a block; no block is fine."""


class AccessRequestReads(Protocol):
    """Reads of one moment."""

    def of(self, owner: SubjectId) -> tuple[AccessRequest, ...]:
        """What others asked the owner and got no answer to, the oldest first."""


class AccessRequestWrites(AccessRequestReads, Protocol):
    """Writes of one transaction."""

    def put(self, wish: AccessRequest) -> bool:
        """Replaces any request of the same pair; True when there was none."""

    def end(self, owner: SubjectId, requester: SubjectId) -> AccessRequest | None:
        """Ends the pair's request and returns it; None when there was none."""


class GroupReads(Protocol):
    """Reads of one moment."""

    def named(self, owner: SubjectId, name: str) -> GroupId | None:
        """The owner's group of that name."""

    def of(self, owner: SubjectId) -> tuple[Group, ...]:
        """All groups, in the order of their names, members in the order of ids, grants in that of providers."""

    def grants_of(self, owner: SubjectId, group: GroupId) -> tuple[GroupGrant, ...]:
        """What was granted to a group and not ended, expired grants too."""

    def has_ended(self, owner: SubjectId, grant_id: GrantId) -> bool:
        """Whether this was a group's grant that was ended: what rests on it is dead, whatever was granted since."""


class GroupWrites(GroupReads, Protocol):
    """Writes of one transaction."""

    def put(self, owner: SubjectId, group: GroupId, name: str) -> None:
        """Makes a group; the owner has none of that name."""

    def put_member(self, owner: SubjectId, group: GroupId, member: SubjectId) -> None:
        """Adds a person; being in it already is fine."""

    def end_memberships(self, owner: SubjectId, member: SubjectId, group: GroupId | None = None) -> None:
        """Takes a person out of one group, or of all the owner has; being in none is fine. Bump the pair's epoch."""

    def put_grant(self, grant: GroupGrant) -> None:
        """Replaces any grant with the same group and provider."""

    def end_grant(self, grant: GroupGrant) -> None:
        """Ends the grant for good, what its members were asked about with it, and writes the event that says so."""


class EpochWrites(Protocol):
    """Writes of one transaction. They only ever raise an epoch, and write the event that says so."""

    def bump_owner(self, owner: SubjectId) -> int:
        """Raises the owner's epoch by one; returns it."""

    def bump_pair(self, owner: SubjectId, actor: SubjectId, provider: str | None = None) -> int:
        """Raises the pair's epoch to this revision, for one provider or for all; returns it.

        A revision, and no count of its own: from one epoch to the next no reader can tell how often another provider's
        rose, and the higher of the two that concern a provider is always the newer.
        """


class EverythingWrites(Protocol):
    """What an operator does to every render at once."""

    def set_frozen(self, *, frozen: bool) -> None:
        """Freezes or unfreezes every render there is."""

    def bump_epoch(self) -> int:
        """Raises the global epoch by one; returns it. Watchers are told it without any person's event."""

    def record(self, kind: str, service_id: str, reason: str, now_us: int) -> None:
        """Appends a leaf to the history that is about no single person; `kind` as in the activity feed."""
