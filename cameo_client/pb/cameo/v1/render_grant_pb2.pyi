from cameo_client.pb.cameo.v1 import terms_pb2 as _terms_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RenderGrantEnvelope(_message.Message):
    __slots__ = ("kid", "claims", "sig")
    KID_FIELD_NUMBER: _ClassVar[int]
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    SIG_FIELD_NUMBER: _ClassVar[int]
    kid: str
    claims: bytes
    sig: bytes
    def __init__(self, kid: _Optional[str] = ..., claims: _Optional[bytes] = ..., sig: _Optional[bytes] = ...) -> None: ...

class RenderGrantClaims(_message.Message):
    __slots__ = ("deployment", "incarnation", "audience", "holder", "grant_id", "job", "prompt_sha256", "requester", "subjects", "modalities", "use", "issued_us", "expires_us", "global_epoch")
    DEPLOYMENT_FIELD_NUMBER: _ClassVar[int]
    INCARNATION_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    GRANT_ID_FIELD_NUMBER: _ClassVar[int]
    JOB_FIELD_NUMBER: _ClassVar[int]
    PROMPT_SHA256_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    ISSUED_US_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_US_FIELD_NUMBER: _ClassVar[int]
    GLOBAL_EPOCH_FIELD_NUMBER: _ClassVar[int]
    deployment: bytes
    incarnation: int
    audience: str
    holder: str
    grant_id: bytes
    job: str
    prompt_sha256: bytes
    requester: bytes
    subjects: _containers.RepeatedCompositeFieldContainer[GrantedSubject]
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    use: _terms_pb2.Use
    issued_us: int
    expires_us: int
    global_epoch: int
    def __init__(self, deployment: _Optional[bytes] = ..., incarnation: _Optional[int] = ..., audience: _Optional[str] = ..., holder: _Optional[str] = ..., grant_id: _Optional[bytes] = ..., job: _Optional[str] = ..., prompt_sha256: _Optional[bytes] = ..., requester: _Optional[bytes] = ..., subjects: _Optional[_Iterable[_Union[GrantedSubject, _Mapping]]] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., use: _Optional[_Union[_terms_pb2.Use, str]] = ..., issued_us: _Optional[int] = ..., expires_us: _Optional[int] = ..., global_epoch: _Optional[int] = ...) -> None: ...

class GrantedSubject(_message.Message):
    __slots__ = ("subject_id", "enrollment_id", "enrollment_version", "owner_epoch", "pair_epoch", "grant_id")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    ENROLLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ENROLLMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    OWNER_EPOCH_FIELD_NUMBER: _ClassVar[int]
    PAIR_EPOCH_FIELD_NUMBER: _ClassVar[int]
    GRANT_ID_FIELD_NUMBER: _ClassVar[int]
    subject_id: bytes
    enrollment_id: bytes
    enrollment_version: int
    owner_epoch: int
    pair_epoch: int
    grant_id: bytes
    def __init__(self, subject_id: _Optional[bytes] = ..., enrollment_id: _Optional[bytes] = ..., enrollment_version: _Optional[int] = ..., owner_epoch: _Optional[int] = ..., pair_epoch: _Optional[int] = ..., grant_id: _Optional[bytes] = ...) -> None: ...
