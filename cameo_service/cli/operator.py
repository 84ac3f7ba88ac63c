"""`cameo freeze-everything | unfreeze-everything | suspend | lift-suspension`: what an operator does to others."""

from typing import Annotated

import typer

from cameo_client.pb.cameo.v1 import operator_service_pb2 as pb
from cameo_service.cli.connection import CHECKS, AsJson, Server, named, new_request_id, reached
from cameo_service.cli.consent import Other
from cameo_service.cli.reply import told

Why = Annotated[str, typer.Option("--reason", help="1 to 200 characters; goes into the history.")]


def freeze_everything(reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Stop every render of everybody, at every fence and every renderer."""
    with reached(server) as callers:
        request = pb.FreezeEverythingRequest(reason=reason, request_id=new_request_id())
        reply = callers.operator().freeze_everything(request)
    told(reply, "Frozen: nobody may render anybody.", as_json=as_json)


def unfreeze_everything(reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Let what people allow be allowed again. Render grants from before stay dead."""
    with reached(server) as callers:
        request = pb.UnfreezeEverythingRequest(reason=reason, request_id=new_request_id())
        reply = callers.operator().unfreeze_everything(request)
    told(reply, "Unfrozen: what people allow is allowed again.", as_json=as_json)


def suspend(subject: Other, reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Suspend somebody: neither rendered nor rendering, and free to narrow alone."""
    with reached(server) as callers:
        request = pb.SuspendSubjectRequest(subject=named(subject), reason=reason, request_id=new_request_id())
        reply = callers.operator().suspend_subject(request)
    told(reply, f"{subject} is suspended.", as_json=as_json)


def lift_suspension(subject: Other, reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Lift a suspension: what was allowed before it holds again."""
    with reached(server) as callers:
        request = pb.LiftSuspensionRequest(subject=named(subject), reason=reason, request_id=new_request_id())
        reply = callers.operator().lift_suspension(request)
    told(reply, f"{subject} takes part again.", as_json=as_json)
