"""`cameo appearances | hide | delete | takedowns`: outputs that show a person, and orders to remove them."""

from typing import Annotated

import typer

from cameo_client.pb.cameo.v1 import appearance_service_pb2 as pb
from cameo_service.cli.connection import CHECKS, Person, Server, new_request_id, reached
from cameo_service.cli.terminal import AsJson, listed, person_shown, second, told, wide_table

AppearanceId = Annotated[str, typer.Argument(help="The id that `cameo appearances` shows.")]
OnePerson = Annotated[str, typer.Option("--as", help="Only orders of this person; default: of all people.")]

_REMOVED = {pb.REMOVAL_HIDDEN: "hidden", pb.REMOVAL_DELETED: "deleted"}

takedowns = typer.Typer(help="Orders to hide or delete outputs, as the app backend reads them.", no_args_is_help=True)


def appearances(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List every output that shows you, drafts of others included."""
    with reached(server) as callers:
        reply = callers.appearances(person).list_appearances(pb.ListAppearancesRequest(page_size=200))
    table = wide_table("Where you appear, newest first", "appearance", "state", "made (UTC)", "by")
    for seen in reply.appearances:
        maker = person_shown(seen.requester_id, seen.requester_handle)
        table.add_row(seen.appearance_id, state_of(seen), second(seen.draft_time), f"{maker} with {seen.provider}")
    listed(reply, table, as_json=as_json)


def state_of(seen: pb.Appearance) -> str:
    """Hidden or deleted if the person ordered that, otherwise published or draft."""
    return _REMOVED.get(seen.removal, "published" if seen.HasField("publish_time") else "draft")


def hide(appearance: AppearanceId, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Order one output that shows you hidden."""
    request = pb.HideAppearanceRequest(appearance_id=appearance, request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.appearances(person).hide_appearance(request)
    words = "Ordered hidden, within 48 hours. From now on it cannot be published or built on."
    told(reply, words, as_json=as_json)


def delete(appearance: AppearanceId, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Order one output that shows you deleted."""
    request = pb.DeleteAppearanceRequest(appearance_id=appearance, request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.appearances(person).delete_appearance(request)
    told(reply, "Ordered deleted, within 48 hours.", as_json=as_json)


@takedowns.command(name="list")
def list_takedowns(person: OnePerson = "", server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List the orders that the app has not acknowledged, the first due first."""
    with reached(server) as callers:
        reply = callers.appearances(person).list_takedowns(pb.ListTakedownsRequest(page_size=200))
    table = wide_table("Open orders", "order", "to be", "due (UTC)", "output (SHA-256)")
    for order in reply.takedowns:
        output = order.appearance.output_sha256.hex()
        table.add_row(order.takedown_id, _REMOVED[order.removal], second(order.due_time), output)
    listed(reply, table, as_json=as_json)


@takedowns.command()
def acknowledge(
    order: Annotated[str, typer.Argument(help="The id that `cameo takedowns list` shows.")],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Report that an order was carried out. The service repeats the order until then."""
    request = pb.AcknowledgeTakedownRequest(takedown_id=order, request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.appearances().acknowledge_takedown(request)
    told(reply, f"Acknowledged at {second(reply.acknowledge_time)} UTC.", as_json=as_json)
