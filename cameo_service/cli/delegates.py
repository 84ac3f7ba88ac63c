"""`cameo delegate | delegates | end-delegation`: who acts for an owner."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import delegation_service_pb2 as pb
from cameo_service.cli.connection import CHECKS, AsJson, Person, Server, named, new_request_id, reached
from cameo_service.cli.consent import Other, in_days
from cameo_service.cli.reply import print_json, told


def delegate(
    who: Other,
    person: Person,
    evidence: Annotated[str, typer.Option(help="Where the mandate is kept, 1 to 200 characters.")],
    days: Annotated[int, typer.Option(min=1, max=3650, help="Ends after so many days.")],
    server: Server = CHECKS,
    *,
    may_grant: Annotated[bool, typer.Option("--may-grant", help="Let them grant access, too, never AD.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody act for you: revoke, block, freeze and take down, until a day."""
    request = pb.NameDelegateRequest(
        delegate=named(who),
        acts=[pb.DELEGATED_ACT_GRANT_ACCESS] if may_grant else [],
        evidence=evidence,
        expire_time=in_days(days),
        request_id=new_request_id(),
    )
    with reached(server) as callers:
        reply = callers.delegations(person).name_delegate(request)
    told(reply, f"{who} acts for you for {days} days.", as_json=as_json)


def end_delegation(who: Other, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Let them act for you no more. What they granted stays granted."""
    with reached(server) as callers:
        request = pb.EndDelegationRequest(delegate=named(who), request_id=new_request_id())
        reply = callers.delegations(person).end_delegation(request)
    told(reply, f"{who} acts for you no more.", as_json=as_json)


def delegates(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List who acts for you."""
    with reached(server) as callers:
        reply = callers.delegations(person).list_delegations(pb.ListDelegationsRequest())
    if as_json:
        print_json(reply)
        return
    table = Table("delegate", "may grant", "evidence", "until (UTC)", title="Who acts for you")
    for row in reply.delegations:
        may_grant = pb.DELEGATED_ACT_GRANT_ACCESS in row.acts
        until = row.expire_time.ToDatetime().strftime("%Y-%m-%d %H:%M")
        table.add_row(row.delegate_id, "yes" if may_grant else "no", row.evidence, until)
    Console().print(table)
