"""What a person and an app backend do from the command line once there are outputs."""

import json
from hashlib import sha256

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_service.cli.activity import sentence
from cameo_service.cli.terminal import person_shown
from cameo_service.usecases.ports.activity import ActivityKind
from consent.commit import Stage
from consent.render_lease import Removal
from consent.terms import Audience, Use
from tests.cameo_service.cli.commands import Run, printed
from tests.cameo_service.usecases.world import World

PROMPT = "@ada plays trumpet among zebras"
HOUR_US = 3_600_000_000


@pytest.fixture(autouse=True)
def outputs(world: World) -> None:
    """Bob has a draft of Ada, two hours old, and a publication."""
    world.clock.now_us -= 2 * HOUR_US
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    for output, stages in ((b"draft", [Stage.DRAFT]), (b"published", [Stage.DRAFT, Stage.PUBLISH])):
        grant = world.check("bob", PROMPT, use=Use.PUBLISH).render_grant or b""
        world.fetched(grant, PROMPT)
        for stage in stages:
            world.committed(grant, PROMPT, stage, output=output)
        world.clock.now_us += HOUR_US


def ids(run: Run) -> list[str]:
    return [seen["appearanceId"] for seen in printed(run("appearances", "--as", "ada", "--json"))["appearances"]]


def states(run: Run) -> list[str]:
    shown = run("appearances", "--as", "ada").stdout
    return [word for line in shown.splitlines() for word in line.split() if word in {*Removal, "draft", "published"}]


def test_a_person_sees_where_they_appear_and_which_are_drafts(run: Run) -> None:
    assert states(run) == ["published", "draft"]
    shown = run("appearances", "--as", "ada").stdout
    assert all(identity in shown for identity in ids(run))
    assert "@bob with" in shown


def test_one_output_is_hidden_and_then_deleted(run: Run) -> None:
    draft = ids(run)[1]
    assert "48 hours" in run("hide", draft, "--as", "ada").stdout
    assert states(run) == ["published", "hidden"]
    assert "48 hours" in run("delete", draft, "--as", "ada").stdout
    assert states(run) == ["published", "deleted"]


def test_what_is_nobodys_is_refused_by_name(run: Run) -> None:
    result = run("hide", ids(run)[0], "--as", "eve")
    assert (result.exit_code, result.stderr.split(":")[0]) == (1, "APPEARANCE_UNKNOWN")
    assert run("hide", "seven", "--as", "ada").exit_code == 3


@pytest.mark.parametrize(
    ("effect", "left"),
    [
        ("stop-new", ["published", "draft"]),
        ("hide-drafts", ["published", "hidden"]),
        ("delete-all", ["deleted", "deleted"]),
    ],
)
@pytest.mark.parametrize("command", [("revoke", "bob"), ("freeze",)])
def test_a_revoke_or_freeze_reaches_as_far_back_as_asked(
    run: Run, command: tuple[str, ...], effect: str, left: list[str]
) -> None:
    said = run(*command, "--as", "ada", "--effect", effect).stdout
    assert states(run) == left
    ordered = sum(state in {"hidden", "deleted"} for state in left)
    assert (f"{ordered} outputs are ordered down" in said) == bool(ordered)


def test_an_effect_that_nobody_offers_reaches_no_service(run: Run) -> None:
    assert run("revoke", "bob", "--as", "ada", "--effect", "everything").exit_code == 2


def test_the_app_lists_orders_and_closes_them(run: Run) -> None:
    run("revoke", "bob", "--as", "ada", "--effect", "delete-all")
    orders = printed(run("takedowns", "list", "--json"))["takedowns"]
    assert not any("requesterHandle" in order["appearance"] for order in orders)
    first, second = (order["takedownId"] for order in orders)
    shown = run("takedowns", "list").stdout
    assert first in shown
    assert shown.count("deleted") == 2
    assert run("takedowns", "acknowledge", first).stdout.startswith("Acknowledged")
    assert first not in run("takedowns", "list", "--as", "ada").stdout
    assert second in run("takedowns", "list", "--as", "ada").stdout
    assert second not in run("takedowns", "list", "--as", "bob").stdout


def test_the_feed_tells_the_story_in_sentences(run: Run, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    run("revoke", "bob", "--as", "ada", "--effect", "delete-all")
    bob, output = "@bob", sha256(b"published").hexdigest()[:12]
    feed = run("activity", "--as", "ada").stdout
    for told in (
        f"You granted {bob} access",
        f"studio began to render you for {bob}",
        f"{bob} published an output that shows you, with studio (output {output})",
        f"You revoked the access of {bob}",
        f"You ordered an output of {bob} deleted (output {output})",
    ):
        assert told in feed
    makers = run("activity", "--as", "bob").stdout
    assert f"Your output must be deleted: a person in it withdrew (output {output})" in makers


def test_a_person_without_a_handle_is_shown_by_the_end_of_their_id(run: Run, world: World) -> None:
    world.erased("bob")
    bob = str(world.people["bob"])
    feed = run("activity", "--as", "ada").stdout
    assert (f"...{bob[-12:]}" in feed, "@bob" in feed) == (True, False)
    assert (person_shown(bob, "bob"), person_shown("", "")) == ("@bob", "an unknown person")


def test_every_kind_of_the_feed_has_a_sentence() -> None:
    unsaid = {ActivityKind.ISSUED, ActivityKind.EVERYTHING_FROZEN, ActivityKind.EVERYTHING_UNFROZEN}
    for kind in set(ActivityKind) - unsaid:
        assert sentence(pb.Activity(kind=kind, count=1), "me") != kind.replace("_", " ").capitalize(), kind
    often = pb.Activity(kind="new_thing", count=3, reason="so_it_is", first_time=Timestamp(seconds=1_800_000_000))
    assert sentence(often, "me") == "New thing: so it is, 3 times since 2027-01-15 08:00:00"


def test_the_feed_is_read_page_by_page(run: Run, world: World) -> None:
    for _ in range(60):
        world.audience("ada", Audience.APPROVED)
    shown = run("activity", "--as", "ada").stdout
    page = shown.split("--page ")[1].strip()
    assert printed(run("activity", "--as", "ada", "--json"))["nextPageToken"]
    last = printed(run("activity", "--as", "ada", "--page", page, "--json"))
    assert "nextPageToken" not in last
    assert {"handle_claimed", "audience_set"} <= {line["kind"] for line in last["activities"]}


def test_events_are_read_page_by_page(run: Run) -> None:
    shown = run("events").stdout
    assert "published owner=" in shown
    cursor = shown.split("--cursor ")[1].strip()
    assert run("events", "--cursor", cursor).stdout.startswith("0 events")
    run("revoke", "bob", "--as", "ada", "--effect", "delete-all")
    news = json.loads(run("events", "--cursor", cursor, "--json").stdout)["events"]
    assert {event["kind"] for event in news} == {"revoked", "taken_down", "work_taken_down"}
    assert run("events", "--cursor", "nonsense").exit_code == 3
