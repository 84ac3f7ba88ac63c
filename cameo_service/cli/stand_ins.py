"""`cameo delegate | delegates | end-delegation | guardian | guardianships | end-guardianship`: acting for an owner."""

from typing import Annotated

import typer
from rich.table import Table

from cameo_client.pb.cameo.v1 import delegation_service_pb2 as delegation
from cameo_client.pb.cameo.v1 import guardian_service_pb2 as guardianship
from cameo_service.cli.connection import CHECKS, Person, Server, named, new_request_id, reached
from cameo_service.cli.consent import Other, in_days
from cameo_service.cli.terminal import AsJson, listed, minute, person_shown, told


def delegate(
    who: Other,
    person: Person,
    evidence: Annotated[str, typer.Option(help="Where the mandate is kept, 1 to 200 characters.")],
    days: Annotated[int, typer.Option(min=1, max=3650, help="The delegation ends after this many days.")],
    server: Server = CHECKS,
    *,
    may_grant: Annotated[bool, typer.Option("--may-grant", help="Let them grant access too, never for AD.")] = False,
    as_json: AsJson = False,
) -> None:
    """Name a delegate, who acts for you until a day.

    A delegate may revoke, block, freeze and hide. The delegate's own access to your likeness ends.
    """
    request = delegation.NameDelegateRequest(
        delegate=named(who),
        acts=[delegation.DELEGATED_ACT_GRANT_ACCESS] if may_grant else [],
        evidence=evidence,
        expire_time=in_days(days),
        request_id=new_request_id(),
    )
    with reached(server) as callers:
        reply = callers.delegations(person).name_delegate(request)
    told(reply, f"{who} acts for you for {days} days.", as_json=as_json)


def end_delegation(who: Other, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """End a delegation.

    Access that the delegate granted stays granted.
    """
    with reached(server) as callers:
        request = delegation.EndDelegationRequest(delegate=named(who), request_id=new_request_id())
        reply = callers.delegations(person).end_delegation(request)
    told(reply, f"{who} no longer acts for you.", as_json=as_json)


def delegates(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List your delegates."""
    with reached(server) as callers:
        reply = callers.delegations(person).list_delegations(delegation.ListDelegationsRequest())
    table = Table("delegate", "may grant", "evidence", "until (UTC)", title="Your delegates")
    for row in reply.delegations:
        may_grant = delegation.DELEGATED_ACT_GRANT_ACCESS in row.acts
        who = person_shown(row.delegate_id, row.delegate_handle)
        table.add_row(who, "yes" if may_grant else "no", row.evidence, minute(row.expire_time))
    listed(reply, table, as_json=as_json)


def guardian(
    who: Other,
    person: Person,
    evidence: Annotated[str, typer.Option(help="Where the proof is kept, 1 to 200 characters.")],
    days: Annotated[
        int, typer.Option(min=1, max=3650, help="Ends after this many days: at most when the minor comes of age.")
    ],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Become the guardian of a minor until a day."""
    request = guardianship.BecomeGuardianRequest(
        minor=named(who), evidence=evidence, expire_time=in_days(days), request_id=new_request_id()
    )
    with reached(server) as callers:
        reply = callers.guardians(person).become_guardian(request)
    told(reply, f"You are the guardian of {who} for {days} days.", as_json=as_json)


def end_guardianship(who: Other, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """End your guardianship of a minor.

    Without a guardian all renders of the minor are denied.
    """
    with reached(server) as callers:
        request = guardianship.EndGuardianshipRequest(minor=named(who), request_id=new_request_id())
        reply = callers.guardians(person).end_guardianship(request)
    told(reply, f"You are no longer the guardian of {who}.", as_json=as_json)


def guardianships(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List the minors you are guardian of, and your guardians."""
    with reached(server) as callers:
        reply = callers.guardians(person).list_guardianships(guardianship.ListGuardianshipsRequest())
    table = Table("minor", "guardian", "evidence", "until (UTC)", title="Guardianships")
    for row in reply.guardianships:
        minor = person_shown(row.minor_id, row.minor_handle)
        adult = person_shown(row.guardian_id, row.guardian_handle)
        table.add_row(minor, adult, row.evidence, minute(row.expire_time))
    listed(reply, table, as_json=as_json)
