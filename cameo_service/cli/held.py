"""`cameo asking | held | approve-render | deny-render`: an owner who wants to be asked before every render."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import held_render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import CHECKS, AsJson, Person, Server, new_request_id, reached
from cameo_service.cli.consent import chosen
from cameo_service.cli.reply import print_json, told

CHOICES = ("each_time", "never")


def question(text: str) -> bytes:
    """The question that `cameo held` shows so."""
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
    """Choose whether you are asked before every render by somebody else."""
    each_time = chosen(value, CHOICES) == "EACH_TIME"
    with reached(server) as callers:
        request = pb.SetAskingRequest(each_time=each_time, request_id=new_request_id())
        reply = callers.held_renders(person).set_asking(request)
    told(reply, "You are asked before every render." if each_time else "You are not asked any more.", as_json=as_json)


def held(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show the renders that wait for your yes, and the yeses nobody used yet."""
    with reached(server) as callers:
        reply = callers.held_renders(person).list_held_renders(pb.ListHeldRendersRequest())
    if as_json:
        print_json(reply)
    else:
        Console().print(_table(reply))


def approve_render(ask: Question, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Say yes to one render. It is good for that one, once."""
    with reached(server) as callers:
        request = pb.ApproveHeldRenderRequest(held_render_id=ask, request_id=new_request_id())
        reply = callers.held_renders(person).approve_held_render(request)
    until = reply.expire_time.ToDatetime().strftime("%Y-%m-%d %H:%M")
    told(reply, f"Approved, once, until {until} UTC.", as_json=as_json)


def deny_render(ask: Question, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Say no to one render, or take a yes back."""
    with reached(server) as callers:
        request = pb.DenyHeldRenderRequest(held_render_id=ask, request_id=new_request_id())
        reply = callers.held_renders(person).deny_held_render(request)
    told(reply, "Denied: this render is not permitted.", as_json=as_json)


def _table(reply: pb.ListHeldRendersResponse) -> Table:
    table = Table("asked (UTC)", "who", "use", "prompt", "state", "question", title="Held renders")
    for row in reply.held_renders:
        when = row.ask_time.ToDatetime().strftime("%Y-%m-%d %H:%M")
        use = terms.Use.Name(row.use).removeprefix("USE_").lower()
        state = pb.HeldRenderState.Name(row.state).removeprefix("HELD_RENDER_STATE_").lower()
        who = f"@{row.requester_handle}" if row.requester_handle else row.requester_id
        table.add_row(when, who, use, row.prompt, state, row.held_render_id.hex())
    return table
