"""`cameo removals | order-removal | refuse-removal`: requests of people who have no account."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import removal_service_pb2 as pb
from cameo_service.cli.connection import CHECKS, AsJson, Server, new_request_id, reached
from cameo_service.cli.reply import print_json, told

RemovalId = Annotated[str, typer.Argument(help="An id that `cameo removals` lists.")]


def removals(server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List removal requests nobody answered, the first due first."""
    with reached(server) as callers:
        reply = callers.removals().list_removals(pb.ListRemovalsRequest())
    if as_json:
        print_json(reply)
        return
    table = Table("due (UTC)", "id", "contact", "what", "files", title=f"{reply.waiting} wait, {reply.overdue} overdue")
    for row in reply.removals:
        due = row.due_time.ToDatetime().strftime("%Y-%m-%d %H:%M")
        table.add_row(due, row.removal_id, row.contact, row.what, str(len(row.output_sha256s)))
    Console().print(table)


def order_removal(
    removal_id: RemovalId,
    output: Annotated[list[str] | None, typer.Option(help="SHA-256 in hexadecimal of a file you found.")] = None,
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Order every known copy deleted. Contact and description are deleted, too."""
    digests = [_digest(text) for text in output or ()]
    with reached(server) as callers:
        request = pb.OrderRemovalRequest(removal_id=removal_id, output_sha256s=digests, request_id=new_request_id())
        reply = callers.removals().order_removal(request)
    unknown = f" {len(reply.unknown_output_sha256s)} files are not known here." if reply.unknown_output_sha256s else ""
    told(reply, f"{reply.takedowns} takedowns ordered.{unknown}", as_json=as_json)


def refuse_removal(
    removal_id: RemovalId,
    reason: Annotated[str, typer.Option(help="1 to 200 characters without personal data.")],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Close a request without an order. Answer whoever asked before: how to reach them is deleted."""
    with reached(server) as callers:
        request = pb.RefuseRemovalRequest(removal_id=removal_id, reason=reason, request_id=new_request_id())
        reply = callers.removals().refuse_removal(request)
    told(reply, "Refused and closed.", as_json=as_json)


def _digest(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise typer.BadParameter("write the SHA-256 in hexadecimal") from None
