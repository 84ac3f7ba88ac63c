"""Commands of an operator: the stop of everything, suspensions, invitations, removal requests and reviews."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cameo_client.pb.cameo.v1 import content_class_pb2 as content_class
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as enrollment
from cameo_client.pb.cameo.v1 import operator_service_pb2 as pb
from cameo_client.pb.cameo.v1 import removal_service_pb2 as removal
from cameo_client.pb.cameo.v1 import review_service_pb2 as review_pb
from cameo_client.pb.cameo.v1 import subject_pb2
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import (
    CHECKS,
    ISSUER,
    STREAMS,
    Server,
    StreamServer,
    named,
    new_request_id,
    reached,
)
from cameo_service.cli.consent import AGES, Days, Other, chosen, in_days
from cameo_service.cli.held import Question
from cameo_service.cli.terminal import AsJson, listed, minute, told

Why = Annotated[str, typer.Option("--reason", help="1 to 200 characters; the reason goes into the history.")]
RemovalId = Annotated[str, typer.Argument(help="An id that `cameo removals` lists.")]
VERDICTS = ("no_objection", "objection")


def freeze_everything(reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Stop every render of every person.

    The stop holds at every check, fetch and commit, and for every running renderer.
    """
    with reached(server) as callers:
        request = pb.FreezeEverythingRequest(reason=reason, request_id=new_request_id())
        reply = callers.operator().freeze_everything(request)
    told(reply, "Frozen: all renders are denied.", as_json=as_json)


def unfreeze_everything(reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """End the stop of every render.

    What owners allow is allowed again. Render grants from before the stop stay invalid.
    """
    with reached(server) as callers:
        request = pb.UnfreezeEverythingRequest(reason=reason, request_id=new_request_id())
        reply = callers.operator().unfreeze_everything(request)
    told(reply, "Unfrozen: what owners allow is allowed again.", as_json=as_json)


def suspend(subject: Other, reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Suspend a person.

    A suspended person is not rendered and renders no person. They can still revoke, block and freeze.
    """
    with reached(server) as callers:
        request = pb.SuspendSubjectRequest(subject=named(subject), reason=reason, request_id=new_request_id())
        reply = callers.operator().suspend_subject(request)
    told(reply, f"{subject} is suspended.", as_json=as_json)


def lift_suspension(subject: Other, reason: Why, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Lift a person's suspension.

    What was allowed before the suspension is allowed again.
    """
    with reached(server) as callers:
        request = pb.LiftSuspensionRequest(subject=named(subject), reason=reason, request_id=new_request_id())
        reply = callers.operator().lift_suspension(request)
    told(reply, f"{subject} is no longer suspended.", as_json=as_json)


def settle_age(
    subject: Other,
    value: Annotated[str, typer.Argument(help=" | ".join(AGES))],
    reason: Why,
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Settle a person's age class that the app changed, or correct it.

    Only the person's own assertion makes an adult of a person who was none. A correction freezes the likeness.
    """
    asserted = f"AGE_CLASS_{chosen(value, AGES)}"
    with reached(server) as callers:
        request = pb.SettleAgeRequest(subject=named(subject), age=asserted, reason=reason, request_id=new_request_id())
        reply = callers.operator().settle_age(request)
    told(reply, f"Settled: {subject} is {value}.", as_json=as_json)


def invite(
    account: Annotated[str, typer.Argument(help="Account name of the issuer `dev`.")],
    days: Days = None,
    server: StreamServer = STREAMS,
    *,
    as_json: AsJson = False,
) -> None:
    """Invite an account to enroll once.

    An invitation is good for 14 days unless --days says otherwise.
    """
    request = enrollment.CreateInvitationRequest(
        invited=subject_pb2.SubjectRef(external=subject_pb2.ExternalIdentity(issuer=ISSUER, sub=account)),
        expire_time=in_days(days),
        request_id=new_request_id(),
    )
    with reached(server) as callers:
        reply = callers.invitations().create_invitation(request)
    told(reply, f"{account} may enroll with --invitation {reply.invitation_id}", as_json=as_json)


def removals(server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List the open removal requests, the first due first.

    They come from people who have no account.
    """
    with reached(server) as callers:
        reply = callers.removals().list_removals(removal.ListRemovalsRequest())
    title = f"{reply.waiting} wait, {reply.overdue} overdue"
    table = Table("due (UTC)", "id", "contact", "what", "files", title=title)
    for row in reply.removals:
        table.add_row(minute(row.due_time), row.removal_id, row.contact, row.what, str(len(row.output_sha256s)))
    listed(reply, table, as_json=as_json)


def order_removal(
    removal_id: RemovalId,
    output: Annotated[list[str] | None, typer.Option(help="SHA-256 in hexadecimal of a file you found.")] = None,
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Order every known copy of an output deleted.

    Contact and description of the request are deleted too.
    """
    digests = [_digest(text) for text in output or ()]
    with reached(server) as callers:
        request = removal.OrderRemovalRequest(
            removal_id=removal_id, output_sha256s=digests, request_id=new_request_id()
        )
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
    """Close a removal request without an order.

    Answer the person who asked first: their contact is deleted.
    """
    with reached(server) as callers:
        request = removal.RefuseRemovalRequest(removal_id=removal_id, reason=reason, request_id=new_request_id())
        reply = callers.removals().refuse_removal(request)
    told(reply, "Refused and closed.", as_json=as_json)


def reviews(server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """List the renders that wait for a reviewer."""
    with reached(server) as callers:
        reply = callers.review().list_reviews(review_pb.ListReviewsRequest())
    listed(reply, _reviews(reply), as_json=as_json)
    if not as_json:
        since = f", the oldest since {minute(reply.oldest_ask_time)} UTC" if reply.backlog else ""
        Console().print(f"{reply.backlog} wait{since}.", markup=False)


def answer_review(
    review: Question,
    verdict: Annotated[str, typer.Argument(help=" | ".join(VERDICTS))],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Record a reviewer's answer: objection or none.

    Without an objection the owner still decides.
    """
    said = f"REVIEW_VERDICT_{chosen(verdict, VERDICTS)}"
    with reached(server) as callers:
        request = review_pb.AnswerReviewRequest(review_id=review, verdict=said, request_id=new_request_id())
        reply = callers.review().answer_review(request)
    told(reply, f"Answered: {verdict}.", as_json=as_json)


def _digest(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise typer.BadParameter("write the SHA-256 in hexadecimal") from None


def _reviews(reply: review_pb.ListReviewsResponse) -> Table:
    table = Table("asked (UTC)", "use", "about", "prompt", "review", title="Reviews")
    for row in reply.reviews:
        use = terms.Use.Name(row.use).removeprefix("USE_").lower()
        names = [content_class.ContentClass.Name(label).removeprefix("CONTENT_CLASS_").lower() for label in row.classes]
        table.add_row(minute(row.ask_time), use, ", ".join(names), row.prompt, row.review_id.hex())
    return table
