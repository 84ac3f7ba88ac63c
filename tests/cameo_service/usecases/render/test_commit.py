import pytest

from cameo_service.usecases.acting.errors import (
    LeaseExpiredError,
    LeaseUnknownError,
    MarkingMissingError,
    NotDraftedError,
    NotPermittedError,
    OutputDiffersError,
    RenderGrantNotYoursError,
    RenderIsPrivateError,
)
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from cameo_service.usecases.outputs.appearances import ListAppearancesRequest, list_appearances
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.renders import RenderRow
from cameo_service.usecases.records.activity import ListActivityRequest, list_activity
from consent.commit import Stage
from consent.identity import SubjectId
from consent.render_lease import LEASE_US
from consent.terms import Audience, Use
from consent.verdict import Reason
from tests.cameo_service.usecases.world import SECOND_US, World

PROMPT = "@ada plays trumpet among zebras"


def leased(world: World, use: Use = Use.PUBLISH, prompt: str = PROMPT, asker: str = "bob") -> bytes:
    """A grant whose likeness reference was fetched."""
    envelope = world.check(asker, prompt, use=use).render_grant
    assert envelope is not None
    world.fetched(envelope, prompt)
    return envelope


def appearances(world: World, owner: str = "ada") -> tuple[RenderRow, ...]:
    return world.ask(list_appearances, world.app(owner), ListAppearancesRequest(None, 50, None)).rows


def kinds(world: World, owner: str = "ada") -> list[str]:
    return [row.kind for row in world.ask(list_activity, world.app(owner), ListActivityRequest(None, 50, None)).rows]


def test_a_draft_and_then_its_publication_are_seen_by_the_subject(world: World) -> None:
    envelope = leased(world)
    assert appearances(world) == ()
    world.committed(envelope, PROMPT)
    (draft,) = appearances(world)
    assert (draft.requester, draft.published_us) == (world.people["bob"], None)
    world.committed(envelope, PROMPT, Stage.PUBLISH)
    (published,) = appearances(world)
    assert published.published_us == world.clock.now_us
    assert kinds(world)[:3] == [ActivityKind.PUBLISHED, ActivityKind.DRAFTED, ActivityKind.FETCHED]


def test_nothing_is_committed_that_was_not_fetched(world: World) -> None:
    envelope = world.check("bob", PROMPT).render_grant or b""
    with pytest.raises(LeaseUnknownError):
        world.committed(envelope, PROMPT)


def test_a_lease_ends_after_an_hour(world: World) -> None:
    envelope = leased(world)
    world.clock.now_us += LEASE_US - 1
    world.committed(envelope, PROMPT)
    world.clock.now_us += 1
    with pytest.raises(LeaseExpiredError):
        world.committed(envelope, PROMPT, Stage.PUBLISH)


def test_what_was_not_drafted_is_not_published(world: World) -> None:
    with pytest.raises(NotDraftedError):
        world.committed(leased(world), PROMPT, Stage.PUBLISH)


def test_another_output_than_the_draft_is_refused_at_every_stage(world: World) -> None:
    envelope = leased(world)
    world.committed(envelope, PROMPT)
    for stage in Stage:
        with pytest.raises(OutputDiffersError):
            world.committed(envelope, PROMPT, stage, output=b"another")


def test_a_private_render_is_never_published(world: World) -> None:
    envelope = leased(world, Use.PRIVATE)
    world.committed(envelope, PROMPT)
    with pytest.raises(RenderIsPrivateError):
        world.committed(envelope, PROMPT, Stage.PUBLISH)


def test_publishing_needs_evidence_of_the_marking(world: World) -> None:
    envelope = leased(world)
    world.committed(envelope, PROMPT, marking=b"")
    with pytest.raises(MarkingMissingError):
        world.committed(envelope, PROMPT, Stage.PUBLISH, marking=b"")


def test_another_service_cannot_commit(world: World) -> None:
    with pytest.raises(RenderGrantNotYoursError):
        world.committed(leased(world), PROMPT, service_id="other")


def test_another_prompt_cannot_be_committed(world: World) -> None:
    with pytest.raises(RenderGrantNotYoursError):
        world.committed(leased(world), "@ada does something else")


@pytest.mark.parametrize("stage", Stage)
def test_a_repeated_commit_answers_the_same_and_writes_nothing(world: World, stage: Stage) -> None:
    envelope = leased(world)
    world.committed(envelope, PROMPT)
    first = world.committed(envelope, PROMPT, stage)
    before = kinds(world)
    world.clock.now_us += SECOND_US
    assert world.committed(envelope, PROMPT, stage) == first
    assert kinds(world) == before


@pytest.mark.parametrize("stage", Stage)
def test_a_revoke_stops_the_running_render_at_both_stages(world: World, stage: Stage) -> None:
    envelope = leased(world)
    if stage is Stage.PUBLISH:
        world.committed(envelope, PROMPT)
    world.revoked("ada", "bob")
    with pytest.raises(NotPermittedError):
        world.committed(envelope, PROMPT, stage)
    assert world.refusals.noted[-1].reason == Reason.REVOKED


def test_granting_again_does_not_revive_a_running_render(world: World) -> None:
    envelope = leased(world)
    world.revoked("ada", "bob")
    world.grant("ada", "bob")
    with pytest.raises(NotPermittedError):
        world.committed(envelope, PROMPT)
    assert world.refusals.noted[-1].reason == Reason.NARROWED_SINCE_CHECK


def test_a_freeze_that_was_lifted_keeps_the_running_render_dead(world: World) -> None:
    envelope = leased(world)
    world.run(freeze_likeness, world.app("ada"), FreezeLikenessRequest(world.request_id(), None))
    world.run(unfreeze_likeness, world.app("ada"), UnfreezeLikenessRequest(world.request_id()))
    with pytest.raises(NotPermittedError):
        world.committed(envelope, PROMPT)


def test_a_new_enrollment_ends_the_renders_of_the_old_face(world: World) -> None:
    envelope = leased(world)
    world.enroll("ada")
    with pytest.raises(NotPermittedError):
        world.committed(envelope, PROMPT)


def test_a_repetition_after_a_revoke_is_refused_too(world: World) -> None:
    envelope = leased(world)
    world.committed(envelope, PROMPT)
    world.revoked("ada", "bob")
    with pytest.raises(NotPermittedError):
        world.committed(envelope, PROMPT)


def test_one_of_two_people_who_revokes_stops_the_output_for_both(world: World) -> None:
    world.enroll("eve")
    world.audience("eve", Audience.EVERYONE)
    both = "@ada and @eve dance"
    envelope = leased(world, prompt=both)
    world.revoked("ada", "bob")
    with pytest.raises(NotPermittedError):
        world.committed(envelope, both)
    assert appearances(world, "eve") == ()


def test_words_that_a_subject_refuses_stop_the_commit(world: World) -> None:
    class Refusing:
        def refused(self, snapshot: object, subjects: list[SubjectId], transcript: str) -> frozenset[SubjectId]:
            return frozenset(subjects if "buy this" in transcript else ())

    envelope = leased(world)
    object.__setattr__(world.commit, "transcripts", Refusing())
    with pytest.raises(NotPermittedError):
        world.committed(envelope, PROMPT, transcript="buy this")
    world.committed(envelope, PROMPT, transcript="hello")
