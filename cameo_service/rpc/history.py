"""HistoryService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

import json
from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import consent_service_pb2
from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_client.pb.cameo.v1.history_service_pb2_grpc import HistoryServiceServicer
from cameo_service.rpc.consent import consent_to
from cameo_service.rpc.conversion import (
    MODALITY,
    USE,
    FieldMalformedError,
    FieldMissingError,
    Vocabulary,
    optional_person_from,
    text_from,
    time_of,
)
from cameo_service.rpc.export import kept_to
from cameo_service.rpc.front.call import Call
from cameo_service.usecases.ports.history import SessionRecord
from cameo_service.usecases.records.export import ExportPage, ExportSubject, ExportSubjectRequest
from cameo_service.usecases.records.receipts import (
    CheckpointReply,
    ConsentEvent,
    GetCheckpoint,
    GetProvenance,
    GetProvenanceRequest,
    GetReceipt,
    GetReceiptRequest,
    Receipt,
)
from consent.history.leaf_record import GrantInForce, LeafRecord
from consent.history.provenance import DIGITAL_SOURCE_TYPE, Provenance
from consent.terms import Modality, Use

SCHEMA = "iso-iec-ts-27560-2023/cameo-1"
WITHDRAWAL = "At any time and free of charge in the app: revoke access, narrow the audience, or freeze the likeness."
LONGEST_TOKEN_BYTES = 128
EVENT = Vocabulary(ConsentEvent, pb.ConsentEvent, "CONSENT_EVENT")


@dataclass(frozen=True, slots=True)
class HistoryUseCases:
    """The questions of the service; each knows the edges it reads from."""

    get_receipt: GetReceipt
    get_checkpoint: GetCheckpoint
    export_subject: ExportSubject
    get_provenance: GetProvenance


def _get_receipt_from(message: pb.GetReceiptRequest) -> GetReceiptRequest:
    """Raises FieldMissingError or FieldMalformedError, as every function here does."""
    return GetReceiptRequest(
        optional_person_from(message, "owner"), text_from(message, "revision", LONGEST_TOKEN_BYTES)
    )


def _export_subject_from(message: pb.ExportSubjectRequest) -> ExportSubjectRequest:
    """A page token is the place of a leaf."""
    token = message.page_token
    if token and not (token.isascii() and token.isdigit() and 0 < int(token) < 2**63):
        raise FieldMalformedError("page_token", "send the token of the page before, or none")
    return ExportSubjectRequest(optional_person_from(message, "owner"), int(token or 0))


def _get_provenance_from(message: pb.GetProvenanceRequest) -> GetProvenanceRequest:
    """A question about a grant."""
    if not message.render_grant:
        raise FieldMissingError("render_grant")
    return GetProvenanceRequest(message.render_grant, text_from(message, "revision", LONGEST_TOKEN_BYTES))


def _provenance_to(provenance: Provenance) -> pb.GetProvenanceResponse:
    """The data of an assertion."""
    text = json.dumps(provenance.assertion(), sort_keys=True)
    return pb.GetProvenanceResponse(assertion_json=text, digital_source_type=DIGITAL_SOURCE_TYPE)


def _checkpoint_to(reply: CheckpointReply) -> pb.GetCheckpointResponse:
    """A tree head."""
    head = reply.checkpoint
    return pb.GetCheckpointResponse(
        tree_size=head.size if head else 0,
        checkpoint=head.note if head else b"",
        verifier_key=reply.verifier_key,
        consistency=reply.consistency,
    )


class ReceiptConverter:
    """Receipts as one operator writes them. origin: of the history. controller: who is responsible for the data."""

    def __init__(self, origin: str, controller: str) -> None:
        self._origin = origin
        self._controller = controller

    def proven_to(self, receipt: Receipt) -> pb.ProvenReceipt:
        """A receipt and its proof."""
        return pb.ProvenReceipt(receipt=self._receipt_to(receipt), proof=_proof_to(receipt))

    def page_to(self, page: ExportPage) -> pb.ExportSubjectResponse:
        """A page of an export."""
        return pb.ExportSubjectResponse(
            consent=consent_to(page.consent) if page.consent else None,
            kept=kept_to(page.kept) if page.kept else None,
            sessions=[_session_to(session) for session in page.sessions],
            receipts=[self.proven_to(receipt) for receipt in page.receipts],
            next_page_token="" if page.next_start is None else str(page.next_start),
        )

    def _receipt_to(self, receipt: Receipt) -> pb.ConsentReceipt:
        record: LeafRecord = receipt.record
        return pb.ConsentReceipt(
            schema_version=SCHEMA,
            receipt_id=f"{self._origin}/{receipt.leaf.index}",
            pii_principal_id=record.owner,
            pii_controller=self._controller,
            event_type=EVENT.to_wire(receipt.event),
            kind=record.kind,
            event_time=time_of(record.at_us),
            actor_id=record.actor,
            service_id=record.provider,
            reason=record.reason,
            count=record.count,
            audience=record.audience,
            frozen=record.is_frozen,
            grants=[_grant_to(grant, record.actor) for grant in record.grants],
            withdrawal_method=WITHDRAWAL,
        )


def _proof_to(receipt: Receipt) -> pb.InclusionProof:
    head = receipt.checkpoint
    return pb.InclusionProof(
        leaf_index=receipt.leaf.index,
        record=receipt.leaf.record,
        salt=receipt.leaf.salt,
        entry=receipt.leaf.entry,
        tree_size=head.size if head else 0,
        hashes=receipt.hashes,
        checkpoint=head.note if head else b"",
    )


def _grant_to(grant: GrantInForce, grantee: str) -> consent_service_pb2.AccessGrant:
    return consent_service_pb2.AccessGrant(
        grant_id=grant.grant_id,
        grantee_id=grantee,
        modalities=[MODALITY.to_wire(Modality(name)) for name in grant.modalities],
        uses=[USE.to_wire(Use(name)) for name in grant.uses],
        expire_time=time_of(grant.expires_us),
        provider=grant.provider,
        asks_each_time=grant.asks_each_time,
    )


def _session_to(session: SessionRecord) -> pb.ExportedSession:
    return pb.ExportedSession(
        session_id=str(session.session_id),
        state=session.state,
        create_time=time_of(session.created_us),
        purposes=",".join(json.loads(session.purposes)),
        consent_record=session.consent_record,
        verification_record=session.record or "",
    )


class HistoryServicer(HistoryServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(self, use_cases: HistoryUseCases, receipts: ReceiptConverter) -> None:
        self._use_cases = use_cases
        self._receipts = receipts

    def GetReceipt(self, request: pb.GetReceiptRequest, call: Call) -> pb.GetReceiptResponse:
        """A receipt."""
        receipt = self._use_cases.get_receipt(call.caller, _get_receipt_from(request))
        return pb.GetReceiptResponse(receipt=self._receipts.proven_to(receipt))

    def GetCheckpoint(self, request: pb.GetCheckpointRequest, call: Call) -> pb.GetCheckpointResponse:
        """A tree head."""
        return _checkpoint_to(self._use_cases.get_checkpoint(call.caller, request.earlier_size))

    def ExportSubject(self, request: pb.ExportSubjectRequest, call: Call) -> pb.ExportSubjectResponse:
        """A page."""
        return self._receipts.page_to(self._use_cases.export_subject(call.caller, _export_subject_from(request)))

    def GetProvenance(self, request: pb.GetProvenanceRequest, call: Call) -> pb.GetProvenanceResponse:
        """The data of an assertion."""
        asked = _get_provenance_from(request)
        return _provenance_to(self._use_cases.get_provenance(call.caller, asked))
