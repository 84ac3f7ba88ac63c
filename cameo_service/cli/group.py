"""`cameo group add | remove | grant | revoke | list`: people whom an owner grants access together."""

import json
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToDict
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import group_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import CHECKS, AsJson, Person, Server, named, new_request_id, reached
from cameo_service.cli.consent import Days, Other, Provider, in_days
from cameo_service.cli.reply import told

app = typer.Typer(help="Groups of people whom you grant access together.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Name of the group.")]


@app.command()
def add(group: Name, member: Other, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Put somebody in a group; the first one makes it."""
    request = pb.PutInGroupRequest(group=group, member=named(member), request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.groups(person).put_in_group(request)
    told(reply, f"{member} is in {group}.", as_json=as_json)


@app.command()
def remove(group: Name, member: Other, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Take somebody out of a group. What they were given there is dead."""
    request = pb.RemoveFromGroupRequest(group=group, member=named(member), request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.groups(person).remove_from_group(request)
    told(reply, f"{member} is not in {group}.", as_json=as_json)


@app.command()
def grant(
    group: Name,
    person: Person,
    days: Days = None,
    provider: Provider = "",
    server: Server = CHECKS,
    *,
    voice: Annotated[bool, typer.Option(help="Grant the voice too.")] = True,
    publish: Annotated[bool, typer.Option(help="Let them publish, not only look in private.")] = True,
    as_json: AsJson = False,
) -> None:
    """Let everybody in a group render you."""
    request = pb.GrantGroupRequest(
        group=group,
        modalities=[terms.MODALITY_FACE, *([terms.MODALITY_VOICE] if voice else [])],
        uses=[terms.USE_PRIVATE, *([terms.USE_PUBLISH] if publish else [])],
        expire_time=in_days(days),
        provider=provider,
        request_id=new_request_id(),
    )
    with reached(server) as callers:
        reply = callers.groups(person).grant_group(request)
    told(reply, f"Everybody in {group} may render you now, if your audience is wide enough.", as_json=as_json)


@app.command()
def revoke(
    group: Name, person: Person, provider: Provider = "", server: Server = CHECKS, *, as_json: AsJson = False
) -> None:
    """Take back what you granted a group, from all of it at once."""
    request = pb.RevokeGroupRequest(group=group, provider=provider, request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.groups(person).revoke_group(request)
    told(reply, f"Revoked: {len(reply.ended_grant_ids)} grants ended.", as_json=as_json)


@app.command(name="list")
def list_all(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show your groups."""
    with reached(server) as callers:
        reply = callers.groups(person).list_groups(pb.ListGroupsRequest())
    if as_json:
        typer.echo(json.dumps(MessageToDict(reply)))
    else:
        Console().print(_table(reply))


def _table(reply: pb.ListGroupsResponse) -> Table:
    table = Table("group", "members", "grants", title="Groups")
    for group in reply.groups:
        table.add_row(group.name, ", ".join(member[-12:] for member in group.member_ids), str(len(group.grants)))
    return table
