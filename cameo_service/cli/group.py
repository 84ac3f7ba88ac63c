"""`cameo group add | remove | grant | revoke | list`: an owner grants access to all members of a group at once."""

from typing import Annotated

import typer
from rich.table import Table

from cameo_client.pb.cameo.v1 import group_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import CHECKS, Person, Server, named, new_request_id, reached
from cameo_service.cli.consent import Days, Other, Provider, in_days
from cameo_service.cli.terminal import AsJson, listed, person_shown, told

app = typer.Typer(help="Groups of people; a grant to a group covers all members.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Name of the group.")]


@app.command()
def add(group: Name, member: Other, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Add a person to a group; create the group if needed."""
    request = pb.PutInGroupRequest(group=group, member=named(member), request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.groups(person).put_in_group(request)
    told(reply, f"{member} is in {group}.", as_json=as_json)


@app.command()
def remove(group: Name, member: Other, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Remove a person from a group. They lose the access that the group gave them."""
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
    publish: Annotated[bool, typer.Option(help="Grant publishing too, not private use alone.")] = True,
    as_json: AsJson = False,
) -> None:
    """Grant all members of a group access to your likeness."""
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
    told(reply, f"All members of {group} may render you now, if your audience allows it.", as_json=as_json)


@app.command()
def revoke(
    group: Name, person: Person, provider: Provider = "", server: Server = CHECKS, *, as_json: AsJson = False
) -> None:
    """End the access of a group, for all members at once."""
    request = pb.RevokeGroupRequest(group=group, provider=provider, request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.groups(person).revoke_group(request)
    told(reply, f"Revoked: {len(reply.ended_grant_ids)} grants ended.", as_json=as_json)


@app.command(name="list")
def list_all(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List your groups."""
    with reached(server) as callers:
        reply = callers.groups(person).list_groups(pb.ListGroupsRequest())
    listed(reply, _table(reply), as_json=as_json)


def _table(reply: pb.ListGroupsResponse) -> Table:
    table = Table("group", "members", "grants", title="Groups")
    for group in reply.groups:
        members = map(person_shown, group.member_ids, group.member_handles)
        table.add_row(group.name, ", ".join(members), str(len(group.grants)))
    return table
