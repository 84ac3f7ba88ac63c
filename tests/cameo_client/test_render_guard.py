from dataclasses import replace
from uuid import UUID

import pytest

from cameo_client.errors import RenderStoppedError, StopReason, VerificationError, VerificationFailure
from cameo_client.render_grant_claims import encode_claims
from cameo_client.revocation_replica import REPLICA_LEASE_S
from cameo_client.revocation_scope import (
    consent_grant_scope,
    everything_scope,
    owner_scope,
    pair_scope,
    signing_key_scope,
)
from cameo_client.verification_key import VerificationKeys
from cameo_client.verification_key_cache import VerificationKeyCache
from scripts.generate_grant_vectors import GRANT, KID, PROMPT, sealed
from tests.cameo_client.grants import ADA, BOB, KEYS, Guarded

(CLAIMED,) = GRANT.subjects
assert CLAIMED.grant_id is not None
ENDS = {
    "everything": (everything_scope(), GRANT.global_epoch + 1),
    "owner": (owner_scope(ADA.bytes), CLAIMED.owner_epoch + 1),
    "pair": (pair_scope(ADA.bytes, BOB.bytes), CLAIMED.pair_epoch + 1),
    "consent grant": (consent_grant_scope(CLAIMED.grant_id.bytes), 1),
    "signing key": (signing_key_scope(KID), 1),
}


def reason_of(guarded: Guarded, **changes: object) -> StopReason:
    with pytest.raises(RenderStoppedError) as caught:
        guarded.admit(**changes)
    return caught.value.reason


def test_a_render_goes_on_while_nothing_is_taken_back() -> None:
    guarded = Guarded()
    render = guarded.admit()
    assert render.may_go_on()
    assert render.claims == GRANT
    assert guarded.stopped == []


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_running_render_is_cancelled_when_what_it_stands_on_ends(end: tuple[bytes, int]) -> None:
    guarded = Guarded()
    render = guarded.admit()
    guarded.guard.apply([end])
    assert guarded.stopped == [StopReason.REVOKED]
    assert not render.may_go_on()
    guarded.guard.apply([(end[0], end[1] + 1)])
    assert guarded.stopped == [StopReason.REVOKED]


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_render_does_not_start_on_what_ended_before(end: tuple[bytes, int]) -> None:
    guarded = Guarded()
    guarded.guard.apply([end])
    assert reason_of(guarded) is StopReason.REVOKED


def test_a_floor_at_the_claimed_epoch_ends_nothing() -> None:
    guarded = Guarded()
    render = guarded.admit()
    guarded.guard.apply([(scope, epoch - 1) for scope, epoch in ENDS.values()])
    assert render.may_go_on()


def test_what_is_taken_back_from_others_ends_nothing() -> None:
    guarded = Guarded()
    render = guarded.admit()
    stranger = UUID(int=99).bytes
    guarded.guard.apply(
        [(owner_scope(stranger), 9), (pair_scope(ADA.bytes, stranger), 9), (pair_scope(BOB.bytes, ADA.bytes), 9)]
    )
    assert render.may_go_on()


def test_granting_again_does_not_revive_an_old_grant() -> None:
    guarded = Guarded()
    guarded.guard.apply([ENDS["pair"]])
    assert reason_of(guarded) is StopReason.REVOKED
    again = replace(CLAIMED, pair_epoch=ENDS["pair"][1])
    assert guarded.admit(subjects=(again,)).may_go_on()


def test_one_person_of_many_stops_the_whole_render() -> None:
    guarded = Guarded()
    render = guarded.admit(subjects=(CLAIMED, replace(CLAIMED, subject_id=UUID(int=9))))
    guarded.guard.apply([(owner_scope(UUID(int=9).bytes), CLAIMED.owner_epoch + 1)])
    assert not render.may_go_on()


def test_a_render_for_nobody_in_particular_is_guarded_by_the_owner() -> None:
    guarded = Guarded()
    guarded.admit(requester=None, subjects=(replace(CLAIMED, grant_id=None, pair_epoch=0),))
    guarded.guard.apply([ENDS["owner"]])
    assert guarded.stopped == [StopReason.REVOKED]


def test_nothing_starts_and_nothing_goes_on_once_revocations_are_stale() -> None:
    guarded = Guarded()
    render = guarded.admit()
    guarded.time.now_s += REPLICA_LEASE_S
    assert not render.may_go_on()
    assert reason_of(guarded) is StopReason.STALE
    assert guarded.guard.stop_if_stale()
    assert guarded.stopped == [StopReason.STALE]
    guarded.guard.checkpoint(guarded.time.now_s)
    assert not guarded.guard.stop_if_stale()
    assert not render.may_go_on()
    assert guarded.admit().may_go_on()


def test_nothing_starts_before_revocations_were_heard_of() -> None:
    guarded = Guarded()
    guarded.guard.follow(GRANT.deployment, GRANT.incarnation)
    assert reason_of(guarded) is StopReason.STALE


@pytest.mark.parametrize("other", [{"deployment": bytes(16)}, {"incarnation": 2}])
def test_a_grant_of_another_life_of_the_database_is_refused(other: dict[str, object]) -> None:
    assert reason_of(Guarded(), **other) is StopReason.OTHER_INCARNATION


def test_a_restore_stops_every_render_of_before() -> None:
    guarded = Guarded()
    guarded.admit()
    guarded.guard.follow(GRANT.deployment, GRANT.incarnation + 1)
    assert guarded.stopped == [StopReason.OTHER_INCARNATION]


def test_a_finished_render_is_not_called_back() -> None:
    guarded = Guarded()
    render = guarded.admit()
    guarded.guard.finish(render)
    guarded.guard.finish(render)
    guarded.guard.apply([ENDS["owner"]])
    assert guarded.stopped == []


def test_one_failing_callback_does_not_keep_the_others_running() -> None:
    guarded = Guarded()

    def fail(reason: StopReason) -> None:
        raise RuntimeError(reason)

    envelope = sealed(encode_claims(GRANT))
    failing = guarded.guard.admit(envelope, job="job-1", prompt=PROMPT, cancel=fail)
    guarded.admit()
    guarded.guard.apply([ENDS["owner"]])
    assert guarded.stopped == [StopReason.REVOKED]
    assert not failing.may_go_on()


def test_a_grant_for_another_prompt_is_refused_before_anything_else() -> None:
    guarded = Guarded()
    with pytest.raises(VerificationError) as caught:
        guarded.guard.admit(
            sealed(encode_claims(GRANT)), job="job-1", prompt="@ada waves", cancel=guarded.stopped.append
        )
    assert caught.value.failure is VerificationFailure.WRONG_PROMPT


def test_an_unknown_key_is_asked_for_once_a_minute() -> None:
    guarded = Guarded()
    asked: list[None] = []
    answers = [VerificationKeys([]), KEYS]

    def fetch() -> VerificationKeys:
        asked.append(None)
        return answers[min(len(asked), 2) - 1]

    guarded.guard._keys = VerificationKeyCache(fetch, guarded.time)
    assert guarded.admit().may_go_on()
    assert len(asked) == 2
    answers[1] = VerificationKeys([])
    stranger = sealed(encode_claims(GRANT), "other key")
    for now_s, count in ((0.0, 2), (59.0, 2), (1.0, 3)):
        guarded.time.now_s += now_s
        guarded.guard.checkpoint(guarded.time.now_s)
        with pytest.raises(VerificationError):
            guarded.guard.admit(stranger, job="job-1", prompt=PROMPT, cancel=guarded.stopped.append)
        assert len(asked) == count
