from dataclasses import replace
from typing import Any

import pytest

from cameo_service.usecases.acting.errors import (
    NotPermittedError,
    OtherIncarnationError,
    RenderGrantExpiredError,
    RenderGrantNotYoursError,
    RenderGrantSpentError,
    RenderGrantUnknownError,
)
from cameo_service.usecases.consent.access import RevokeAccessRequest, revoke_access
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.records.activity import ListActivityRequest, list_activity
from consent.render_grant import CLOCK_SKEW_US
from consent.terms import Audience
from consent.verdict import Reason
from liveness.measure.reference_frames import unpack
from tests.cameo_service.usecases.world import BOTH, FACE, SECOND_US, World, reference_of
from tests.stores import AroundStore

PROMPT = "@ada plays trumpet among zebras"


def render_grant(world: World, **how: Any) -> bytes:
    envelope = world.check("bob", PROMPT, **how).render_grant
    assert envelope is not None
    return envelope


def claim(world: World, **changes: Any) -> bytes:
    """A grant signed with claims of our choice."""
    render_grant(world)
    return world.signer.sign(replace(world.signer.signed[-1], **changes))


def test_the_likeness_reference_comes_with_a_live_grant(world: World) -> None:
    (bundle,) = world.fetched(render_grant(world, modalities=BOTH), PROMPT).bundles
    assert bundle.subject == world.people["ada"]
    assert bundle.frames == unpack(reference_of("ada", "likeness_reference.face"))
    assert bundle.voice_wav == reference_of("ada", "likeness_reference.voice")


def test_no_more_than_the_granted_modality_comes(world: World) -> None:
    (bundle,) = world.fetched(render_grant(world, modalities=FACE), PROMPT).bundles
    assert bundle.frames
    assert not bundle.voice_wav


def test_a_bundle_never_shows_its_content_when_printed(world: World) -> None:
    reply = world.fetched(render_grant(world), PROMPT)
    assert "likeness_reference" not in repr(reply)


def test_a_grant_is_spent_by_its_first_fetch(world: World) -> None:
    envelope = render_grant(world)
    world.fetched(envelope, PROMPT)
    with pytest.raises(RenderGrantSpentError):
        world.fetched(envelope, PROMPT)


def test_the_subject_sees_who_fetched_through_which_service(world: World) -> None:
    world.fetched(render_grant(world), PROMPT)
    newest = world.ask(list_activity, world.app("ada"), ListActivityRequest(None, 1, None)).rows[0]
    assert (newest.kind, newest.actor, newest.provider) == (ActivityKind.FETCHED, world.people["bob"], "studio")


@pytest.mark.parametrize("envelope", [b"", b"grant 2", b"grant 1 "])
def test_an_envelope_this_service_did_not_sign_is_unknown(world: World, envelope: bytes) -> None:
    render_grant(world)
    with pytest.raises(RenderGrantUnknownError):
        world.fetched(envelope, PROMPT)


def test_a_grant_moved_to_another_job_prompt_or_service_is_refused(world: World) -> None:
    envelope = render_grant(world)
    moved: list[dict[str, Any]] = [{"job": "other"}, {"service_id": "other"}, {"prompt": PROMPT + "!"}]
    for where in moved:
        with pytest.raises(RenderGrantNotYoursError):
            world.fetched(envelope, **{"prompt": PROMPT, **where})
    world.fetched(envelope, PROMPT)


@pytest.mark.parametrize("changes", [{"audience": "other"}, {"holder": "other"}])
def test_a_grant_for_another_audience_or_holder_is_refused(world: World, changes: dict[str, Any]) -> None:
    with pytest.raises(RenderGrantNotYoursError):
        world.fetched(claim(world, **changes), PROMPT)


@pytest.mark.parametrize("changes", [{"incarnation": 2}, {"deployment_id": bytes(16)}])
def test_a_grant_of_another_life_of_the_database_is_refused(world: World, changes: dict[str, Any]) -> None:
    with pytest.raises(OtherIncarnationError):
        world.fetched(claim(world, **changes), PROMPT)


def test_a_grant_is_over_after_five_minutes_and_not_before(world: World) -> None:
    early, late = render_grant(world), render_grant(world)
    world.clock.now_us += 300 * SECOND_US - 1
    world.fetched(early, PROMPT)
    world.clock.now_us += 1
    with pytest.raises(RenderGrantExpiredError):
        world.fetched(late, PROMPT)


def test_a_grant_of_a_replica_whose_clock_is_ahead_is_good_and_one_from_the_future_is_refused(world: World) -> None:
    ahead, future = render_grant(world), render_grant(world)
    world.clock.now_us -= CLOCK_SKEW_US
    assert world.fetched(ahead, PROMPT).bundles
    world.clock.now_us -= 1
    with pytest.raises(RenderGrantExpiredError):
        world.fetched(future, PROMPT)


