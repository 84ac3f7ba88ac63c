import datetime

from cameo_client.pb.cameo.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DelegatedAct(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELEGATED_ACT_UNSPECIFIED: _ClassVar[DelegatedAct]
    DELEGATED_ACT_GRANT_ACCESS: _ClassVar[DelegatedAct]
DELEGATED_ACT_UNSPECIFIED: DelegatedAct
DELEGATED_ACT_GRANT_ACCESS: DelegatedAct

class NameDelegateRequest(_message.Message):
    __slots__ = ("delegate", "acts", "evidence", "expire_time", "request_id")
    DELEGATE_FIELD_NUMBER: _ClassVar[int]
    ACTS_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    delegate: _subject_pb2.SubjectRef
    acts: _containers.RepeatedScalarFieldContainer[DelegatedAct]
    evidence: str
    expire_time: _timestamp_pb2.Timestamp
    request_id: str
    def __init__(self, delegate: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., acts: _Optional[_Iterable[_Union[DelegatedAct, str]]] = ..., evidence: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class NameDelegateResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class EndDelegationRequest(_message.Message):
    __slots__ = ("owner", "delegate", "request_id")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    DELEGATE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    delegate: _subject_pb2.SubjectRef
    request_id: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., delegate: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class EndDelegationResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class ListDelegationsRequest(_message.Message):
    __slots__ = ("owner", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class Delegation(_message.Message):
    __slots__ = ("delegate_id", "acts", "evidence", "expire_time", "delegate_handle")
    DELEGATE_ID_FIELD_NUMBER: _ClassVar[int]
    ACTS_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    DELEGATE_HANDLE_FIELD_NUMBER: _ClassVar[int]
    delegate_id: str
    acts: _containers.RepeatedScalarFieldContainer[DelegatedAct]
    evidence: str
    expire_time: _timestamp_pb2.Timestamp
    delegate_handle: str
    def __init__(self, delegate_id: _Optional[str] = ..., acts: _Optional[_Iterable[_Union[DelegatedAct, str]]] = ..., evidence: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., delegate_handle: _Optional[str] = ...) -> None: ...

class ListDelegationsResponse(_message.Message):
    __slots__ = ("delegations", "revision")
    DELEGATIONS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    delegations: _containers.RepeatedCompositeFieldContainer[Delegation]
    revision: str
    def __init__(self, delegations: _Optional[_Iterable[_Union[Delegation, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...
