"""`cameo activity | events`: what happened to a person, and what an app backend is told of everybody."""

from typing import Annotated

import typer
from google.protobuf.timestamp_pb2 import Timestamp
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import event_service_pb2 as event_pb
from cameo_client.services.consent import ConsentClient
from cameo_service.cli.activity_words import sentence
from cameo_service.cli.connection import CHECKS, AsJson, Person, Server, reached
from cameo_service.cli.reply import print_json

_FEED = pb.ListActivityRequest(page_size=50)
Cursor = Annotated[str, typer.Option(help="Where the last page ended; default: the oldest event that is kept.")]


def activity(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show what happened to your likeness, refused attempts and their true reasons included."""
    with reached(server) as callers:
        consent = callers.consent(person)
        if as_json:
            print_json(consent.list_activity(_FEED))
        else:
            Console().print(activity_table(consent))


def activity_table(consent: ConsentClient) -> Table:
    """The feed of whoever `consent` acts for, newest first."""
    you = consent.get_consent(pb.GetConsentRequest()).subject_id
    reply = consent.list_activity(_FEED)
    table = Table("when (UTC)", "what happened", title="Activity, newest first")
    for line in reply.activities:
        table.add_row(moment(line.event_time), sentence(line, you))
    return table


def events(cursor: Cursor = "", server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show what an app backend is told about everybody, oldest first. The same events go out as webhooks."""
    with reached(server) as callers:
        reply = callers.events().list_events(event_pb.ListEventsRequest(cursor=cursor, page_size=500))
    if as_json:
        print_json(reply)
        return
    console = Console()
    for event in reply.events:
        console.print(f"{moment(event.event_time)}  {_told(event)}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(reply.events)} events. Go on with --cursor {reply.cursor}", soft_wrap=True, highlight=False)


def moment(time: Timestamp) -> str:
    """To the second, UTC."""
    return time.ToDatetime().strftime("%Y-%m-%d %H:%M:%S")


def _told(event: event_pb.Event) -> str:
    """The kind, then what it names."""
    named = {
        "owner": event.owner_id,
        "actor": event.actor_id,
        "provider": event.provider,
        "order": event.takedown_id,
        "output": event.output_sha256.hex(),
        "due": moment(event.due_time) if event.HasField("due_time") else "",
        "times": event.count or "",
    }
    return " ".join([event.kind, *(f"{name}={value}" for name, value in named.items() if value)])
