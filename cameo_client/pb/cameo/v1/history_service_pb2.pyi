import datetime

from cameo_client.pb.cameo.v1 import access_service_pb2 as _access_service_pb2
from cameo_client.pb.cameo.v1 import appearance_service_pb2 as _appearance_service_pb2
from cameo_client.pb.cameo.v1 import consent_service_pb2 as _consent_service_pb2
from cameo_client.pb.cameo.v1 import delegation_service_pb2 as _delegation_service_pb2
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as _enrollment_service_pb2
from cameo_client.pb.cameo.v1 import group_service_pb2 as _group_service_pb2
from cameo_client.pb.cameo.v1 import guardian_service_pb2 as _guardian_service_pb2
from cameo_client.pb.cameo.v1 import held_render_service_pb2 as _held_render_service_pb2
from cameo_client.pb.cameo.v1 import restriction_service_pb2 as _restriction_service_pb2
from cameo_client.pb.cameo.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConsentEvent(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONSENT_EVENT_UNSPECIFIED: _ClassVar[ConsentEvent]
    CONSENT_EVENT_GIVEN: _ClassVar[ConsentEvent]
    CONSENT_EVENT_WITHDRAWN: _ClassVar[ConsentEvent]
    CONSENT_EVENT_RECORDED: _ClassVar[ConsentEvent]
CONSENT_EVENT_UNSPECIFIED: ConsentEvent
CONSENT_EVENT_GIVEN: ConsentEvent
CONSENT_EVENT_WITHDRAWN: ConsentEvent
CONSENT_EVENT_RECORDED: ConsentEvent

class GetReceiptRequest(_message.Message):
    __slots__ = ("owner", "revision")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    revision: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...

class ConsentReceipt(_message.Message):
    __slots__ = ("schema_version", "receipt_id", "pii_principal_id", "pii_controller", "event_type", "kind", "event_time", "actor_id", "service_id", "reason", "count", "audience", "frozen", "grants", "withdrawal_method")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    PII_PRINCIPAL_ID_FIELD_NUMBER: _ClassVar[int]
    PII_CONTROLLER_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTOR_ID_FIELD_NUMBER: _ClassVar[int]
    SERVICE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    FROZEN_FIELD_NUMBER: _ClassVar[int]
    GRANTS_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWAL_METHOD_FIELD_NUMBER: _ClassVar[int]
    schema_version: str
    receipt_id: str
    pii_principal_id: str
    pii_controller: str
    event_type: ConsentEvent
    kind: str
    event_time: _timestamp_pb2.Timestamp
    actor_id: str
    service_id: str
    reason: str
    count: int
    audience: str
    frozen: bool
    grants: _containers.RepeatedCompositeFieldContainer[_consent_service_pb2.AccessGrant]
    withdrawal_method: str
    def __init__(self, schema_version: _Optional[str] = ..., receipt_id: _Optional[str] = ..., pii_principal_id: _Optional[str] = ..., pii_controller: _Optional[str] = ..., event_type: _Optional[_Union[ConsentEvent, str]] = ..., kind: _Optional[str] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor_id: _Optional[str] = ..., service_id: _Optional[str] = ..., reason: _Optional[str] = ..., count: _Optional[int] = ..., audience: _Optional[str] = ..., frozen: _Optional[bool] = ..., grants: _Optional[_Iterable[_Union[_consent_service_pb2.AccessGrant, _Mapping]]] = ..., withdrawal_method: _Optional[str] = ...) -> None: ...

class InclusionProof(_message.Message):
    __slots__ = ("leaf_index", "record", "salt", "entry", "tree_size", "hashes", "checkpoint")
    LEAF_INDEX_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    SALT_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    TREE_SIZE_FIELD_NUMBER: _ClassVar[int]
    HASHES_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    leaf_index: int
    record: bytes
    salt: bytes
    entry: bytes
    tree_size: int
    hashes: _containers.RepeatedScalarFieldContainer[bytes]
    checkpoint: bytes
    def __init__(self, leaf_index: _Optional[int] = ..., record: _Optional[bytes] = ..., salt: _Optional[bytes] = ..., entry: _Optional[bytes] = ..., tree_size: _Optional[int] = ..., hashes: _Optional[_Iterable[bytes]] = ..., checkpoint: _Optional[bytes] = ...) -> None: ...

class ProvenReceipt(_message.Message):
    __slots__ = ("receipt", "proof")
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    receipt: ConsentReceipt
    proof: InclusionProof
    def __init__(self, receipt: _Optional[_Union[ConsentReceipt, _Mapping]] = ..., proof: _Optional[_Union[InclusionProof, _Mapping]] = ...) -> None: ...

class GetReceiptResponse(_message.Message):
    __slots__ = ("receipt",)
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    receipt: ProvenReceipt
    def __init__(self, receipt: _Optional[_Union[ProvenReceipt, _Mapping]] = ...) -> None: ...

class GetCheckpointRequest(_message.Message):
    __slots__ = ("earlier_size",)
    EARLIER_SIZE_FIELD_NUMBER: _ClassVar[int]
    earlier_size: int
    def __init__(self, earlier_size: _Optional[int] = ...) -> None: ...

class GetCheckpointResponse(_message.Message):
    __slots__ = ("tree_size", "checkpoint", "verifier_key", "consistency")
    TREE_SIZE_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    VERIFIER_KEY_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    tree_size: int
    checkpoint: bytes
    verifier_key: str
    consistency: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, tree_size: _Optional[int] = ..., checkpoint: _Optional[bytes] = ..., verifier_key: _Optional[str] = ..., consistency: _Optional[_Iterable[bytes]] = ...) -> None: ...

