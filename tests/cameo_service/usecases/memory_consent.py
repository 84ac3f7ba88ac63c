"""Consent in the store in memory."""

from collections.abc import Sequence
from dataclasses import replace

from cameo_service.usecases.ports.consent import PromptAsked, PromptFound
from cameo_service.usecases.ports.enrollment import EnrollmentRow
from consent.facts import Block, Enrollment, Grant, Guardian, SubjectFacts, ceiling, is_limited
from consent.grants import AccessRequest
from consent.held_render import HeldRender, StoredAnswers
from consent.identity import GrantId, SubjectId
from consent.restrictions import packed, sought
from consent.terms import AgeClass, Audience, SubjectState
from tests.cameo_service.usecases.memory_held import MemoryHeld
from tests.cameo_service.usecases.memory_outbox import MemoryEvents
from tests.cameo_service.usecases.memory_people import MemoryNames
from tests.cameo_service.usecases.memory_renders import MemoryRenders
from tests.cameo_service.usecases.memory_room import MemoryRoom


class MemoryFacts(MemoryRoom):
    def of(
        self, owners: Sequence[SubjectId], requester: SubjectId | None, provider: str, now_us: int
    ) -> dict[SubjectId, SubjectFacts]:
        return {
            owner: self._facts(owner, requester, provider, now_us) for owner in owners if owner in self.tables.people
        }

    def of_prompt(self, asked: PromptAsked) -> PromptFound:
        holders = self.within.people.by_handle(list(asked.holders))
        people = [holders.get(handle, nobody) for handle, nobody in asked.holders.items()]
        held = self.within.held.under(asked.ask, people)
        return PromptFound(
            revision=self.within.revision(),
            requester=self.within.people.requester(asked.requester),
            holders=holders,
            facts=self.of(people, asked.requester, asked.provider, asked.now_us),
            answers={owner: _answers(one) for owner, one in held.items()},
            bearers=MemoryNames(self.within).bearers(asked.sounds, asked.requester),
        )

    def _facts(self, owner: SubjectId, requester: SubjectId | None, provider: str, now_us: int) -> SubjectFacts:
        tables, person = self.tables, self.tables.people[owner]
        pair = (owner, requester or owner)
        block = tables.blocks.get(pair) if requester else None
        grants = tuple(
            grant
            for grant in [*self._through_groups(owner, requester), *self.within.grants.of(owner)]
            if grant.grantee == requester and grant.provider in (None, provider)
        )
        return SubjectFacts(
            subject=owner,
            state=person.state,
            frozen=person.frozen or person.disputed_from is not None,
            age=person.age,
            audience=person.audience,
            enrollment=_enrollment(tables.enrollments.get(owner), tables.live_ceiling),
            blocked=block is not None and (block.expires_us is None or block.expires_us > now_us),
            revoked=requester is not None and any((*pair, scope) in tables.revoked for scope in (None, provider)),
            grants=grants,
            usage={
                grant.grant_id: MemoryRenders(self.within).usage(owner, grant.grant_id, now_us)
                for grant in grants
                if is_limited(grant)
            },
            asked_before=MemoryHeld(self.within).asked_before(owner, requester, now_us),
            owner_epoch=person.epoch,
            pair_epoch=max(tables.pair_epochs.get((*pair, scope), 0) for scope in (None, provider)) if requester else 0,
            everything_frozen=tables.everything_frozen,
            global_epoch=tables.global_epoch,
            restrictions=replace(self.within.restrictions.of(owner), banned_words=frozenset()),
            sought=packed(sought(self.within.restrictions.of(owner).banned_words)),
            asks_each_time=person.asks,
            guardian=self._guardian(owner, now_us),
        )

    def _guardian(self, owner: SubjectId, now_us: int) -> Guardian | None:
        link = self.within.guardianships.at(owner) if self.tables.counts_guardians else None
        if link is None or link.expires_us <= now_us:
            return None
        who = self.within.people.requester(link.guardian)
        counts = (who.state, who.age) == (SubjectState.ACTIVE, AgeClass.ADULT)
        return Guardian(link.guardian, link.expires_us) if counts else None

    def _through_groups(self, owner: SubjectId, requester: SubjectId | None) -> list[Grant]:
        groups = [group for whose, member, group in self.tables.members if (whose, member) == (owner, requester)]
        return [
            grant.to_member(requester)
            for group in groups
            if requester is not None
            for grant in self.within.groups.grants_of(owner, group)
        ]


def _answers(held: HeldRender) -> StoredAnswers:
    return StoredAnswers(held.standing, held.ends_us, held.owner_answer, held.review_answer, held.spent_on)


