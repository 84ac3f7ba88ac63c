"""Erasing a person: what goes, what stays, and who may."""

import pytest

from cameo_service.usecases.acting.errors import (
    AssertionInvalidError,
    NotPermittedError,
    NotTheOwnerError,
    OwnerNotNamedError,
    ReasonMissingError,
)
from cameo_service.usecases.acting.step_up import OwnerVerificationNeededError
from cameo_service.usecases.consent.handles import ClaimHandleRequest, claim_handle
from cameo_service.usecases.enrollment.comparable import NetsInUse
from cameo_service.usecases.operator.erasure import EraseSubject, EraseSubjectRequest
from cameo_service.usecases.ports.events import Position
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.ports.subjects import HandleTakenError, UnknownSubjectError
from cameo_service.watch.floors import floors_of
from consent.owner_act import OwnerAct
from consent.render_lease import Removal
from consent.takedown import StopEffect
from consent.terms import Audience, SubjectState, Use
from consent.verdict import Outcome, Reason
from tests.cameo_service.usecases.world import World

PROMPT = "@ada dances"


@pytest.fixture
def world(store: Store) -> World:
    """Ada lets Bob render her, and Bob lets Ada render him."""
    world = World(store)
    for handle in ("ada", "bob"):
        world.person(handle)
        world.enroll(handle)
        world.audience(handle, Audience.APPROVED)
    world.grant("ada", "bob")
    world.grant("bob", "ada")
    return world


def published(world: World) -> None:
    render_grant = world.check("bob", PROMPT, use=Use.PUBLISH).render_grant or b""
    world.fetched(render_grant, PROMPT)
    world.committed(render_grant, PROMPT)


def test_no_fence_lets_anybody_through_afterwards(world: World) -> None:
    waits = world.check("bob", PROMPT).render_grant or b""
    runs = world.check("bob", PROMPT, use=Use.PUBLISH).render_grant or b""
    hers = world.check("ada", "@bob dances").render_grant or b""
    world.fetched(runs, PROMPT)
    world.erased("ada")
    assert world.check("bob", PROMPT).outcome is Outcome.NOT_PERMITTED
    for act in (
        lambda: world.fetched(waits, PROMPT),
        lambda: world.renewed(runs, PROMPT),
        lambda: world.committed(runs, PROMPT),
        lambda: world.fetched(hers, "@bob dances"),
    ):
        with pytest.raises(NotPermittedError):
            act()
    assert Reason.SUBJECT_ERASED in {refusal.reason for refusal in world.refusals.noted}


def test_nothing_of_her_is_left_but_her_id(world: World) -> None:
    ada, bob = world.people["ada"], world.people["bob"]
    world.named("ada", "Ada Lovelace")
    world.erased("ada")
    with world.store.read() as snapshot:
        assert snapshot.enrollments.of(ada) is None
        assert snapshot.people.of_account("issuer", "ada") is None
        assert snapshot.people.handle_of(ada) is None
        assert snapshot.names.of(ada) == ()
        assert snapshot.grants.of(ada) == ()
        assert [grant for grant in snapshot.grants.of(bob) if grant.grantee == ada] == []
        assert snapshot.activity.of(ada, 10) == ()
        facts = snapshot.facts.of([ada], bob, "studio", world.clock.now_us)[ada]
    assert (facts.state, facts.audience, facts.enrollment) == (SubjectState.ERASED, Audience.NOBODY, None)


def test_renderers_are_told_about_both_sides(world: World) -> None:
    with world.store.read() as snapshot:
        before = snapshot.revision()
    world.erased("ada")
    with world.store.read() as snapshot:
        floors = floors_of(snapshot.events.after(Position(before, 2**32 - 1), 100))
    assert len(floors.everywhere) == 2  # hers, and Bob's towards her


def test_nothing_more_is_written_about_her(world: World) -> None:
    ada = world.people["ada"]
    published(world)
    world.erased("ada")
    with world.store.write() as transaction:
        (order,) = transaction.takedowns.open(None, 10)
    assert order.owner == ada
    world.all_frozen()
    with world.store.read() as snapshot:
        assert snapshot.activity.of(ada, 10) == ()


