"""Pages where people sign in with a provider: the whole page goes there and comes back, and what waited is done."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cameo_service.clock import SystemClock
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.rpc.history import HistoryServicer, HistoryUseCases, ReceiptConverter
from cameo_service.usecases.enrollment.net_moves import UNDOABLE_US
from cameo_service.usecases.enrollment.sessions import StartEnrollment
from cameo_service.usecases.ports.activity import ActivityKind, ActivityRow
from cameo_service.usecases.ports.enrollment import templates_kind, templates_number, templates_of
from cameo_service.usecases.ports.history import HighWater, LeafRow, SessionRecord
from cameo_service.usecases.ports.net_moves import MoveState, NetMove
from cameo_service.usecases.records.export import ExportSubject
from cameo_service.usecases.records.receipts import GetCheckpoint, GetProvenance, GetReceipt
from consent.identity import SubjectId
from tests.browser.any_page import AnyPage
from tests.cameo_client.receipts import SmallHistory
from tests.cameo_service.studio.oidc.provider_studio import ProviderStudio
from tests.cameo_service.usecases.world import World

CONFIRMED = "Confirmed, and done."
HOUR_US = 3_600_000_000


class NoPast:
    """A history in which nothing stands."""

    def high_water(self) -> HighWater:
        return HighWater(bytes(16), 1, 0, 0)

    def written_at(self, owner: SubjectId, revision: int) -> tuple[LeafRow, ...]:
        return ()

    def about(self, owner: SubjectId, start: int, most: int) -> tuple[LeafRow, ...]:
        return ()

    def entries(self, start: int, most: int) -> tuple[bytes, ...]:
        return ()

    def sessions_of(self, subject: SubjectId) -> tuple[SessionRecord, ...]:
        return ()


class EmptyTree(SmallHistory):
    """Not published yet."""

    def __init__(self) -> None:
        super().__init__([])

    def checkpoint(self) -> None:
        return None


def history(world: World) -> tuple[object, ...]:
    past, tree = NoPast(), EmptyTree()
    export = ExportSubject(world.store, world.clock, past, past, tree)
    provenance = GetProvenance(world.store, world.signer, past, tree)
    questions = HistoryUseCases(GetReceipt(world.store, past, tree), GetCheckpoint(tree), export, provenance)
    return (HistoryServicer(questions, ReceiptConverter(tree.origin(), "tests")), enrollment(world))


def enrollment(world: World) -> EnrollmentServicer:
    """Where nothing is recorded."""
    return EnrollmentServicer(world.writes, world.reads, StartEnrollment(), None, None)  # type: ignore[arg-type]


def moves(world: World, handle: str, left_us: int) -> None:
    """A recording sealed the person anew by other nets, which can be undone for so long."""
    owner, now_us = world.people[handle], world.clock.now_us
    since_us = now_us + left_us - UNDOABLE_US
    with world.store.write() as transaction:
        enrolled = transaction.enrollments.of(owner)
        assert enrolled is not None
        kind = templates_kind(templates_number(templates_of(enrolled.sealed)[0]) + 1)
        item = world.vault.seal(owner, enrolled.enrollment_id, enrolled.version, kind, "model", b"anew")
        transaction.enrollments.seal_too(enrolled, item)
        transaction.net_moves.put(NetMove(owner, "other nets", MoveState.MOVED, since_us, ends_us=now_us + left_us))
        row = ActivityRow(owner, transaction.next_revision(), since_us, ActivityKind.TEMPLATES_MOVED, owner, "", "", 1)
        transaction.activity.record(row)


@pytest.fixture
def known(tmp_path: Path) -> Iterator[ProviderStudio]:
    running = ProviderStudio(tmp_path, history)
    # Pages count the end of a grant from the clock of the browser.
    running.world.clock.now_us = SystemClock().utc_us()
    yield running
    running.stop()


def sign_in(page: AnyPage, known: ProviderStudio, name: str = "Ada") -> None:
    page.goto(known.origin)
    travel(page, "Sign in")
    page.wait_for_text(f"Signed in as {name}")


def travel(page: AnyPage, label: str) -> None:
    """Presses what sends the page to the provider and back: one navigation with three redirections."""
    with page.loading():
        page.press(label)


def problems(page: AnyPage) -> list[str]:
    """What went wrong but refusals: a browser logs each of those, and the page tells it in words."""
    return [told for told in page.troubles if not told.startswith("Failed to load resource")]


def test_a_visitor_is_told_where_they_sign_in(
    known: ProviderStudio, page: AnyPage, shoot: Callable[[str], None]
) -> None:
    page.goto(known.origin)
    page.wait_for_text("You sign in with your identity provider")
    shoot("provider-sign-in")
    assert problems(page) == []


def test_a_person_allows_by_a_way_to_the_provider_and_stops_without_one(
    known: ProviderStudio, page: AnyPage, shoot: Callable[[str], None]
) -> None:
    sign_in(page, known)
    page.press("Who may use it")
    page.fill("#give-handle", "@bob")
    page.fill("#block-handle", "@mallory")
    travel(page, "Allow")
    page.wait_for_text(CONFIRMED)
    page.wait_for_text("Stop @bob")
    # What was typed and not sent came back from the way, too; what was sent is done.
    assert page.run("document.querySelector('#block-handle').value") == "@mallory"
    assert page.run("document.querySelector('#give-handle').value") == ""
    shoot("provider-confirmed")
    assert [one["client_id"] for one in known.provider.asked] == ["asks", "decides"]
    page.press("My likeness")
    page.press("Stop @bob")
    page.press("Yes, stop @bob")
    page.wait_for_text("@bob is stopped.")
    assert len(known.provider.asked) == 2
    assert problems(page) == []


def test_what_another_account_confirmed_is_not_done(
    known: ProviderStudio, page: AnyPage, shoot: Callable[[str], None]
) -> None:
    sign_in(page, known)
    known.provider.person = "mallory"
    page.press("Who may use it")
    page.fill("#give-handle", "@bob")
    travel(page, "Allow")
    page.wait_for_text("Another account confirmed it. Nothing was changed.")
    shoot("provider-other-person")
    assert page.run("document.querySelector('#give-handle').value") == "@bob"
    page.press("Who may use it")
    page.wait_for_text("You have allowed no person.")


def test_a_sign_in_that_ended_is_made_again_and_the_stop_that_waited_is_done(
    known: ProviderStudio, page: AnyPage
) -> None:
    known.world.grant("ada", "bob")
    sign_in(page, known)
    page.wait_for_text("Stop @bob")
    known.provider.renews = False
    known.world.clock.now_us += 290 * 1_000_000
    page.press("Stop @bob")
    travel(page, "Yes, stop @bob")
    page.wait_for_text("You have allowed no person.")
    assert [one["client_id"] for one in known.provider.asked] == ["asks", "asks"]


def test_a_person_leaves_and_keeps_the_receipt(
    known: ProviderStudio, page: AnyPage, shoot: Callable[[str], None]
) -> None:
    known.provider.person = "nina"
    sign_in(page, known, "Nina")
    page.press("Erase everything about me")
    travel(page, "Yes, erase everything")
    page.wait_for_text("Receipt of your erasure")
    page.wait_for_text("pending")
    shoot("erased")
    assert problems(page) == []


def test_an_act_that_needs_the_enrolled_person_offers_the_recorder(
    known: ProviderStudio, page: AnyPage, shoot: Callable[[str], None]
) -> None:
    sign_in(page, known)
    page.press("Who may use it")
    page.wait_for_text("Your recording allows at most: Everyone.")
    page.run("document.querySelector('input[value=AUDIENCE_EVERYONE]').click()")
    travel(page, "Save")
    page.wait_for_text("Nothing was changed. First show that it is you.")
    page.wait_for_text("Begin the recording")
    shoot("provider-show-it-is-you")
    page.press("Cancel")
    page.wait_for("!document.body.innerText.includes('Begin the recording')")
    assert problems(page) == []


def test_a_move_to_other_nets_is_undone_by_a_way_to_the_provider_and_without_a_recording(
    known: ProviderStudio, page: AnyPage, shoot: Callable[[str], None]
) -> None:
    moves(known.world, "ada", 20 * HOUR_US)
    sign_in(page, known)
    page.press("Activity")
    page.wait_for_text("Your face and voice were sealed anew")
    page.press("See on “My likeness” whether it can be undone")
    page.wait_for_text("1 day is left")
    page.press("Go back to what was sealed before")
    page.wait_for_text("Go back now?")
    shoot("moved")
    travel(page, "Yes, go back")
    page.wait_for_text(CONFIRMED)
    page.wait_for("!document.body.innerText.includes('Go back')")
    assert [one["client_id"] for one in known.provider.asked] == ["asks", "decides"]
    with known.world.store.read() as snapshot:
        move = snapshot.net_moves.at(known.world.people["ada"])
    assert move is not None
    assert move.state is MoveState.UNDONE
    page.press("Activity")
    page.wait_for_text("You went back to what was sealed before")
    assert problems(page) == []
