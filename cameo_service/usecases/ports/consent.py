"""Who may render whom: facts, grants, blocks, requests for access, epochs. Decides nothing.

Part of `ports`: every snapshot reads them, every transaction may write them.
"""

from collections.abc import Sequence
from typing import Protocol

from consent.facts import Block, Grant, RequesterFacts, SubjectFacts
from consent.grants import AccessRequest
from consent.identity import GrantId, RenderGrantId, SubjectId
from consent.terms import Audience


class ConsentReads(Protocol):
    """Reads of one moment."""

    def requester(self, subject: SubjectId | None) -> RequesterFacts:
        """Facts about the asking person; anonymous for None or an unknown id."""

    def subject_facts(
        self, owners: Sequence[SubjectId], requester: SubjectId | None, provider: str, now_us: int
    ) -> dict[SubjectId, SubjectFacts]:
        """Facts for every owner at once, the same number of statements whatever the answer. Unknown ids are absent.

        Grants come with their expiry, expired ones too, and only those for any provider or for this one; `blocked`
        is judged at `now_us`.
        """

    def grants_from(self, owner: SubjectId) -> tuple[Grant, ...]:
        """Every grant that was not ended, for all grantees and providers, expired ones too."""

    def owners_granting(self, grantee: SubjectId, after: SubjectId | None, limit: int) -> tuple[SubjectId, ...]:
        """Who has a grant for this person or a group they are in, expired ones too.

        The first owners after one of them, in the order of ids.
        """

    def blocks_from(self, owner: SubjectId) -> tuple[Block, ...]:
        """Every block that was not lifted, expired ones too."""

    def access_requests(self, owner: SubjectId) -> tuple[AccessRequest, ...]:
        """What others asked the owner and got no answer to, the oldest first."""


class ConsentWrites(Protocol):
    """Writes of one transaction. `bump_*` only ever raise an epoch, and write the event that says so.

    A write about an owner who does not exist raises UnknownSubjectError; grantees and actors need not exist here.
    """

    def set_audience(self, owner: SubjectId, audience: Audience) -> None:
        """Sets the ceiling over the owner's grants."""

    def put_grant(self, grant: Grant, now_us: int) -> None:
        """Replaces any grant with the same owner, grantee and provider; clears the pair's revoked mark for that
        provider, every mark of the pair when it names none.
        """

    def end_grants(
        self, owner: SubjectId, grantee: SubjectId, now_us: int, provider: str | None = None
    ) -> tuple[GrantId, ...]:
        """Ends every grant of the pair and sets its revoked mark, also when there was no grant.

        provider: ends what names this one, and marks the pair there alone.
        """

    def put_block(self, owner: SubjectId, actor: SubjectId, expires_us: int | None, now_us: int) -> None:
        """Blocks; replaces any block of the same pair."""

    def end_block(self, owner: SubjectId, actor: SubjectId) -> None:
        """Lifts a block; no block is fine."""

    def set_frozen(self, owner: SubjectId, *, frozen: bool) -> None:
        """Freezes or unfreezes the owner."""

    def set_asking(self, owner: SubjectId, *, each_time: bool) -> None:
        """Makes every render of the owner by somebody else wait for their yes, or no longer."""

    def put_access_request(self, wish: AccessRequest) -> bool:
        """Replaces any request of the same pair; True when there was none."""

    def end_access_request(self, owner: SubjectId, requester: SubjectId) -> AccessRequest | None:
        """Ends the pair's request and returns it; None when there was none."""

    def bump_owner_epoch(self, owner: SubjectId) -> int:
        """Raises the owner's epoch by one; returns it."""

    def bump_pair_epoch(self, owner: SubjectId, actor: SubjectId, provider: str | None = None) -> int:
        """Raises the pair's epoch to this revision, for one provider or for all; returns it.

        A revision, and no count of its own: from one epoch to the next nobody can tell how often another provider's
        rose, and the higher of the two that concern a provider is always the newer.
        """

    def spend(self, render_grant_id: RenderGrantId, now_us: int) -> bool:
        """Records the id as spent: True the first time, False ever after. Grants are not stored when issued."""
