"""Any order of acts, against the independent model: who may render, and which render grants are still good.

Uniform steps seldom meet the races that matter, so revoke-and-grant-again and the late fetch are rules of their own.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import product
from math import inf
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from cameo_service.usecases.acting.errors import (
    AudienceAboveCeilingError,
    GroupUnknownError,
    NotEnrolledError,
    NotTheOwnerError,
    SubjectSuspendedError,
)
from cameo_service.usecases.consent.access import GrantAccessRequest, grant_access
from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from cameo_service.usecases.consent.blocks import BlockActorRequest, UnblockActorRequest, block_actor, unblock_actor
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from cameo_service.usecases.render.outcome import ContentLabels, Outcome
from cameo_service.usecases.stand_ins.delegation import NameDelegateRequest, name_delegate
from consent.content_classes import CHOOSABLE, ContentClass
from consent.decision import decide
from consent.errors import PublicError
from consent.facts import RenderRequest, without_prompt
from consent.handles import QUARANTINE_US
from consent.identity import GrantId
from consent.restrictions import Restrictions
from consent.stand_ins import DelegatedAct
from consent.takedown import StopEffect
from consent.terms import AgeClass, Audience, Modality, Use
from tests.cameo_service.usecases.world import CLASSIFIER, SECOND_US, World
from tests.consent.oracle import Permission, Question, Someone, may

CLUB = "club"
NAMES = ("ada", "bob", "eve")
PAIRS = st.sampled_from([(owner, other) for owner in NAMES for other in NAMES if owner != other])
PROVIDERS = st.sampled_from([None, "studio", "x"])
SECONDS = st.one_of(st.none(), st.integers(1, 200))
MODALITIES = st.frozensets(st.sampled_from(Modality), min_size=1)
HARMLESS: frozenset[ContentClass] = frozenset()
POLITICAL = frozenset({ContentClass.POLITICAL})
GONE = "gone"
"""Whoever was erased, in questions of before."""
ALL_USES = st.frozensets(st.sampled_from(Use), min_size=1)


class ConsentMachine(RuleBasedStateMachine):
    """`world` is the system, `people` the model. A kept grant dies in the model with any narrowing that touches it."""

    kept = Bundle("kept")

    @initialize()
    def begin(self) -> None:
        self.world, self.people, self.dead = World(), {name: Someone() for name in NAMES}, set[bytes]()
        self.grants: dict[bytes, tuple[Question, str, int]] = {}
        self.rests_on: dict[bytes, GrantId | None] = {}
        self.club_grants: dict[tuple[str, str | None], GrantId] = {}
        for name in NAMES:
            self.world.person(name)
            self.people[name].adult = True
            self.enroll(name, Audience.EVERYONE, frozenset(Modality), None)
        self.set_audience("ada", Audience.APPROVED)

    def _end(self, seconds: int | None) -> int | None:
        return None if seconds is None else self.world.clock.now_us + seconds * SECOND_US

    def _kill(self, owner: str, actor: str | None = None, provider: str | None = None) -> None:
        self._die(
            {
                envelope
                for envelope, (question, _, _) in self.grants.items()
                if question.subject == owner
                and actor in (None, question.asker)
                and provider in (None, question.provider)
            }
        )

    def _die(self, envelopes: set[bytes]) -> None:
        self.dead |= envelopes

    def _kill_what_rests_on(self, ended: Collection[GrantId]) -> None:
        self._die({envelope for envelope, grant_id in self.rests_on.items() if grant_id in ended})

    def _allowed(self) -> set[tuple[object, ...]]:
        """Everything anybody may render now, asked of the rules on the stored facts."""
        people, now_us = self.world.people, self.world.clock.now_us
        allowed: set[tuple[object, ...]] = set()
        with self.world.store.read() as snapshot:
            for asker, provider in product([*people.values(), None], ["studio", "x"]):
                requester = snapshot.people.requester(asker)
                facts = snapshot.facts.of(list(people.values()), asker, provider, now_us)
                for (subject, fact), modality, use in product(facts.items(), Modality, Use):
                    request = RenderRequest(requester, frozenset({modality}), use, provider, (), frozenset())
                    if decide(request, without_prompt(fact), now_us):
                        allowed.add((asker, provider, subject, modality, use))
        return allowed

    @contextmanager
    def _narrowing(self) -> Iterator[None]:
        """Nothing is allowed afterwards that was not allowed before."""
        before = self._allowed()
        yield
        assert self._allowed() <= before

    @rule(name=st.sampled_from(NAMES), ceiling=st.sampled_from(Audience), modalities=MODALITIES, seconds=SECONDS)
    def enroll(self, name: str, ceiling: Audience, modalities: frozenset[Modality], seconds: int | None) -> None:
        self.world.enroll(name, ceiling=ceiling, modalities=modalities, expires_us=self._end(seconds))
        someone = self.people[name]
        someone.enrolled, someone.ceiling = modalities, ceiling
        someone.enrolled_until = self._end(seconds) or inf
        self._kill(name)

    @rule(owner=st.sampled_from(NAMES), audience=st.sampled_from(Audience))
    def set_audience(self, owner: str, audience: Audience) -> None:
        someone = self.people[owner]
        if audience > someone.audience and audience > someone.ceiling:
            with pytest.raises((AudienceAboveCeilingError, NotEnrolledError)):
                self.world.audience(owner, audience)
            return
        if audience <= someone.audience:
            with self._narrowing():
                self.world.audience(owner, audience, acting=False)
        else:
            self.world.audience(owner, audience)
        if audience < someone.audience:
            self._kill(owner)
        someone.audience = audience

    @rule(
        pair=PAIRS,
        modalities=MODALITIES,
        uses=ALL_USES,
        seconds=SECONDS,
        provider=PROVIDERS,
    )
    def grant(self, pair: tuple[str, str], modalities: Any, uses: Any, seconds: int | None, provider: Any) -> None:
        owner, grantee = pair
        end = self._end(seconds)
        self.world.grant(owner, grantee, modalities=modalities, uses=uses, expires_us=end, provider=provider)
        self._granted(owner, grantee, Permission(modalities, uses, provider, end or inf))

    @rule(pair=PAIRS, acts=st.sampled_from([frozenset(), frozenset(DelegatedAct)]))
    def let_a_delegate_grant(self, pair: tuple[str, str], acts: frozenset[DelegatedAct]) -> None:
        owner, grantee = pair
        (delegate,) = set(NAMES) - set(pair)
        if not self.people[delegate].adult:
            return
        people, ends, uses = self.world.people, self._end(1), frozenset({Use.PRIVATE, Use.PUBLISH})
        before = self._allowed()
        mandate = NameDelegateRequest(self.world.request_id(), people[delegate], acts, "file", ends)
        self.world.run(name_delegate, self.world.app(owner), mandate)
        wanted = GrantAccessRequest(
            self.world.request_id(), people[grantee], frozenset(Modality), uses, None, None, owner=people[owner]
        )
        if acts:
            self.world.run(grant_access, self.world.app(delegate), wanted)
            self._granted(owner, grantee, Permission(frozenset(Modality), uses, None, inf))
            return
        with pytest.raises(NotTheOwnerError):
            self.world.run(grant_access, self.world.app(delegate), wanted)
        assert self._allowed() == before

    def _granted(self, owner: str, grantee: str, permission: Permission) -> None:
        provider, someone = permission.provider, self.people[owner]
        earlier = someone.permissions.get((grantee, provider))
        is_less = earlier and (earlier.modalities - permission.modalities or earlier.uses - permission.uses)
        if earlier and (is_less or earlier.end > permission.end):
            self._kill(owner, grantee, provider)
        someone.permissions[grantee, provider] = permission
        lifted = [mark for mark in someone.shut_out if mark[0] == grantee and provider in (None, mark[1])]
        someone.shut_out.difference_update(lifted)

    @rule(pair=PAIRS, provider=PROVIDERS)
    def revoke(self, pair: tuple[str, str], provider: str | None) -> None:
        owner, grantee = pair
        with self._narrowing():
            still = self.world.revoked(owner, grantee, provider=provider).still_allowed
        someone = self.people[owner]
        ended = [key for key in someone.permissions if key[0] == grantee and provider in (None, key[1])]
        for key in ended:
            del someone.permissions[key]
        someone.shut_out.add((grantee, provider))
        if provider is None:
            someone.club.discard(grantee)
        self._kill(owner, grantee, provider)
        assert not still or provider

    @rule(pair=PAIRS, provider=PROVIDERS)
    def revoke_and_grant_again(self, pair: tuple[str, str], provider: str | None) -> None:
        self.revoke(pair, provider)
        self.grant(pair, frozenset(Modality), frozenset(Use), None, provider)

    @rule(pair=PAIRS)
    def put_in_club(self, pair: tuple[str, str]) -> None:
        owner, member = pair
        self.world.grouped(owner, CLUB, member)
        self.people[owner].club.add(member)

    @rule(pair=PAIRS)
    def leave_club(self, pair: tuple[str, str]) -> None:
        owner, member = pair
        if not self._has_club(owner):
            return
        with self._narrowing():
            self.world.ungrouped(owner, CLUB, member)
        self.people[owner].club.discard(member)
        self._kill(owner, member)

    @rule(owner=st.sampled_from(NAMES), modalities=MODALITIES, uses=ALL_USES, seconds=SECONDS, provider=PROVIDERS)
    def grant_club(self, owner: str, modalities: Any, uses: Any, seconds: int | None, provider: str | None) -> None:
        if not self._has_club(owner):
            with pytest.raises(GroupUnknownError):
                self.world.granted_to_group(owner, CLUB, modalities=modalities, uses=uses)
            return
        end, permissions = self._end(seconds), self.people[owner].club_permissions
        given = self.world.granted_to_group(
            owner, CLUB, modalities=modalities, uses=uses, expires_us=end, provider=provider
        )
        earlier, permission = permissions.get(provider), Permission(modalities, uses, provider, end or inf)
        if earlier and (earlier.modalities - modalities or earlier.uses - uses or earlier.end > permission.end):
            self._kill_what_rests_on([self.club_grants[owner, provider]])
        permissions[provider], self.club_grants[owner, provider] = permission, given.grant_id

    @rule(owner=st.sampled_from(NAMES), provider=PROVIDERS)
    def revoke_club(self, owner: str, provider: str | None) -> None:
        if not self._has_club(owner):
            return
        with self._narrowing():
            ended = self.world.revoked_group(owner, CLUB, provider=provider).ended
        permissions = self.people[owner].club_permissions
        over = [where for where in permissions if provider in (None, where)]
        assert {self.club_grants[owner, where] for where in over} == set(ended)
        for where in over:
            del permissions[where]
        self._kill_what_rests_on(ended)

    @rule(owner=st.sampled_from(NAMES))
    def revoke_club_and_grant_again(self, owner: str) -> None:
        self.revoke_club(owner, None)
        self.grant_club(owner, frozenset(Modality), frozenset(Use), None, None)

    def _has_club(self, owner: str) -> bool:
        with self.world.store.read() as snapshot:
            return snapshot.groups.named(self.world.people[owner], CLUB) is not None

    @rule(pair=PAIRS, seconds=SECONDS)
    def block(self, pair: tuple[str, str], seconds: int | None) -> None:
        owner, actor = pair
        people = self.world.people
        request = BlockActorRequest(self.world.request_id(), people[owner], people[actor], self._end(seconds))
        with self._narrowing():
            self.world.run(block_actor, self.world.app(), request)
        blocks = self.people[owner].blocks
        blocks[actor] = max(blocks.get(actor, 0), self._end(seconds) or inf)
        self._kill(owner, actor)

    @rule(pair=PAIRS)
    def unblock(self, pair: tuple[str, str]) -> None:
        owner, actor = pair
        request = UnblockActorRequest(self.world.request_id(), self.world.people[actor])
        self.world.run(unblock_actor, self.world.app(owner), request)
        self.people[owner].blocks.pop(actor, None)

    @rule(owner=st.sampled_from(NAMES))
    def freeze_and_unfreeze(self, owner: str) -> None:
        request = FreezeLikenessRequest(self.world.request_id(), self.world.people[owner])
        with self._narrowing():
            self.world.run(freeze_likeness, self.world.app(), request)
        assert self.world.check(owner, f"@{owner}").outcome is Outcome.NOT_PERMITTED
        self.world.run(unfreeze_likeness, self.world.app(owner), UnfreezeLikenessRequest(self.world.request_id()))
        self._kill(owner)

    @rule()
    def everything_frozen_and_unfrozen(self) -> None:
        with self._narrowing():
            self.world.all_frozen()
        assert self._allowed() == set()
        self.world.all_frozen(frozen=False)
        for name in NAMES:
            self._kill(name)

    @rule(name=st.sampled_from(NAMES))
    def suspend_and_lift(self, name: str) -> None:
        before = self._allowed()
        with self._narrowing():
            self.world.suspended(name)
        with pytest.raises(SubjectSuspendedError):
            self.world.grant(name, next(other for other in NAMES if other != name))
        self.world.suspended(name, suspended=False)
        assert self._allowed() == before
        self._kill(name)

    @rule(name=st.sampled_from(NAMES), age=st.sampled_from(AgeClass))
    def assert_age(self, name: str, age: AgeClass) -> None:
        request = AssertAgeRequest(self.world.request_id(), self.world.people[name], age)
        if age is AgeClass.ADULT:
            self.world.run(assert_age, self.world.app(name), request)
        else:
            with self._narrowing():
                self.world.run(assert_age, self.world.app(), request)
        if self.people[name].adult and age is not AgeClass.ADULT:
            self._kill(name)
        self.people[name].adult = age is AgeClass.ADULT

    @rule(name=st.sampled_from(NAMES), allowed=st.sampled_from([HARMLESS, POLITICAL, CHOOSABLE]))
    def restrict(self, name: str, allowed: frozenset[ContentClass]) -> None:
        self.world.restrict(name, Restrictions(CHOOSABLE - allowed))
        if self.people[name].open_to - allowed:
            self._kill(name)
        self.people[name].open_to = set(allowed)

    @rule(seconds=st.integers(1, 200))
    def wait(self, seconds: int) -> None:
        self.world.clock.now_us += seconds * SECOND_US

    @rule(
        target=kept,
        asker=st.sampled_from([*NAMES, None]),
        subject=st.sampled_from(NAMES),
        modalities=MODALITIES,
        use=st.sampled_from(Use),
        provider=st.sampled_from(["studio", "x"]),
        topics=st.sampled_from([HARMLESS, HARMLESS, HARMLESS, POLITICAL, None]),
    )
    def check(
        self,
        asker: str | None,
        subject: str,
        modalities: Any,
        use: Use,
        provider: str,
        topics: frozenset[ContentClass] | None,
    ) -> bytes:
        now_us = self.world.clock.now_us
        question = Question(asker, subject, modalities, use, provider, clean_media=True, topics=topics, now=now_us)
        prompt = f"@{subject} dances"
        labels = None if topics is None else ContentLabels(CLASSIFIER, topics)
        reply = self.world.check(asker, prompt, modalities=modalities, use=use, service_id=provider, labels=labels)
        assert (reply.outcome is Outcome.ALLOWED) is may(self.people, question)
        if reply.render_grant is None:
            return b""
        self.grants[reply.render_grant] = (question, prompt, self.world.clock.now_us)
        self.rests_on[reply.render_grant] = self.world.signer.signed[-1].subjects[0].grant_id
        return reply.render_grant

    @rule(envelope=kept)
    def fetch_late(self, envelope: bytes) -> None:
        if envelope not in self.grants:
            return
        question, prompt, issued_us = self.grants[envelope]
        now_us = self.world.clock.now_us
        question.now = now_us
        is_good = envelope not in self.dead and may(self.people, question) and now_us < issued_us + 300 * SECOND_US
        assert self._is_released(envelope, prompt, question.provider) is is_good
        if is_good:
            self.dead.add(envelope)

    def _is_released(self, envelope: bytes, prompt: str, provider: str) -> bool:
        try:
            self.world.fetched(envelope, prompt, service_id=provider)
        except PublicError:
            return False
        return True

    @rule(pair=PAIRS, provider=PROVIDERS, envelope=kept)
    def revoke_grant_again_and_fetch_late(self, pair: tuple[str, str], provider: str | None, envelope: bytes) -> None:
        self.revoke_and_grant_again(pair, provider)
        self.fetch_late(envelope)

    @rule(name=st.sampled_from(NAMES), effect=st.sampled_from(StopEffect))
    def erase_and_come_back_as_somebody_new(self, name: str, effect: StopEffect) -> None:
        """What others had allowed or forbidden the erased does not wait for who comes with the same account."""
        with self._narrowing():
            assert self.world.erased(name, effect).takedowns == self._ordered_by_erasure(name, effect)
        self._die({kept for kept, (asked, _, _) in self.grants.items() if name in (asked.subject, asked.asker)})
        for question, _, _ in self.grants.values():
            question.subject = GONE if question.subject == name else question.subject
            question.asker = GONE if question.asker == name else question.asker
        self.people[name] = Someone()
        for other in self.people.values():
            _forget(other, name)
        self.club_grants = {key: grant_id for key, grant_id in self.club_grants.items() if key[0] != name}
        self.world.clock.now_us += QUARANTINE_US
        self.world.person(name)
        assert not [subject for _, _, subject, *_ in self._allowed() if subject == self.world.people[name]]
        self.people[name].adult = True
        self.enroll(name, Audience.EVERYONE, frozenset(Modality), None)

    def _ordered_by_erasure(self, name: str, effect: StopEffect) -> int:
        """Nothing is committed by this machine."""
        del name, effect
        return 0

    @invariant()
    def epochs_never_fall(self) -> None:
        with self.world.store.read() as snapshot:
            ids = list(self.world.people.values())
            facts = {actor: snapshot.facts.of(ids, actor, "", 0) for actor in ids}
        epochs = {
            (owner, actor): (fact.owner_epoch, fact.pair_epoch)
            for actor, seen in facts.items()
            for owner, fact in seen.items()
        }
        earlier = getattr(self, "earlier_epochs", epochs)
        both = [(epochs[pair], earlier[pair]) for pair in epochs.keys() & earlier.keys()]
        assert all(new[0] >= old[0] and new[1] >= old[1] for new, old in both)
        self.earlier_epochs = epochs


def _forget(someone: Someone, gone: str) -> None:
    someone.blocks.pop(gone, None)
    someone.permissions = {key: held for key, held in someone.permissions.items() if key[0] != gone}
    someone.shut_out = {mark for mark in someone.shut_out if mark[0] != gone}
    someone.club.discard(gone)


ConsentMachine.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestConsent = ConsentMachine.TestCase
