"""`cameo guardian | guardianships | end-guardianship`: who speaks for a minor."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import guardian_service_pb2 as pb
from cameo_service.cli.connection import CHECKS, AsJson, Person, Server, named, new_request_id, reached
from cameo_service.cli.consent import Other, in_days
from cameo_service.cli.reply import print_json, told


def guardian(
    who: Other,
    person: Person,
    evidence: Annotated[str, typer.Option(help="Where the proof is kept, 1 to 200 characters.")],
    days: Annotated[
        int, typer.Option(min=1, max=3650, help="Ends after so many days: when they come of age, at most.")
    ],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Speak for a minor until a day."""
    request = pb.BecomeGuardianRequest(
        minor=named(who), evidence=evidence, expire_time=in_days(days), request_id=new_request_id()
    )
    with reached(server) as callers:
        reply = callers.guardians(person).become_guardian(request)
    told(reply, f"You speak for {who} for {days} days.", as_json=as_json)


def end_guardianship(who: Other, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Speak for them no more; nobody may render them then."""
    with reached(server) as callers:
        request = pb.EndGuardianshipRequest(minor=named(who), request_id=new_request_id())
        reply = callers.guardians(person).end_guardianship(request)
    told(reply, f"You speak for {who} no more.", as_json=as_json)


def guardianships(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List whose guardian you are, and who is yours."""
    with reached(server) as callers:
        reply = callers.guardians(person).list_guardianships(pb.ListGuardianshipsRequest())
    if as_json:
        print_json(reply)
        return
    table = Table("minor", "guardian", "evidence", "until (UTC)", title="Who speaks for whom")
    for row in reply.guardianships:
        until = row.expire_time.ToDatetime().strftime("%Y-%m-%d %H:%M")
        table.add_row(row.minor_id, row.guardian_id, row.evidence, until)
    Console().print(table)
