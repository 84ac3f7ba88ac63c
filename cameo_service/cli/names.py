"""Commands of an operator about names: which refuse prompts, and whose count without an enrollment."""

from typing import Annotated

import typer
from rich.table import Table

from cameo_client.pb.cameo.v1 import operator_service_pb2 as pb
from cameo_service.cli.connection import CHECKS, Server, named, new_request_id, reached
from cameo_service.cli.consent import Other
from cameo_service.cli.terminal import AsJson, listed, told

Why = Annotated[str, typer.Option("--reason", help="1 to 200 characters; the person reads the reason.")]


def names(server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List the names that refuse the most prompts.

    No prompt is kept. A name that refuses many people may be ordinary words.
    """
    with reached(server) as callers:
        reply = callers.operator().list_names(pb.ListNamesRequest())
    table = Table("refused prompts", "name", "counts", "person", title="Names")
    for row in reply.names:
        why = "vouched for" if row.vouched else "enrolled" if row.counts else "not yet"
        table.add_row(str(row.refused_prompts), row.name, why, row.subject_id)
    listed(reply, table, as_json=as_json)


def vouch(subject: Other, reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Let a person's names count without an enrollment.

    Prompts of others that hold such a name are then refused.
    """
    with reached(server) as callers:
        request = pb.VouchForNamesRequest(subject=named(subject), reason=reason, request_id=new_request_id())
        reply = callers.operator().vouch_for_names(request)
    told(reply, f"The names of {subject} count.", as_json=as_json)


def withdraw_vouch(subject: Other, reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """No longer vouch for a person's names.

    The names of an enrolled person count all the same.
    """
    with reached(server) as callers:
        request = pb.WithdrawVouchRequest(subject=named(subject), reason=reason, request_id=new_request_id())
        reply = callers.operator().withdraw_vouch(request)
    told(reply, f"The names of {subject} count only with an enrollment.", as_json=as_json)