class MemoryGrants(MemoryRoom):
    def of(self, owner: SubjectId) -> tuple[Grant, ...]:
        found = [grant for grant in self.tables.grants.values() if grant.owner == owner]
        return tuple(sorted(found, key=lambda grant: (grant.grantee, grant.provider or "")))

    def owners_granting(self, grantee: SubjectId, after: SubjectId | None, limit: int) -> tuple[SubjectId, ...]:
        found = {grant.owner for grant in self.tables.grants.values() if grant.grantee == grantee}
        groups = {group for _, member, group in self.tables.members if member == grantee}
        found |= {grant.owner for grant in self.tables.group_permissions.values() if grant.group in groups}
        return tuple(owner for owner in sorted(found) if after is None or owner > after)[:limit]

    def grantors_of(self, grantee: SubjectId) -> tuple[SubjectId, ...]:
        personal = {grant.owner for grant in self.tables.grants.values() if grant.grantee == grantee}
        return tuple(sorted(personal | {owner for owner, member, _ in self.tables.members if member == grantee}))

    def put(self, grant: Grant, now_us: int) -> None:
        self.within.person(grant.owner)
        if grant.provider == "":
            raise ValueError("a provider is None or a service id, never an empty name")
        self.tables.grants[grant.owner, grant.grantee, grant.provider] = grant
        self.tables.given_us[grant.owner, grant.grantee, grant.provider] = now_us
        pair = (grant.owner, grant.grantee)
        cleared = {mark for mark in self.tables.revoked if mark[:2] == pair and grant.provider in (None, mark[2])}
        self.tables.revoked -= cleared

    def end(
        self, owner: SubjectId, grantee: SubjectId, now_us: int, provider: str | None = None
    ) -> tuple[GrantId, ...]:
        self.within.person(owner)
        self.tables.revoked.add((owner, grantee, provider))
        ended = [grant for grant in self.of(owner) if grant.grantee == grantee and provider in (None, grant.provider)]
        for grant in ended:
            del self.tables.grants[owner, grantee, grant.provider]
        return tuple(grant.grant_id for grant in ended)

    def end_all(self, owner: SubjectId) -> None:
        for grant in self.of(owner):
            del self.tables.grants[owner, grant.grantee, grant.provider]


class MemoryBlocks(MemoryRoom):
    def of(self, owner: SubjectId) -> tuple[Block, ...]:
        found = [block for block in self.tables.blocks.values() if block.owner == owner]
        return tuple(sorted(found, key=lambda block: block.actor))

    def put(self, owner: SubjectId, actor: SubjectId, expires_us: int | None, now_us: int) -> None:
        self.within.person(owner)
        self.tables.blocks[owner, actor] = Block(owner, actor, expires_us)

    def end(self, owner: SubjectId, actor: SubjectId) -> None:
        self.tables.blocks.pop((owner, actor), None)


class MemoryAccessRequests(MemoryRoom):
    def of(self, owner: SubjectId) -> tuple[AccessRequest, ...]:
        found = [wish for wish in self.tables.access_requests.values() if wish.owner == owner]
        return tuple(sorted(found, key=lambda wish: (wish.asked_us, wish.requester)))

    def put(self, wish: AccessRequest) -> bool:
        self.within.person(wish.owner)
        is_new = (wish.owner, wish.requester) not in self.tables.access_requests
        self.tables.access_requests[wish.owner, wish.requester] = wish
        return is_new

    def end(self, owner: SubjectId, requester: SubjectId) -> AccessRequest | None:
        return self.tables.access_requests.pop((owner, requester), None)


class MemoryEpochs(MemoryRoom):
    def bump_owner(self, owner: SubjectId) -> int:
        MemoryHeld(self.within).end_all(owner, None)
        raised = self.within.change(owner, epoch=self.within.person(owner).epoch + 1)
        return MemoryEvents(self.within).told_epoch(owner, None, raised.epoch)

    def bump_pair(self, owner: SubjectId, actor: SubjectId, provider: str | None = None) -> int:
        self.within.person(owner)
        MemoryHeld(self.within).end_all(owner, actor, provider)
        epoch = self.tables.pair_epochs[owner, actor, provider] = self.within.next_revision()
        return MemoryEvents(self.within).told_epoch(owner, actor, epoch, provider)


class MemoryEverything(MemoryRoom):
    def set_frozen(self, *, frozen: bool) -> None:
        self.tables.everything_frozen = frozen

    def bump_epoch(self) -> int:
        self.tables.held.clear()
        self.tables.global_epoch += 1
        return self.tables.global_epoch

    def record(self, kind: str, service_id: str, reason: str, now_us: int) -> None:
        self.tables.told_everybody.append((kind, service_id, reason))


def _enrollment(row: EnrollmentRow | None, live_ceiling: Audience) -> Enrollment | None:
    if row is None:
        return None
    is_bound = row.bound_to is not None
    widest = ceiling(row.audience_ceiling, row.assurance, is_bound=is_bound, live_ceiling=live_ceiling)
    return Enrollment(row.enrollment_id, row.version, row.assurance, widest, row.modalities, row.expires_us)
