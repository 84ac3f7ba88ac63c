import datetime

from cameo_client.pb.cameo.v1 import subject_pb2 as _subject_pb2
from cameo_client.pb.cameo.v1 import terms_pb2 as _terms_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AccessAnswer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACCESS_ANSWER_UNSPECIFIED: _ClassVar[AccessAnswer]
    ACCESS_ANSWER_ALLOWED: _ClassVar[AccessAnswer]
    ACCESS_ANSWER_HELD: _ClassVar[AccessAnswer]
    ACCESS_ANSWER_REFUSED: _ClassVar[AccessAnswer]
ACCESS_ANSWER_UNSPECIFIED: AccessAnswer
ACCESS_ANSWER_ALLOWED: AccessAnswer
ACCESS_ANSWER_HELD: AccessAnswer
ACCESS_ANSWER_REFUSED: AccessAnswer

class PreviewAccessRequest(_message.Message):
    __slots__ = ("owner", "requester", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    requester: _subject_pb2.SubjectRef
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., requester: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class PreviewedUse(_message.Message):
    __slots__ = ("modality", "use", "answer")
    MODALITY_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    modality: _terms_pb2.Modality
    use: _terms_pb2.Use
    answer: AccessAnswer
    def __init__(self, modality: _Optional[_Union[_terms_pb2.Modality, str]] = ..., use: _Optional[_Union[_terms_pb2.Use, str]] = ..., answer: _Optional[_Union[AccessAnswer, str]] = ...) -> None: ...

class PreviewAccessResponse(_message.Message):
    __slots__ = ("uses", "revision")
    USES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    uses: _containers.RepeatedCompositeFieldContainer[PreviewedUse]
    revision: str
    def __init__(self, uses: _Optional[_Iterable[_Union[PreviewedUse, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...

class RequestAccessRequest(_message.Message):
    __slots__ = ("owner", "modalities", "uses", "request_id")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    uses: _containers.RepeatedScalarFieldContainer[_terms_pb2.Use]
    request_id: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., uses: _Optional[_Iterable[_Union[_terms_pb2.Use, str]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class RequestAccessResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class ListAccessRequestsRequest(_message.Message):
    __slots__ = ("owner", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class AccessRequest(_message.Message):
    __slots__ = ("requester_id", "requester_handle", "modalities", "uses", "ask_time")
    REQUESTER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_HANDLE_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USES_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    requester_id: str
    requester_handle: str
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    uses: _containers.RepeatedScalarFieldContainer[_terms_pb2.Use]
    ask_time: _timestamp_pb2.Timestamp
    def __init__(self, requester_id: _Optional[str] = ..., requester_handle: _Optional[str] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., uses: _Optional[_Iterable[_Union[_terms_pb2.Use, str]]] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListAccessRequestsResponse(_message.Message):
    __slots__ = ("requests", "revision")
    REQUESTS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    requests: _containers.RepeatedCompositeFieldContainer[AccessRequest]
    revision: str
    def __init__(self, requests: _Optional[_Iterable[_Union[AccessRequest, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...

class ApproveAccessRequest(_message.Message):
    __slots__ = ("requester", "expire_time", "provider", "request_id", "asks_each_time")
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ASKS_EACH_TIME_FIELD_NUMBER: _ClassVar[int]
    requester: _subject_pb2.SubjectRef
    expire_time: _timestamp_pb2.Timestamp
    provider: str
    request_id: str
    asks_each_time: bool
    def __init__(self, requester: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., provider: _Optional[str] = ..., request_id: _Optional[str] = ..., asks_each_time: _Optional[bool] = ...) -> None: ...

class ApproveAccessResponse(_message.Message):
    __slots__ = ("grant_id", "revision")
    GRANT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    grant_id: str
    revision: str
    def __init__(self, grant_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class DenyAccessRequest(_message.Message):
    __slots__ = ("owner", "requester", "request_id")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    requester: _subject_pb2.SubjectRef
    request_id: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., requester: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class DenyAccessResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class ListUsableLikenessesRequest(_message.Message):
    __slots__ = ("cursor", "page_size", "at_least_as_fresh")
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    cursor: str
    page_size: int
    at_least_as_fresh: str
    def __init__(self, cursor: _Optional[str] = ..., page_size: _Optional[int] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class UsableLikeness(_message.Message):
    __slots__ = ("subject_id", "handle", "modalities")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    handle: str
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    def __init__(self, subject_id: _Optional[str] = ..., handle: _Optional[str] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ...) -> None: ...

class ListUsableLikenessesResponse(_message.Message):
    __slots__ = ("likenesses", "cursor", "revision")
    LIKENESSES_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    likenesses: _containers.RepeatedCompositeFieldContainer[UsableLikeness]
    cursor: str
    revision: str
    def __init__(self, likenesses: _Optional[_Iterable[_Union[UsableLikeness, _Mapping]]] = ..., cursor: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...
