"""What an owner and a generation service do from the command line, against a service that runs."""

import json
from base64 import b64decode
from itertools import count
from typing import Any

import pytest

from cameo_client.pb.cameo.v1 import history_service_pb2 as history_pb
from cameo_client.pb.cameo.v1 import restriction_service_pb2 as pb
from cameo_client.services.restriction import RestrictionClient
from cameo_service.cli.activity import exported
from cameo_service.cli.restrictions import TRIES
from tests.cameo_service.cli.commands import Run, printed
from tests.cameo_service.usecases.world import World

PROMPT = "@ada plays trumpet among zebras"


def is_allowed(run: Run, person: str) -> bool:
    result = run("check", PROMPT, "--as", person, "--json")
    decision = json.loads(result.stdout)["decision"]
    assert (result.exit_code == 0) == (decision == "PROMPT_DECISION_ALLOWED")
    return result.exit_code == 0


def test_a_new_cameo_is_for_its_owner_alone(run: Run) -> None:
    assert is_allowed(run, "ada")
    assert not is_allowed(run, "bob")


def test_a_grant_under_a_wide_enough_audience_allows_until_it_is_revoked(run: Run) -> None:
    assert printed(run("audience", "approved", "--as", "ada", "--json"))["audience"] == "AUDIENCE_APPROVED"
    granted = printed(run("grant", "@bob", "--as", "ada", "--days", "3", "--json"))
    assert granted["grantId"]
    assert is_allowed(run, "bob")
    assert not is_allowed(run, "eve")
    assert printed(run("revoke", "bob", "--as", "ada", "--json"))["endedGrantIds"] == [granted["grantId"]]
    assert not is_allowed(run, "bob")


def test_a_ceiling_suspends_a_grant(run: Run) -> None:
    for audience, allowed in (("approved", True), ("only_me", False), ("approved", True), ("nobody", False)):
        run("audience", audience, "--as", "ada")
        run("grant", "bob", "--as", "ada")
        assert is_allowed(run, "bob") == allowed


def test_a_block_beats_a_grant(run: Run) -> None:
    printed(run("audience", "approved", "--as", "ada", "--json"))
    printed(run("grant", "eve", "--as", "ada", "--json"))
    assert is_allowed(run, "eve")
    assert printed(run("block", "@eve", "--as", "ada", "--json"))
    assert not is_allowed(run, "eve")


def test_what_an_owner_stopped_the_owner_lets_go_on(run: Run) -> None:
    for stop, again in ((("block", "@eve"), ("unblock", "@eve")), (("freeze",), ("unfreeze",))):
        run("audience", "approved", "--as", "ada")
        run("grant", "eve", "--as", "ada")
        assert run(*stop, "--as", "ada").exit_code == 0
        assert not is_allowed(run, "eve")
        assert run(*again, "--as", "ada").exit_code == 0
        assert is_allowed(run, "eve")


def test_access_is_asked_for_and_the_owner_sees_it(run: Run) -> None:
    assert "@ada decides" in run("request-access", "@ada", "--no-voice", "--as", "bob").stdout
    assert "@bob asked for access" in run("activity", "--as", "ada").stdout
    assert "ACTOR_IS_OWNER" in run("request-access", "@bob", "--as", "bob").stderr


def restrictions(run: Run) -> Any:
    return printed(run("restrictions", "show", "--as", "ada", "--json"))["restrictions"]


def test_a_restriction_is_changed_and_the_others_stay(run: Run) -> None:
    before = restrictions(run)["deniedClasses"]
    told = run("restrictions", "set", "--allow", "political", "--ban", "trumpet", "--wishes", "no hats", "--as", "ada")
    assert f"{len(before) - 1} classes denied, 1 words banned" in told.stdout
    assert not is_allowed(run, "ada")
    assert run("restrictions", "set", "--ban", "kazoo", "--unban", "trumpet", "--as", "ada").exit_code == 0
    after = restrictions(run)
    assert set(before) - set(after["deniedClasses"]) == {"CONTENT_CLASS_POLITICAL"}
    assert (after["bannedWords"], after["wishes"]) == (["kazoo"], "no hats")
    shown = run("restrictions", "show", "--as", "ada").stdout
    assert all(word in shown for word in ("kazoo", "no hats", "violence"))
    assert run("restrictions", "set", "--deny", "singing", "--as", "ada").exit_code == 2