def revoke(world: World) -> None:
    world.run(revoke_access, world.app("ada"), RevokeAccessRequest(world.request_id(), None, world.people["bob"]))


def revoke_and_grant_again(world: World) -> None:
    revoke(world)
    world.grant("ada", "bob")


def shrink_the_grant(world: World) -> None:
    world.grant("ada", "bob", modalities=FACE)


def narrow_and_widen_the_audience(world: World) -> None:
    world.audience("ada", Audience.ONLY_ME)
    world.audience("ada", Audience.APPROVED)


def freeze_and_unfreeze(world: World) -> None:
    world.run(freeze_likeness, world.app("ada"), FreezeLikenessRequest(world.request_id(), None))
    world.run(unfreeze_likeness, world.app("ada"), UnfreezeLikenessRequest(world.request_id()))


def block(world: World) -> None:
    world.run(block_actor, world.app("ada"), BlockActorRequest(world.request_id(), None, world.people["bob"], None))


def enroll_again(world: World) -> None:
    world.enroll("ada")


@pytest.mark.parametrize(
    "narrow",
    [
        revoke,
        revoke_and_grant_again,
        shrink_the_grant,
        narrow_and_widen_the_audience,
        freeze_and_unfreeze,
        block,
        enroll_again,
    ],
)
def test_whatever_narrowed_since_the_check_kills_the_grant_for_good(world: World, narrow: Any) -> None:
    envelope = render_grant(world)
    narrow(world)
    with pytest.raises(NotPermittedError):
        world.fetched(envelope, PROMPT)
    assert world.refusals.noted[-1].owner == world.people["ada"]


def test_a_grant_that_was_revived_by_granting_again_is_told_to_the_owner_as_narrowed(world: World) -> None:
    envelope = render_grant(world)
    revoke_and_grant_again(world)
    with pytest.raises(NotPermittedError):
        world.fetched(envelope, PROMPT)
    assert world.refusals.noted[-1].reason == Reason.NARROWED_SINCE_CHECK


def test_widening_does_not_disturb_a_grant_that_is_out(world: World) -> None:
    envelope = render_grant(world)
    world.audience("ada", Audience.EVERYONE)
    world.grant("ada", "eve")
    world.grant("ada", "bob", expires_us=None)
    world.fetched(envelope, PROMPT)


def test_an_expiry_between_check_and_fetch_denies(world: World) -> None:
    world.grant("ada", "bob", expires_us=world.clock.now_us + 5)
    envelope = claim(world, expires_us=world.clock.now_us + 100)
    world.clock.now_us += 6
    with pytest.raises(NotPermittedError):
        world.fetched(envelope, PROMPT)


def test_a_grant_that_names_nobody_releases_nothing(world: World) -> None:
    with pytest.raises(NotPermittedError):
        world.fetched(claim(world, subjects=()), PROMPT)


def test_a_requester_who_vanished_is_not_taken_for_anonymous(world: World) -> None:
    world.audience("ada", Audience.EVERYONE)
    envelope = claim(world, requester=world.ids.new(0))
    with pytest.raises(NotPermittedError):
        world.fetched(envelope, PROMPT)


def test_one_who_refuses_refuses_for_all(world: World) -> None:
    world.enroll("eve")
    world.audience("eve", Audience.EVERYONE)
    both = "@ada and @eve dance"
    envelope = world.check("bob", both).render_grant
    world.audience("eve", Audience.ONLY_ME)
    with pytest.raises(NotPermittedError):
        world.fetched(envelope, both)
    assert [refusal.owner for refusal in world.refusals.noted] == [world.people["eve"]]


def test_who_gave_no_reference_media_cannot_be_rendered_and_the_grant_stays_unspent(world: World) -> None:
    world.enroll("ada", has_reference=False)
    with pytest.raises(NotPermittedError):
        world.fetched(render_grant(world), PROMPT)


def test_a_seal_that_does_not_open_denies_and_leaves_the_grant_unspent(world: World) -> None:
    envelope = render_grant(world)
    world.vault.is_broken = True
    with pytest.raises(NotPermittedError):
        world.fetched(envelope, PROMPT)
    world.vault.is_broken = False
    world.fetched(envelope, PROMPT)


class Restored(AroundStore):
    """Of the next incarnation."""

    def deployment(self) -> Deployment:
        return replace(super().deployment(), incarnation=2)


def test_a_grant_from_before_a_restore_is_dead(world: World) -> None:
    envelope = render_grant(world)
    world.fetch = replace(world.fetch, store=Restored(world.store))
    with pytest.raises(OtherIncarnationError):
        world.fetched(envelope, PROMPT)
