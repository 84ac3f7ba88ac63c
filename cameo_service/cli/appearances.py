"""`cameo appearances | hide | delete | takedowns`: where a person appears, and what has to go."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import appearance_service_pb2 as pb
from cameo_service.cli.activity import moment
from cameo_service.cli.activity_words import ID_CHARACTERS
from cameo_service.cli.connection import CHECKS, AsJson, Person, Server, new_request_id, reached
from cameo_service.cli.reply import print_json, told

AppearanceId = Annotated[str, typer.Argument(help="The id that `cameo appearances` shows.")]
Anybody = Annotated[str, typer.Option("--as", help="Only orders of this person; default: everybody's.")]

_REMOVED = {pb.REMOVAL_HIDDEN: "hidden", pb.REMOVAL_DELETED: "deleted"}

takedowns = typer.Typer(help="What the app has to hide or delete.", no_args_is_help=True)


def appearances(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show every output that shows you, drafts of others included."""
    with reached(server) as callers:
        reply = callers.appearances(person).list_appearances(pb.ListAppearancesRequest(page_size=200))
    if as_json:
        print_json(reply)
        return
    table = _table("Where you appear, newest first", "appearance", "state", "made (UTC)", "by")
    for seen in reply.appearances:
        maker = f"...{seen.requester_id[-ID_CHARACTERS:]}" if seen.requester_id else "somebody unknown"
        table.add_row(seen.appearance_id, state_of(seen), moment(seen.draft_time), f"{maker} with {seen.provider}")
    Console().print(table)


def state_of(seen: pb.Appearance) -> str:
    """Draft or published, unless the person had it hidden or deleted."""
    return _REMOVED.get(seen.removal, "published" if seen.HasField("publish_time") else "draft")


def hide(appearance: AppearanceId, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Have one output that shows you hidden from everybody else."""
    request = pb.HideAppearanceRequest(appearance_id=appearance, request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.appearances(person).hide_appearance(request)
    told(
        reply,
        "Ordered hidden, within 48 hours. From now on nobody can publish it or build on it.",
        as_json=as_json,
    )


def delete(appearance: AppearanceId, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Have one output that shows you deleted."""
    request = pb.DeleteAppearanceRequest(appearance_id=appearance, request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.appearances(person).delete_appearance(request)
    told(reply, "Ordered deleted, within 48 hours.", as_json=as_json)


@takedowns.command(name="list")
def list_takedowns(person: Anybody = "", server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show the orders that the app has not acknowledged, the first due first."""
    with reached(server) as callers:
        reply = callers.appearances(person).list_takedowns(pb.ListTakedownsRequest(page_size=200))
    if as_json:
        print_json(reply)
        return
    table = _table("Open orders", "order", "to be", "due (UTC)", "output (SHA-256)")
    for order in reply.takedowns:
        output = order.appearance.output_sha256.hex()
        table.add_row(order.takedown_id, _REMOVED[order.removal], moment(order.due_time), output)
    Console().print(table)


@takedowns.command()
def acknowledge(
    order: Annotated[str, typer.Argument(help="The id that `cameo takedowns list` shows.")],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Say that an order was carried out. It is told again and again until you do."""
    request = pb.AcknowledgeTakedownRequest(takedown_id=order, request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.appearances().acknowledge_takedown(request)
    told(reply, f"Done, as of {moment(reply.acknowledge_time)} UTC.", as_json=as_json)


def _table(title: str, *columns: str) -> Table:
    """Whatever the width: the id in the first column stays whole on one line, and nothing else is cut off."""
    table = Table(title=title)
    for number, column in enumerate(columns):
        table.add_column(column, no_wrap=number == 0, overflow="fold")
    return table
