from hypothesis import given
from hypothesis import strategies as st

from cameo_client.revocation_replica import REPLICA_LEASE_S, RevocationReplica
from cameo_client.revocation_scope import consent_grant_scope, owner_scope, pair_scope, signing_key_scope
from tests.cameo_client.grants import ToldTime

SCOPES = [owner_scope(bytes([number]) * 16) for number in range(3)]
FLOORS = st.lists(st.tuples(st.sampled_from(SCOPES), st.integers(1, 5)), max_size=8)


def fresh() -> tuple[RevocationReplica, ToldTime]:
    time = ToldTime()
    replica = RevocationReplica(time)
    replica.checkpoint(time.now_s)
    return replica, time


def test_nothing_holds_before_the_first_checkpoint() -> None:
    assert not RevocationReplica(ToldTime()).holds(SCOPES[0], 9)


def test_an_epoch_holds_until_the_floor_is_above_it() -> None:
    replica, _ = fresh()
    assert replica.holds(SCOPES[0], 0)
    assert replica.raise_floors([(SCOPES[0], 2)]) == [SCOPES[0]]
    assert [replica.holds(SCOPES[0], epoch) for epoch in (1, 2, 3)] == [False, True, True]
    assert replica.holds(SCOPES[1], 0)


def test_nothing_holds_once_the_checkpoint_is_as_old_as_the_lease() -> None:
    replica, time = fresh()
    time.now_s += REPLICA_LEASE_S - 0.001
    assert replica.holds(SCOPES[0], 0)
    time.now_s += 0.001
    assert not replica.holds(SCOPES[0], 0)
    assert not replica.is_fresh()


def test_a_checkpoint_that_comes_late_counts_from_when_it_was_made() -> None:
    replica, time = fresh()
    time.now_s += 10
    replica.checkpoint(time.now_s - REPLICA_LEASE_S)
    assert not replica.is_fresh()
    replica.checkpoint(time.now_s - 1)
    replica.checkpoint(time.now_s - 2)
    time.now_s += REPLICA_LEASE_S - 1.5
    assert replica.is_fresh()


def test_following_another_life_waits_for_its_checkpoint() -> None:
    replica, time = fresh()
    replica.follow(bytes(16), 2)
    assert not replica.is_fresh()
    replica.checkpoint(time.now_s)
    assert replica.follows(bytes(16), 2)
    assert not replica.follows(bytes(16), 1)


@given(FLOORS, FLOORS)
def test_events_may_come_twice_and_in_any_order(
    first: list[tuple[bytes, int]], second: list[tuple[bytes, int]]
) -> None:
    one, other = fresh()[0], fresh()[0]
    for floors in (first, second):
        one.raise_floors(floors)
    for floors in (second, first, second):
        other.raise_floors(floors)
    expected = {scope: max([epoch for about, epoch in first + second if about == scope], default=0) for scope in SCOPES}
    assert {scope: one.floor(scope) for scope in SCOPES} == expected
    assert {scope: other.floor(scope) for scope in SCOPES} == expected


def test_scopes_of_different_kinds_never_meet() -> None:
    about = bytes(16)
    scopes = {owner_scope(about), consent_grant_scope(about), pair_scope(about, b""), signing_key_scope("\0" * 16)}
    assert len(scopes) == 4
    assert pair_scope(b"a", b"b") != pair_scope(b"b", b"a")


def test_a_scope_is_what_the_contract_says() -> None:
    # sha256(b"cameo-scope/v1" + b"\1" + bytes(16))[:16], computed with coreutils.
    assert owner_scope(bytes(16)).hex() == SCOPE_OF_ZEROS


SCOPE_OF_ZEROS = "adfacdb047ac793ef3c577187795a194"
