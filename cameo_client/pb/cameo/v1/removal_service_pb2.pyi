import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FileRemovalRequest(_message.Message):
    __slots__ = ("contact", "what", "output_sha256s", "stated_in_good_faith", "request_id")
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    WHAT_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_SHA256S_FIELD_NUMBER: _ClassVar[int]
    STATED_IN_GOOD_FAITH_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    contact: str
    what: str
    output_sha256s: _containers.RepeatedScalarFieldContainer[bytes]
    stated_in_good_faith: bool
    request_id: str
    def __init__(self, contact: _Optional[str] = ..., what: _Optional[str] = ..., output_sha256s: _Optional[_Iterable[bytes]] = ..., stated_in_good_faith: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class FileRemovalResponse(_message.Message):
    __slots__ = ("removal_id", "due_time", "revision")
    REMOVAL_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    removal_id: str
    due_time: _timestamp_pb2.Timestamp
    revision: str
    def __init__(self, removal_id: _Optional[str] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...

class ListRemovalsRequest(_message.Message):
    __slots__ = ("page_size", "at_least_as_fresh")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    at_least_as_fresh: str
    def __init__(self, page_size: _Optional[int] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class RemovalRequest(_message.Message):
    __slots__ = ("removal_id", "file_time", "due_time", "contact", "what", "output_sha256s", "service_id")
    REMOVAL_ID_FIELD_NUMBER: _ClassVar[int]
    FILE_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    WHAT_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_SHA256S_FIELD_NUMBER: _ClassVar[int]
    SERVICE_ID_FIELD_NUMBER: _ClassVar[int]
    removal_id: str
    file_time: _timestamp_pb2.Timestamp
    due_time: _timestamp_pb2.Timestamp
    contact: str
    what: str
    output_sha256s: _containers.RepeatedScalarFieldContainer[bytes]
    service_id: str
    def __init__(self, removal_id: _Optional[str] = ..., file_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., contact: _Optional[str] = ..., what: _Optional[str] = ..., output_sha256s: _Optional[_Iterable[bytes]] = ..., service_id: _Optional[str] = ...) -> None: ...

class ListRemovalsResponse(_message.Message):
    __slots__ = ("removals", "waiting", "overdue", "revision")
    REMOVALS_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    removals: _containers.RepeatedCompositeFieldContainer[RemovalRequest]
    waiting: int
    overdue: int
    revision: str
    def __init__(self, removals: _Optional[_Iterable[_Union[RemovalRequest, _Mapping]]] = ..., waiting: _Optional[int] = ..., overdue: _Optional[int] = ..., revision: _Optional[str] = ...) -> None: ...

class OrderRemovalRequest(_message.Message):
    __slots__ = ("removal_id", "output_sha256s", "request_id")
    REMOVAL_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_SHA256S_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    removal_id: str
    output_sha256s: _containers.RepeatedScalarFieldContainer[bytes]
    request_id: str
    def __init__(self, removal_id: _Optional[str] = ..., output_sha256s: _Optional[_Iterable[bytes]] = ..., request_id: _Optional[str] = ...) -> None: ...

class OrderRemovalResponse(_message.Message):
    __slots__ = ("takedowns", "unknown_output_sha256s", "revision")
    TAKEDOWNS_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_OUTPUT_SHA256S_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    takedowns: int
    unknown_output_sha256s: _containers.RepeatedScalarFieldContainer[bytes]
    revision: str
    def __init__(self, takedowns: _Optional[int] = ..., unknown_output_sha256s: _Optional[_Iterable[bytes]] = ..., revision: _Optional[str] = ...) -> None: ...

class RefuseRemovalRequest(_message.Message):
    __slots__ = ("removal_id", "reason", "request_id")
    REMOVAL_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    removal_id: str
    reason: str
    request_id: str
    def __init__(self, removal_id: _Optional[str] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RefuseRemovalResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...
