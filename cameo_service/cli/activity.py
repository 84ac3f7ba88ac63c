"""`cameo activity | export | events`: the feed of one owner in sentences, all that is kept, the events of a backend."""

from typing import Annotated

import typer
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import event_service_pb2 as event_pb
from cameo_client.pb.cameo.v1 import history_service_pb2 as history_pb
from cameo_client.services.consent import ConsentClient
from cameo_client.services.history import HistoryClient
from cameo_service.cli.connection import CHECKS, Person, Server, reached
from cameo_service.cli.terminal import ID_CHARACTERS, AsJson, person_shown, print_json, second, told, waiting

Page = Annotated[str, typer.Option(help="Go on where the last page ended; default: the newest entries.")]
Cursor = Annotated[str, typer.Option(help="Where the last page ended; default: the oldest event that is kept.")]
_SENTENCES = {
    "enrolled": "Your face and voice were verified",
    "enrollment_failed": "A recording of you could not be verified",
    "owner_verified": "A short recording was recognised as you",
    "owner_not_verified": "A short recording was not recognised as you",
    "templates_moved": "A short recording of you was sealed by newer nets, too; until 14 days later you can undo it",
    "templates_move_undone": "You went back to what was sealed of you before",
    "enrollment_ended": "Your enrollment was ended: you did not come after a change of nets",
    "handle_claimed": "You claimed a handle",
    "age_asserted": "Your age class was stated",
    "audience_set": "You set who may render you at most",
    "restrictions_set": "You set your restrictions",
    "names_set": "You set the names you go by",
    "names_vouched": "The operator vouched for your names",
    "vouch_withdrawn": "The operator no longer vouches for your names",
    "access_requested": "{who} asked for access to your likeness",
    "access_denied": "You denied {who} access",
    "granted": "You granted {who} access",
    "revoked": "You revoked the access of {who}",
    "blocked": "You blocked {who}",
    "unblocked": "You unblocked {who}",
    "frozen": "Your likeness was frozen: all renders of you are denied",
    "age_settled": "An operator settled your age class",
    "unfrozen": "You lifted the freeze",
    "suspended": "An operator suspended you",
    "suspension_lifted": "An operator lifted your suspension",
    "put_in_group": "You added {who} to a group",
    "removed_from_group": "You removed {who} from a group",
    "group_granted": "You granted a group access",
    "group_revoked": "You revoked the access of a group",
    "erased": "Everything about you was erased",
    "erasure_final": "The keys to what was erased were destroyed",
    "removal_ordered": "A reviewer ordered the removal of an output that shows you",
    "removal_refused": "A reviewer refused a request to remove an output that shows you",
    "delegated": "You made {who} your delegate",
    "delegation_ended": "{who} is no longer your delegate",
    "guardian_set": "{who} became your guardian",
    "guardianship_ended": "{who} is no longer your guardian",
    "invited": "You were invited to enroll",
    "asking_set": "You set when you are asked before a render",
    "render_held": "{who} asked to render you and waits for your approval",
    "render_approved": "You approved a render by {who}",
    "render_declined": "You denied a render by {who}",
    "render_reviewed": "A reviewer answered a render of you by {who}",
    "render_lapsed": "A render request by {who} expired unanswered",
    "fetched": "{provider} began to render you for {who}",
    "drafted": "{who} made a draft that shows you, with {provider}",
    "published": "{who} published an output that shows you, with {provider}",
    "taken_down": "You ordered an output of {who} {reason}",
    "takedown_done": "The app reports that an output you ordered down is {reason}",
    "work_taken_down": "Your output must be {reason}: a person in it withdrew",
    "refused": "{who} was refused by {provider}",
}
"""Activity kinds of the service; a kind that a newer service sends is shown by its name."""
ROWS_A_PAGE = 50
_REASON_IN_SENTENCE = ("taken_down", "takedown_done", "work_taken_down")


def activity(person: Person, page: Page = "", server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show what happened to your likeness, refused attempts included.

    A page has 50 entries. What others did takes at most half of it while entries of your own wait. The true reason of a
    refusal is shown to you alone.
    """
    with reached(server) as callers:
        consent = callers.consent(person)
        if as_json:
            print_json(consent.list_activity(_page(page)))
        else:
            Console().print(activity_table(consent, page), crop=False)


def activity_table(consent: ConsentClient, page: str = "") -> Group:
    """A page of the feed of the person that `consent` acts for, newest first, and how to go on."""
    you = consent.get_consent(pb.GetConsentRequest()).subject_id
    reply = consent.list_activity(_page(page))
    table = Table("when (UTC)", "what happened", title="Activity, newest first")
    for line in reply.activities:
        table.add_row(second(line.event_time), sentence(line, you))
    more = f"There is more. Go on with --page {reply.next_page_token}"
    return Group(table, *([Text(more, no_wrap=True, overflow="ignore")] if reply.next_page_token else []))


def _page(token: str) -> pb.ListActivityRequest:
    return pb.ListActivityRequest(page_size=ROWS_A_PAGE, page_token=token)


def sentence(line: pb.Activity, you: str) -> str:
    """One line of the feed as a sentence: actor, number of times, reason, output. you: the reader's subject id."""
    told = _SENTENCES.get(line.kind, line.kind.replace("_", " ").capitalize())
    who = "you" if line.actor_id and line.actor_id == you else person_shown(line.actor_id, line.actor_handle)
    words = told.format(who=who, provider=line.provider or "a service", reason=line.reason)
    if line.reason and line.kind not in _REASON_IN_SENTENCE:
        words += f": {line.reason.replace('_', ' ')}"
    if line.count > 1:
        words += f", {line.count} times since {second(line.first_time)}"
    return f"{words} (output {line.output_sha256.hex()[:ID_CHARACTERS]})" if line.output_sha256 else words


def export(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Export everything that is kept about you, with a proof for each entry of your history.

    `--json` prints all of it as one document; without it, how much there is.
    """
    with reached(server) as callers, waiting("reading your history"):
        whole = exported(callers.history(person))
    counts = (
        f"{len(whole.sessions)} enrollment sessions, {len(whole.receipts)} entries of your history with their proofs"
    )
    told(whole, f"{counts}. `--json` prints everything.", as_json=as_json)


def exported(history: HistoryClient) -> history_pb.ExportSubjectResponse:
    """All pages as one: what is in force on the first, the history from its beginning on each."""
    whole = history.export_subject(history_pb.ExportSubjectRequest())
    while whole.next_page_token:
        page = history.export_subject(history_pb.ExportSubjectRequest(page_token=whole.next_page_token))
        whole.receipts.extend(page.receipts)
        whole.next_page_token = page.next_page_token
    return whole


def events(cursor: Cursor = "", server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show the events that an app backend receives, oldest first.

    The same events go out as webhooks.
    """
    with reached(server) as callers:
        reply = callers.events().list_events(event_pb.ListEventsRequest(cursor=cursor, page_size=500))
    if as_json:
        print_json(reply)
        return
    console = Console()
    for event in reply.events:
        console.print(f"{second(event.event_time)}  {_event(event)}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(reply.events)} events. Go on with --cursor {reply.cursor}", soft_wrap=True, highlight=False)


def _event(event: event_pb.Event) -> str:
    """The kind, then each field that is set."""
    fields = {
        "owner": event.owner_id,
        "actor": event.actor_id,
        "provider": event.provider,
        "order": event.takedown_id,
        "output": event.output_sha256.hex(),
        "due": second(event.due_time) if event.HasField("due_time") else "",
        "times": event.count or "",
    }
    return " ".join([event.kind, *(f"{name}={value}" for name, value in fields.items() if value)])
