"""`cameo invite`: let one account enroll where enrollment is by invitation."""

from typing import Annotated

import typer

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import subject_pb2
from cameo_service.cli.connection import ISSUER, STREAMS, AsJson, StreamServer, new_request_id, reached
from cameo_service.cli.consent import Days, in_days
from cameo_service.cli.reply import told


def invite(
    account: Annotated[str, typer.Argument(help="Account name of the issuer `dev`.")],
    days: Days = None,
    server: StreamServer = STREAMS,
    *,
    as_json: AsJson = False,
) -> None:
    """Invite an account to enroll, once; good for 14 days unless --days says otherwise."""
    request = pb.CreateInvitationRequest(
        invited=subject_pb2.SubjectRef(external=subject_pb2.ExternalIdentity(issuer=ISSUER, sub=account)),
        expire_time=in_days(days),
        request_id=new_request_id(),
    )
    with reached(server) as callers:
        reply = callers.invitations().create_invitation(request)
    told(reply, f"{account} may enroll with --invitation {reply.invitation_id}", as_json=as_json)