def test_two_changes_of_restrictions_at_once_both_stay(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    read, others = RestrictionClient.get_restrictions, iter(["trumpet"])

    def read_and_then_another_bans(
        client: RestrictionClient, request: pb.GetRestrictionsRequest, timeout_s: float | None = None
    ) -> pb.GetRestrictionsResponse:
        found = read(client, request, timeout_s)
        for word in others:
            theirs = pb.Restrictions(denied_classes=found.restrictions.denied_classes, banned_words=[word])
            client.set_restrictions(pb.SetRestrictionsRequest(restrictions=theirs, request_id="another"))
        return found

    monkeypatch.setattr(RestrictionClient, "get_restrictions", read_and_then_another_bans)
    assert run("restrictions", "set", "--ban", "kazoo", "--as", "ada").exit_code == 0
    assert restrictions(run)["bannedWords"] == ["kazoo", "trumpet"]


def test_a_change_that_others_overtake_again_and_again_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    read, numbers = RestrictionClient.get_restrictions, count()

    def read_and_then_another_bans(
        client: RestrictionClient, request: pb.GetRestrictionsRequest, timeout_s: float | None = None
    ) -> pb.GetRestrictionsResponse:
        found, number = read(client, request, timeout_s), next(numbers)
        theirs = pb.Restrictions(denied_classes=found.restrictions.denied_classes, banned_words=[f"word {number}"])
        client.set_restrictions(pb.SetRestrictionsRequest(restrictions=theirs, request_id=f"another {number}"))
        return found

    monkeypatch.setattr(RestrictionClient, "get_restrictions", read_and_then_another_bans)
    told = run("restrictions", "set", "--ban", "kazoo", "--as", "ada")
    assert told.exit_code != 0
    assert "RESTRICTIONS_CHANGED" in told.stderr
    assert next(numbers) == TRIES


def test_names_are_set_and_given_up_knowingly(run: Run) -> None:
    assert "Ada Lovelace" in run("names-set", "Ada Lovelace", "Ada King", "--as", "ada").stdout
    assert {row["name"] for row in printed(run("names", "--json"))["names"]} == {"Ada Lovelace", "Ada King"}
    assert run("names-set", "--as", "ada").exit_code == 2
    assert run("names-set", "--none", "--as", "ada").exit_code == 0
    assert "names" not in printed(run("names", "--json"))


class Pages:
    """A history of three pages; the first has what is in force."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def export_subject(self, request: history_pb.ExportSubjectRequest) -> history_pb.ExportSubjectResponse:
        self.asked.append(request.page_token)
        number = len(self.asked)
        more = f"page {number}" if number < 3 else ""
        receipts = [history_pb.ProvenReceipt()] * 2
        sessions = [history_pb.ExportedSession()] if number == 1 else []
        return history_pb.ExportSubjectResponse(sessions=sessions, receipts=receipts, next_page_token=more)


def test_an_export_has_every_page() -> None:
    pages = Pages()
    whole = exported(pages)  # type: ignore[arg-type]
    assert pages.asked == ["", "page 1", "page 2"]
    assert (len(whole.receipts), len(whole.sessions), whole.next_page_token) == (6, 1, "")


def test_a_grant_of_the_face_alone_does_not_cover_the_voice(run: Run) -> None:
    run("audience", "approved", "--as", "ada")
    run("grant", "bob", "--no-voice", "--as", "ada")
    assert not is_allowed(run, "bob")


def test_everything_is_told_to_a_person_in_words(run: Run) -> None:
    assert "ada" in run("handle", "ada", "--as", "ada").stdout
    assert "approved" in run("audience", "approved", "--as", "ada").stdout
    assert "may render you" in run("grant", "bob", "--as", "ada").stdout
    allowed = run("check", PROMPT, "--as", "bob")
    assert "ALLOWED" in allowed.stdout
    assert "verified offline" in allowed.stdout
    assert "Revoked: 1" in run("revoke", "bob", "--as", "ada").stdout
    assert "NOT PERMITTED" in run("check", PROMPT, "--as", "bob").stdout
    assert "Frozen" in run("freeze", "--as", "ada").stdout
    assert "frozen" in run("activity", "--as", "ada").stdout.lower()


def test_the_operator_stops_everything_and_somebody(run: Run) -> None:
    assert "all renders are denied" in run("freeze-everything", "--reason", "an incident").stdout
    assert not is_allowed(run, "ada")
    assert run("unfreeze-everything", "--reason", "over").exit_code == 0
    assert is_allowed(run, "ada")
    assert "suspended" in run("suspend", "@ada", "--reason", "a stolen account").stdout
    assert not is_allowed(run, "ada")
    assert run("lift-suspension", "@ada", "--reason", "hers again").exit_code == 0
    assert is_allowed(run, "ada")


def test_the_operator_settles_an_age(run: Run) -> None:
    assert "Settled: @ada is adult" in run("settle-age", "@ada", "adult", "--reason", "saw a passport").stdout
    assert is_allowed(run, "ada")
    assert run("settle-age", "@ada", "minor", "--reason", "saw a passport").exit_code == 0
    assert not is_allowed(run, "ada")


def test_a_held_render_is_shown_and_answered(run: Run) -> None:
    run("audience", "approved", "--as", "ada")
    run("grant", "bob", "--as", "ada")
    assert "asked before every render" in run("asking", "each_time", "--as", "ada").stdout
    for job, answer, word in (("one", "approve-render", "ALLOWED"), ("two", "deny-render", "NOT PERMITTED")):
        asked = ("check", PROMPT, "--as", "bob", "--job", job)
        first = run(*asked)
        assert (first.exit_code, "HELD" in first.stdout) == (1, True)
        (found,) = [row for row in printed(run("held", "--as", "ada", "--json"))["heldRenders"] if "prompt" in row]
        assert "@bob" in run("held", "--as", "ada").stdout
        question = b64decode(found["heldRenderId"]).hex()
        assert run(answer, question, "--as", "ada").exit_code == 0
        assert word in run(*asked).stdout
    assert run("approve-render", "no hex", "--as", "ada").exit_code == 2


def test_a_grant_may_ask_each_time(run: Run) -> None:
    run("audience", "approved", "--as", "ada")
    run("grant", "bob", "--ask-each-time", "--as", "ada")
    assert "HELD" in run("check", PROMPT, "--as", "bob").stdout


def test_a_preflight_says_what_a_check_would_say(run: Run) -> None:
    assert "@ada: ALLOWED" in run("preflight", "@ada", "@bob", "--as", "ada").stdout
    decisions = printed(run("preflight", "ada", "bob", "--as", "bob", "--json"))["decisions"]
    assert decisions == ["PROMPT_DECISION_NOT_PERMITTED"] * 2


def test_the_operator_sees_the_backlog_of_reviews(run: Run) -> None:
    assert "0 wait." in run("reviews").stdout
    assert set(printed(run("reviews", "--json"))) == {"revision"}
    unknown = run("answer-review", "00" * 32, "no_objection")
    assert (unknown.exit_code, unknown.stderr.partition(":")[0]) == (1, "REVIEW_UNKNOWN")


def test_a_person_leaves_with_a_receipt(run: Run) -> None:
    assert run("erase", "--as", "bob").exit_code == 1
    assert "OWNER_VERIFICATION_NEEDED" in run("erase", "--as", "ada", "--yes").stderr
    erased = printed(run("erase", "--as", "bob", "--yes", "--json"))
    assert "pending" in run("erasure", erased["erasureId"]).stdout


def test_the_operator_sees_removal_requests(run: Run) -> None:
    assert "0 wait" in run("removals").stdout
    assert printed(run("removals", "--json"))["revision"]
    unknown = run("refuse-removal", "00000000-0000-0000-0000-000000000007", "--reason", "satire")
    assert "REMOVAL_UNKNOWN" in unknown.stderr
    assert run("order-removal", "00000000-0000-0000-0000-000000000007", "--output", "no hex").exit_code == 2


def test_somebody_acts_for_somebody_until_it_is_ended(run: Run) -> None:
    named = run("delegate", "@eve", "--as", "ada", "--evidence", "file 7", "--days", "3", "--may-grant")
    assert "acts for you" in named.stdout
    (found,) = printed(run("delegates", "--as", "ada", "--json"))["delegations"]
    assert found["evidence"] == "file 7"
    shown = run("delegates", "--as", "ada").stdout
    assert ("file 7" in shown, "@eve" in shown) == (True, True)
    assert run("end-delegation", "@eve", "--as", "ada").exit_code == 0
    assert "delegations" not in printed(run("delegates", "--as", "ada", "--json"))


def test_somebody_speaks_for_a_minor_until_it_is_ended(run: Run) -> None:
    asked = ("guardian", "@eve", "--as", "ada", "--evidence", "file 7", "--days", "3")
    assert "NOT_A_MINOR" in run(*asked).stderr
    assert run("age", "minor", "--as", "eve").exit_code == 0
    assert "You are the guardian of @eve" in run(*asked).stdout
    (found,) = printed(run("guardianships", "--as", "eve", "--json"))["guardianships"]
    assert found["evidence"] == "file 7"
    shown = run("guardianships", "--as", "ada").stdout
    assert all(word in shown for word in ("@eve", "@ada", "file 7"))
    assert run("end-guardianship", "@eve", "--as", "eve").exit_code == 0
    assert "guardianships" not in printed(run("guardianships", "--as", "ada", "--json"))


def test_a_group_lists_its_members_by_handle(run: Run) -> None:
    for member in ("@bob", "@eve"):
        assert run("group", "add", "band", member, "--as", "ada").exit_code == 0
    assert "@bob, @eve" in run("group", "list", "--as", "ada").stdout
    (group,) = printed(run("group", "list", "--as", "ada", "--json"))["groups"]
    assert dict(zip(group["memberHandles"], group["memberIds"], strict=True)).keys() == {"bob", "eve"}


def test_a_prompt_about_nobody_is_ok(run: Run) -> None:
    assert run("check", "zebras play trumpet").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (("check", "@ab sings"), 3, "MALFORMED_HANDLE"),
        (("check", "@\u0430da sings"), 3, "CONFUSABLE_HANDLE"),
        (("grant", "@nobody", "--as", "ada"), 1, "UNKNOWN_SUBJECT"),
        (("grant", "@ada", "--as", "ada"), 3, "ACTOR_IS_OWNER"),
        (("audience", "approved", "--as", "bob"), 1, "NOT_ENROLLED"),
        (("handle", "bob", "--as", "ada"), 1, "HANDLE_TAKEN"),
    ],
)
def test_a_refusal_names_its_reason_and_ends_with_its_status(
    run: Run, arguments: tuple[str, ...], status: int, reason: str
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr.startswith(f"{reason}: ")


@pytest.mark.parametrize(
    "arguments",
    [("audience", "friends", "--as", "ada"), ("check", "hi", "--use", "sell"), ("grant", "bob"), ("block",)],
)
def test_a_wrong_command_line_reaches_no_service(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_service_that_is_not_there_is_said_so(run: Run) -> None:
    result = run("check", PROMPT, "--server", "127.0.0.1:1")
    assert result.exit_code == 1
    assert "no service answers at 127.0.0.1:1: start `cameo serve`" in result.stderr


def test_the_operator_sees_which_names_refuse_and_vouches(run: Run, world: World) -> None:
    world.named("eve", "Eve Polastri")
    assert "not yet" in run("names").stdout
    assert "The names of @eve count." in run("vouch", "@eve", "--reason", "never to be rendered").stdout
    (row,) = printed(run("names", "--json"))["names"]
    assert (row["name"], row["counts"], row["vouched"]) == ("Eve Polastri", True, True)
    assert run("withdraw-vouch", "@eve", "--reason", "over").exit_code == 0
    assert "not yet" in run("names").stdout
