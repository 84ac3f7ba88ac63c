"""What is kept about a person, as messages: each as the service that lists it writes it, without handles of others."""

from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_client.pb.cameo.v1.subject_pb2 import ExternalIdentity
from cameo_service.rpc.access import access_request_to
from cameo_service.rpc.appearances import appearance_to, takedown_to
from cameo_service.rpc.conversion import ACT, time_of
from cameo_service.rpc.delegation import delegation_to
from cameo_service.rpc.groups import group_to
from cameo_service.rpc.guardianship import guardianship_to
from cameo_service.rpc.held_renders import held_render_to
from cameo_service.rpc.restrictions import in_force_to
from cameo_service.usecases.ports.enrollment import InvitationRow, OwnerProof, SealedTrace
from cameo_service.usecases.ports.net_moves import NetMove
from cameo_service.usecases.ports.subjects import HandleRow
from cameo_service.usecases.records.export import KeptRecords


def kept_to(kept: KeptRecords) -> pb.KeptRecords:
    """Every list."""
    return pb.KeptRecords(
        accounts=[ExternalIdentity(issuer=issuer, sub=sub) for issuer, sub in kept.accounts],
        handles=map(_handle_to, kept.handles),
        names=kept.names,
        restrictions=in_force_to(kept.restrictions),
        groups=[group_to(group, {}) for group in kept.groups],
        delegations=[delegation_to(made, "") for made in kept.delegations],
        guardianships=[guardianship_to(link, {}) for link in kept.guardianships],
        access_requests=map(access_request_to, kept.access_requests),
        held_renders=map(held_render_to, kept.held_renders),
        appearances=map(appearance_to, kept.appearances),
        takedowns=map(takedown_to, kept.takedowns),
        invitations=map(_invitation_to, kept.invitations),
        owner_verifications=map(_verification_to, kept.owner_verifications),
        sealed=map(_sealed_to, kept.sealed),
        net_moves=map(_net_move_to, kept.net_moves),
        shortened=kept.shortened,
    )


def _handle_to(row: HandleRow) -> pb.ExportedHandle:
    return pb.ExportedHandle(
        handle=row.handle, claim_time=time_of(row.claimed_us), release_time=time_of(row.released_us)
    )


def _invitation_to(row: InvitationRow) -> pb.ExportedInvitation:
    return pb.ExportedInvitation(expire_time=time_of(row.expires_us), use_time=time_of(row.used_us))


def _verification_to(proof: OwnerProof) -> pb.ExportedVerification:
    return pb.ExportedVerification(act=ACT.to_wire(proof.act), verify_time=time_of(proof.verified_us))


def _sealed_to(trace: SealedTrace) -> pb.SealedRecord:
    return pb.SealedRecord(kind=trace.kind, model_id=trace.model_id, create_time=time_of(trace.since_us))


def _net_move_to(row: NetMove) -> pb.ExportedNetMove:
    return pb.ExportedNetMove(
        state=row.state,
        since_time=time_of(row.since_us),
        ask_time=time_of(row.asked_us),
        end_time=time_of(row.ends_us),
    )
