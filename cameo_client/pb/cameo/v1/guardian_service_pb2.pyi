import datetime

from cameo_client.pb.cameo.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BecomeGuardianRequest(_message.Message):
    __slots__ = ("minor", "evidence", "expire_time", "request_id")
    MINOR_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    minor: _subject_pb2.SubjectRef
    evidence: str
    expire_time: _timestamp_pb2.Timestamp
    request_id: str
    def __init__(self, minor: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., evidence: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class BecomeGuardianResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class EndGuardianshipRequest(_message.Message):
    __slots__ = ("minor", "request_id")
    MINOR_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    minor: _subject_pb2.SubjectRef
    request_id: str
    def __init__(self, minor: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class EndGuardianshipResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class ListGuardianshipsRequest(_message.Message):
    __slots__ = ("owner", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class Guardianship(_message.Message):
    __slots__ = ("minor_id", "guardian_id", "evidence", "expire_time", "minor_handle", "guardian_handle")
    MINOR_ID_FIELD_NUMBER: _ClassVar[int]
    GUARDIAN_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    MINOR_HANDLE_FIELD_NUMBER: _ClassVar[int]
    GUARDIAN_HANDLE_FIELD_NUMBER: _ClassVar[int]
    minor_id: str
    guardian_id: str
    evidence: str
    expire_time: _timestamp_pb2.Timestamp
    minor_handle: str
    guardian_handle: str
    def __init__(self, minor_id: _Optional[str] = ..., guardian_id: _Optional[str] = ..., evidence: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., minor_handle: _Optional[str] = ..., guardian_handle: _Optional[str] = ...) -> None: ...

class ListGuardianshipsResponse(_message.Message):
    __slots__ = ("guardianships", "revision")
    GUARDIANSHIPS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    guardianships: _containers.RepeatedCompositeFieldContainer[Guardianship]
    revision: str
    def __init__(self, guardianships: _Optional[_Iterable[_Union[Guardianship, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...
