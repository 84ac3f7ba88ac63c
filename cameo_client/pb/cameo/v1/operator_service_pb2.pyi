from cameo_client.pb.cameo.v1 import subject_pb2 as _subject_pb2
from cameo_client.pb.cameo.v1 import terms_pb2 as _terms_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FreezeEverythingRequest(_message.Message):
    __slots__ = ("reason", "request_id")
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    reason: str
    request_id: str
    def __init__(self, reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class FreezeEverythingResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class UnfreezeEverythingRequest(_message.Message):
    __slots__ = ("reason", "request_id")
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    reason: str
    request_id: str
    def __init__(self, reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class UnfreezeEverythingResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class SuspendSubjectRequest(_message.Message):
    __slots__ = ("subject", "reason", "request_id")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    subject: _subject_pb2.SubjectRef
    reason: str
    request_id: str
    def __init__(self, subject: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class SuspendSubjectResponse(_message.Message):
    __slots__ = ("subject_id", "revision")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    revision: str
    def __init__(self, subject_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class LiftSuspensionRequest(_message.Message):
    __slots__ = ("subject", "reason", "request_id")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    subject: _subject_pb2.SubjectRef
    reason: str
    request_id: str
    def __init__(self, subject: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class LiftSuspensionResponse(_message.Message):
    __slots__ = ("subject_id", "revision")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    revision: str
    def __init__(self, subject_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class ListNamesRequest(_message.Message):
    __slots__ = ("page_size", "at_least_as_fresh")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    at_least_as_fresh: str
    def __init__(self, page_size: _Optional[int] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class RefusingName(_message.Message):
    __slots__ = ("subject_id", "name", "refused_prompts", "counts", "vouched")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    REFUSED_PROMPTS_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    VOUCHED_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    name: str
    refused_prompts: int
    counts: bool
    vouched: bool
    def __init__(self, subject_id: _Optional[str] = ..., name: _Optional[str] = ..., refused_prompts: _Optional[int] = ..., counts: _Optional[bool] = ..., vouched: _Optional[bool] = ...) -> None: ...

class ListNamesResponse(_message.Message):
    __slots__ = ("names", "revision")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedCompositeFieldContainer[RefusingName]
    revision: str
    def __init__(self, names: _Optional[_Iterable[_Union[RefusingName, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...

class VouchForNamesRequest(_message.Message):
    __slots__ = ("subject", "reason", "request_id")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    subject: _subject_pb2.SubjectRef
    reason: str
    request_id: str
    def __init__(self, subject: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class VouchForNamesResponse(_message.Message):
    __slots__ = ("subject_id", "revision")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    revision: str
    def __init__(self, subject_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class WithdrawVouchRequest(_message.Message):
    __slots__ = ("subject", "reason", "request_id")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    subject: _subject_pb2.SubjectRef
    reason: str
    request_id: str
    def __init__(self, subject: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawVouchResponse(_message.Message):
    __slots__ = ("subject_id", "revision")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    revision: str
    def __init__(self, subject_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class SettleAgeRequest(_message.Message):
    __slots__ = ("subject", "age", "reason", "request_id")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    AGE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    subject: _subject_pb2.SubjectRef
    age: _terms_pb2.AgeClass
    reason: str
    request_id: str
    def __init__(self, subject: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., age: _Optional[_Union[_terms_pb2.AgeClass, str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class SettleAgeResponse(_message.Message):
    __slots__ = ("subject_id", "revision")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    revision: str
    def __init__(self, subject_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...