def test_outputs_are_ordered_down_as_she_chose(world: World) -> None:
    published(world)
    assert world.erased("ada").takedowns == 1
    with world.store.read() as snapshot:
        (order,) = snapshot.takedowns.open(None, 10)
    assert order.removal is Removal.DELETED


def test_her_account_is_somebody_new_and_her_handle_nobodys(world: World) -> None:
    ada = world.people["ada"]
    world.erased("ada")
    with pytest.raises(HandleTakenError):
        world.run(claim_handle, world.app("bob"), ClaimHandleRequest(world.request_id(), "ada"))
    with world.store.write() as transaction:
        again = transaction.people.ensure("issuer", "ada", world.ids.new(1), world.clock.now_us)  # type: ignore[arg-type]  # a plain id
    assert again != ada


def test_who_still_acts_as_her_is_sent_away(world: World) -> None:
    world.erased("ada")
    with pytest.raises(AssertionInvalidError):
        world.grant("ada", "bob")
    with pytest.raises(UnknownSubjectError):
        world.revoked("ada", "bob")


def test_an_enrolled_person_shows_face_and_voice_first(world: World) -> None:
    with pytest.raises(OwnerVerificationNeededError):
        world.run(world.erase_subject, world.app("ada"), EraseSubjectRequest("one", StopEffect.STOP_NEW))
    assert world.check("bob", PROMPT).outcome is Outcome.ALLOWED


def test_a_person_whom_no_take_can_match_is_not_locked_out_of_erasing_themself(world: World) -> None:
    """As after a change of the model pack: the nets that made her templates are not loaded."""
    world.erase_subject = EraseSubject(NetsInUse(world.vault, frozenset({"the net that came after"})))
    world.run(world.erase_subject, world.app("ada"), EraseSubjectRequest("one", StopEffect.STOP_NEW))
    assert world.check("bob", PROMPT).outcome is Outcome.NOT_PERMITTED


def test_a_person_whose_templates_do_not_open_is_not_locked_out_either(world: World) -> None:
    world.vault.is_broken = True
    world.run(world.erase_subject, world.app("ada"), EraseSubjectRequest("one", StopEffect.STOP_NEW))
    assert world.check("bob", PROMPT).outcome is Outcome.NOT_PERMITTED


def test_a_person_without_a_face_here_needs_none(world: World) -> None:
    world.person("eve")
    world.run(world.erase_subject, world.app("eve"), EraseSubjectRequest("one", StopEffect.STOP_NEW))
    with world.store.read() as snapshot:
        assert snapshot.people.of_account("issuer", "eve") is None


@pytest.mark.parametrize("role", ["app", "studio"])
def test_nobody_else_may(world: World, role: str) -> None:
    caller = world.app() if role == "app" else world.studio("ada")
    with pytest.raises(NotTheOwnerError):
        world.run(world.erase_subject, caller, EraseSubjectRequest("one", StopEffect.STOP_NEW, world.people["ada"]))


def test_who_names_another_person_erases_neither(world: World) -> None:
    world.verified("ada", OwnerAct.ERASE)
    request = EraseSubjectRequest("one", StopEffect.STOP_NEW, world.people["bob"])
    with pytest.raises(NotTheOwnerError):
        world.run(world.erase_subject, world.app("ada"), request)
    with world.store.read() as snapshot:
        for name in ("ada", "bob"):
            assert snapshot.people.of_account("issuer", name) == world.people[name]


def test_an_operator_names_whom_and_why(world: World) -> None:
    bob, operator = world.people["bob"], world.operator()
    with pytest.raises(OwnerNotNamedError):
        world.run(world.erase_subject, operator, EraseSubjectRequest("one", StopEffect.STOP_NEW, None, "removal 7"))
    with pytest.raises(ReasonMissingError):
        world.run(world.erase_subject, operator, EraseSubjectRequest("two", StopEffect.STOP_NEW, bob))
    world.run(world.erase_subject, operator, EraseSubjectRequest("three", StopEffect.STOP_NEW, bob, "removal 7"))
    with world.store.read() as snapshot:
        assert snapshot.people.of_account("issuer", "bob") is None