class ExportSubjectRequest(_message.Message):
    __slots__ = ("owner", "page_token")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    page_token: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., page_token: _Optional[str] = ...) -> None: ...

class ExportedSession(_message.Message):
    __slots__ = ("session_id", "state", "create_time", "purposes", "consent_record", "verification_record")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    PURPOSES_FIELD_NUMBER: _ClassVar[int]
    CONSENT_RECORD_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_RECORD_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    state: str
    create_time: _timestamp_pb2.Timestamp
    purposes: str
    consent_record: str
    verification_record: str
    def __init__(self, session_id: _Optional[str] = ..., state: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., purposes: _Optional[str] = ..., consent_record: _Optional[str] = ..., verification_record: _Optional[str] = ...) -> None: ...

class ExportedHandle(_message.Message):
    __slots__ = ("handle", "claim_time", "release_time")
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    CLAIM_TIME_FIELD_NUMBER: _ClassVar[int]
    RELEASE_TIME_FIELD_NUMBER: _ClassVar[int]
    handle: str
    claim_time: _timestamp_pb2.Timestamp
    release_time: _timestamp_pb2.Timestamp
    def __init__(self, handle: _Optional[str] = ..., claim_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., release_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ExportedInvitation(_message.Message):
    __slots__ = ("expire_time", "use_time")
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    USE_TIME_FIELD_NUMBER: _ClassVar[int]
    expire_time: _timestamp_pb2.Timestamp
    use_time: _timestamp_pb2.Timestamp
    def __init__(self, expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., use_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ExportedVerification(_message.Message):
    __slots__ = ("act", "verify_time")
    ACT_FIELD_NUMBER: _ClassVar[int]
    VERIFY_TIME_FIELD_NUMBER: _ClassVar[int]
    act: _enrollment_service_pb2.OwnerAct
    verify_time: _timestamp_pb2.Timestamp
    def __init__(self, act: _Optional[_Union[_enrollment_service_pb2.OwnerAct, str]] = ..., verify_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SealedRecord(_message.Message):
    __slots__ = ("kind", "model_id", "create_time")
    KIND_FIELD_NUMBER: _ClassVar[int]
    MODEL_ID_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    kind: str
    model_id: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, kind: _Optional[str] = ..., model_id: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ExportedNetMove(_message.Message):
    __slots__ = ("state", "since_time", "ask_time", "end_time")
    STATE_FIELD_NUMBER: _ClassVar[int]
    SINCE_TIME_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    state: str
    since_time: _timestamp_pb2.Timestamp
    ask_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, state: _Optional[str] = ..., since_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class KeptRecords(_message.Message):
    __slots__ = ("accounts", "handles", "names", "restrictions", "groups", "delegations", "access_requests", "held_renders", "appearances", "takedowns", "invitations", "owner_verifications", "sealed", "shortened", "guardianships", "net_moves")
    ACCOUNTS_FIELD_NUMBER: _ClassVar[int]
    HANDLES_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    RESTRICTIONS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    DELEGATIONS_FIELD_NUMBER: _ClassVar[int]
    ACCESS_REQUESTS_FIELD_NUMBER: _ClassVar[int]
    HELD_RENDERS_FIELD_NUMBER: _ClassVar[int]
    APPEARANCES_FIELD_NUMBER: _ClassVar[int]
    TAKEDOWNS_FIELD_NUMBER: _ClassVar[int]
    INVITATIONS_FIELD_NUMBER: _ClassVar[int]
    OWNER_VERIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    SEALED_FIELD_NUMBER: _ClassVar[int]
    SHORTENED_FIELD_NUMBER: _ClassVar[int]
    GUARDIANSHIPS_FIELD_NUMBER: _ClassVar[int]
    NET_MOVES_FIELD_NUMBER: _ClassVar[int]
    accounts: _containers.RepeatedCompositeFieldContainer[_subject_pb2.ExternalIdentity]
    handles: _containers.RepeatedCompositeFieldContainer[ExportedHandle]
    names: _containers.RepeatedScalarFieldContainer[str]
    restrictions: _restriction_service_pb2.Restrictions
    groups: _containers.RepeatedCompositeFieldContainer[_group_service_pb2.Group]
    delegations: _containers.RepeatedCompositeFieldContainer[_delegation_service_pb2.Delegation]
    access_requests: _containers.RepeatedCompositeFieldContainer[_access_service_pb2.AccessRequest]
    held_renders: _containers.RepeatedCompositeFieldContainer[_held_render_service_pb2.HeldRender]
    appearances: _containers.RepeatedCompositeFieldContainer[_appearance_service_pb2.Appearance]
    takedowns: _containers.RepeatedCompositeFieldContainer[_appearance_service_pb2.Takedown]
    invitations: _containers.RepeatedCompositeFieldContainer[ExportedInvitation]
    owner_verifications: _containers.RepeatedCompositeFieldContainer[ExportedVerification]
    sealed: _containers.RepeatedCompositeFieldContainer[SealedRecord]
    shortened: _containers.RepeatedScalarFieldContainer[str]
    guardianships: _containers.RepeatedCompositeFieldContainer[_guardian_service_pb2.Guardianship]
    net_moves: _containers.RepeatedCompositeFieldContainer[ExportedNetMove]
    def __init__(self, accounts: _Optional[_Iterable[_Union[_subject_pb2.ExternalIdentity, _Mapping]]] = ..., handles: _Optional[_Iterable[_Union[ExportedHandle, _Mapping]]] = ..., names: _Optional[_Iterable[str]] = ..., restrictions: _Optional[_Union[_restriction_service_pb2.Restrictions, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[_group_service_pb2.Group, _Mapping]]] = ..., delegations: _Optional[_Iterable[_Union[_delegation_service_pb2.Delegation, _Mapping]]] = ..., access_requests: _Optional[_Iterable[_Union[_access_service_pb2.AccessRequest, _Mapping]]] = ..., held_renders: _Optional[_Iterable[_Union[_held_render_service_pb2.HeldRender, _Mapping]]] = ..., appearances: _Optional[_Iterable[_Union[_appearance_service_pb2.Appearance, _Mapping]]] = ..., takedowns: _Optional[_Iterable[_Union[_appearance_service_pb2.Takedown, _Mapping]]] = ..., invitations: _Optional[_Iterable[_Union[ExportedInvitation, _Mapping]]] = ..., owner_verifications: _Optional[_Iterable[_Union[ExportedVerification, _Mapping]]] = ..., sealed: _Optional[_Iterable[_Union[SealedRecord, _Mapping]]] = ..., shortened: _Optional[_Iterable[str]] = ..., guardianships: _Optional[_Iterable[_Union[_guardian_service_pb2.Guardianship, _Mapping]]] = ..., net_moves: _Optional[_Iterable[_Union[ExportedNetMove, _Mapping]]] = ...) -> None: ...

class ExportSubjectResponse(_message.Message):
    __slots__ = ("consent", "sessions", "receipts", "next_page_token", "kept")
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    SESSIONS_FIELD_NUMBER: _ClassVar[int]
    RECEIPTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    consent: _consent_service_pb2.GetConsentResponse
    sessions: _containers.RepeatedCompositeFieldContainer[ExportedSession]
    receipts: _containers.RepeatedCompositeFieldContainer[ProvenReceipt]
    next_page_token: str
    kept: KeptRecords
    def __init__(self, consent: _Optional[_Union[_consent_service_pb2.GetConsentResponse, _Mapping]] = ..., sessions: _Optional[_Iterable[_Union[ExportedSession, _Mapping]]] = ..., receipts: _Optional[_Iterable[_Union[ProvenReceipt, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., kept: _Optional[_Union[KeptRecords, _Mapping]] = ...) -> None: ...

class GetProvenanceRequest(_message.Message):
    __slots__ = ("render_grant", "revision")
    RENDER_GRANT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    render_grant: bytes
    revision: str
    def __init__(self, render_grant: _Optional[bytes] = ..., revision: _Optional[str] = ...) -> None: ...

class GetProvenanceResponse(_message.Message):
    __slots__ = ("assertion_json", "digital_source_type")
    ASSERTION_JSON_FIELD_NUMBER: _ClassVar[int]
    DIGITAL_SOURCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    assertion_json: str
    digital_source_type: str
    def __init__(self, assertion_json: _Optional[str] = ..., digital_source_type: _Optional[str] = ...) -> None: ...
