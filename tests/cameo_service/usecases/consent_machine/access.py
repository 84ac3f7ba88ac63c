"""Access: granted to a person or a group, and taken back."""

from math import inf
from typing import Any

import pytest
from hypothesis.stateful import rule

from cameo_service.usecases.acting.errors import GroupUnknownError
from cameo_service.usecases.acting.stand_in_voices import DelegateNeverBenefitsError
from consent.terms import Modality, Use
from tests.cameo_service.usecases.consent_machine.people import (
    ALL_USES,
    MODALITIES,
    NAMED,
    PAIRS,
    PROVIDERS,
    SECONDS,
    PeopleMachine,
)
from tests.consent.oracle import Permission

CLUB = "club"


class AccessMachine(PeopleMachine):
    """Grants and groups."""

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
        if self._needs_a_guardian(owner, lambda: self.world.grant(owner, grantee)):
            return
        if refusal := self._refusal_to(owner, grantee):
            with pytest.raises(refusal):
                self.world.grant(owner, grantee)
            return
        self.world.grant(owner, grantee, modalities=modalities, uses=uses, expires_us=end, provider=provider)
        self._granted(owner, grantee, Permission(modalities, uses, provider, end or inf))

    def _refusal_to(self, owner: str, grantee: str) -> type[Exception] | None:
        """A delegate gets no access."""
        ends_us, _ = self.people[owner].mandates.get(grantee, (0, False))
        return DelegateNeverBenefitsError if ends_us > self.world.clock.now_us else None

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
        self._lost_access(owner, grantee, provider)
        assert not still or provider

    def _lost_access(self, owner: str, grantee: str, provider: str | None) -> None:
        someone = self.people[owner]
        ended = [key for key in someone.permissions if key[0] == grantee and provider in (None, key[1])]
        for key in ended:
            del someone.permissions[key]
        someone.shut_out.add((grantee, provider))
        if provider is None:
            someone.club.discard(grantee)
        self._kill(owner, grantee, provider)

    @rule(pair=PAIRS, provider=PROVIDERS)
    def revoke_and_grant_again(self, pair: tuple[str, str], provider: str | None) -> None:
        self.revoke(pair, provider)
        self.grant(pair, frozenset(Modality), frozenset(Use), None, provider)

    @rule(pair=PAIRS)
    def put_in_club(self, pair: tuple[str, str]) -> None:
        owner, member = pair
        if self._needs_a_guardian(owner, lambda: self.world.grouped(owner, CLUB, member)):
            return
        if refusal := self._refusal_to(owner, member):
            with pytest.raises(refusal):
                self.world.grouped(owner, CLUB, member)
            return
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

    @rule(owner=NAMED, modalities=MODALITIES, uses=ALL_USES, seconds=SECONDS, provider=PROVIDERS)
    def grant_club(self, owner: str, modalities: Any, uses: Any, seconds: int | None, provider: str | None) -> None:
        if self._needs_a_guardian(owner, lambda: self.world.granted_to_group(owner, CLUB)):
            return
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

    @rule(owner=NAMED, provider=PROVIDERS)
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

    @rule(owner=NAMED)
    def revoke_club_and_grant_again(self, owner: str) -> None:
        self.revoke_club(owner, None)
        self.grant_club(owner, frozenset(Modality), frozenset(Use), None, None)

    def _has_club(self, owner: str) -> bool:
        with self.world.store.read() as snapshot:
            return snapshot.groups.named(self.world.people[owner], CLUB) is not None
