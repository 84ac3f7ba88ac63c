"""`cameo asking | held | approve-render | deny-render`: for an owner who is asked before every render."""

from typing import Annotated

import typer
from rich.table import Table

from cameo_client.pb.cameo.v1 import held_render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import CHECKS, Person, Server, new_request_id, reached
from cameo_service.cli.consent import chosen
from cameo_service.cli.terminal import AsJson, listed, minute, person_shown, told

CHOICES = ("each_time", "never")


def question(text: str) -> bytes:
    """The id of a question, from the hexadecimal text that `cameo held` shows."""
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise typer.BadParameter("name a question as `cameo held` shows it") from error


Question = Annotated[bytes, typer.Argument(parser=question, help="The question, as `cameo held` shows it.")]


def asking(
    value: Annotated[str, typer.Argument(help=" | ".join(CHOICES))],
    person: Person,
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Choose whether you are asked before every render by another person."""
    each_time = chosen(value, CHOICES) == "EACH_TIME"
    with reached(server) as callers:
        request = pb.SetAskingRequest(each_time=each_time, request_id=new_request_id())
        reply = callers.held_renders(person).set_asking(request)
    words = "You are asked before every render." if each_time else "You are no longer asked before a render."
    told(reply, words, as_json=as_json)


def held(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List the renders that wait for your approval, and approvals not yet used."""
    with reached(server) as callers:
        reply = callers.held_renders(person).list_held_renders(pb.ListHeldRendersRequest())
    listed(reply, _table(reply), as_json=as_json)


def approve_render(ask: Question, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Approve one render, once."""
    with reached(server) as callers:
        request = pb.ApproveHeldRenderRequest(held_render_id=ask, request_id=new_request_id())
        reply = callers.held_renders(person).approve_held_render(request)
    told(reply, f"Approved, once, until {minute(reply.expire_time)} UTC.", as_json=as_json)


def deny_render(ask: Question, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Deny one render, or take an approval back."""
    with reached(server) as callers:
        request = pb.DenyHeldRenderRequest(held_render_id=ask, request_id=new_request_id())
        reply = callers.held_renders(person).deny_held_render(request)
    told(reply, "Denied: this render is not permitted.", as_json=as_json)


def _table(reply: pb.ListHeldRendersResponse) -> Table:
    table = Table("asked (UTC)", "requester", "use", "prompt", "state", "question", title="Held renders")
    for row in reply.held_renders:
        use = terms.Use.Name(row.use).removeprefix("USE_").lower()
        state = pb.HeldRenderState.Name(row.state).removeprefix("HELD_RENDER_STATE_").lower()
        who = person_shown(row.requester_id, row.requester_handle)
        table.add_row(minute(row.ask_time), who, use, row.prompt, state, row.held_render_id.hex())
    return table
