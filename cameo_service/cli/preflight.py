"""`cameo preflight @handle ...`: what a check would say, before there is a prompt."""

import json
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToDict
from rich.console import Console

from cameo_client.pb.cameo.v1 import content_class_pb2
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.check import PROVIDER, USES, Requester, UseName
from cameo_service.cli.connection import CHECKS, AsJson, Server, assertion_of, reached
from cameo_service.cli.consent import chosen


def preflight(
    handles: Annotated[list[str], typer.Argument(help="@handles of the people.")],
    person: Requester = "",
    use: UseName = "private",
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask whether people could be rendered. Nothing is asked of anybody, and nothing follows from it."""
    planned = f"USE_{chosen(use, USES)}"
    request = pb.PreflightRequest(
        items=[_item(handle, planned) for handle in handles],
        requester_assertion=assertion_of(person) if person else "",
    )
    with reached(server) as callers:
        reply = callers.render(PROVIDER).preflight(request)
    if as_json:
        typer.echo(json.dumps(MessageToDict(reply)))
        return
    for handle, decision in zip(handles, reply.decisions, strict=True):
        word = pb.PromptDecision.Name(decision).removeprefix("PROMPT_DECISION_")
        Console().print(f"{handle}: {word}", markup=False)


def _item(handle: str, use: str) -> pb.PreflightItem:
    return pb.PreflightItem(
        handle=handle.removeprefix("@"),
        modalities=[terms.MODALITY_FACE, terms.MODALITY_VOICE],
        use=use,
        class_labels=content_class_pb2.ContentLabels(classifier="command-line"),
    )
