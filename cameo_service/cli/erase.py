"""`cameo erase | erasure`: the end of a person here, and the receipt of it."""

from typing import Annotated

import typer

from cameo_client.pb.cameo.v1 import erasure_service_pb2 as pb
from cameo_service.cli.connection import CHECKS, AsJson, Person, Server, new_request_id, reached
from cameo_service.cli.consent import chosen
from cameo_service.cli.reply import told

EFFECTS = ("stop_new", "hide_drafts", "delete_all")


def erase(
    person: Person,
    effect: Annotated[str, typer.Option(help=" | ".join(EFFECTS))] = "delete_all",
    server: Server = CHECKS,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again. It cannot be undone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase yourself: face, voice, grants and account. An enrolled person verifies themself for it first."""
    wanted = f"STOP_EFFECT_{chosen(effect, EFFECTS)}"
    if not yes:
        typer.confirm("Erase everything about you here? It cannot be undone.", abort=True)
    with reached(server) as callers:
        request = pb.EraseSubjectRequest(effect=wanted, request_id=new_request_id())
        reply = callers.erasure(person).erase_subject(request)
    told(reply, f"Erased. Keep this id for the receipt: {reply.erasure_id}", as_json=as_json)


def erasure(
    erasure_id: Annotated[str, typer.Argument(help="What `cameo erase` printed.")],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Show how far an erasure is: pending while an old backup could be opened, then final."""
    with reached(server) as callers:
        reply = callers.erasures().get_erasure(pb.GetErasureRequest(erasure_id=erasure_id))
    state = pb.ErasureState.Name(reply.state).removeprefix("ERASURE_STATE_").lower()
    told(reply, f"This erasure is {state}. Receipt: {reply.receipt.decode()}", as_json=as_json)
