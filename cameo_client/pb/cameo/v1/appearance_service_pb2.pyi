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

class Removal(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REMOVAL_UNSPECIFIED: _ClassVar[Removal]
    REMOVAL_HIDDEN: _ClassVar[Removal]
    REMOVAL_DELETED: _ClassVar[Removal]
REMOVAL_UNSPECIFIED: Removal
REMOVAL_HIDDEN: Removal
REMOVAL_DELETED: Removal

class Appearance(_message.Message):
    __slots__ = ("appearance_id", "output_sha256", "requester_id", "provider", "draft_time", "publish_time", "removal", "parent_output_sha256", "requester_handle")
    APPEARANCE_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_SHA256_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    DRAFT_TIME_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    REMOVAL_FIELD_NUMBER: _ClassVar[int]
    PARENT_OUTPUT_SHA256_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_HANDLE_FIELD_NUMBER: _ClassVar[int]
    appearance_id: str
    output_sha256: bytes
    requester_id: str
    provider: str
    draft_time: _timestamp_pb2.Timestamp
    publish_time: _timestamp_pb2.Timestamp
    removal: Removal
    parent_output_sha256: bytes
    requester_handle: str
    def __init__(self, appearance_id: _Optional[str] = ..., output_sha256: _Optional[bytes] = ..., requester_id: _Optional[str] = ..., provider: _Optional[str] = ..., draft_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., removal: _Optional[_Union[Removal, str]] = ..., parent_output_sha256: _Optional[bytes] = ..., requester_handle: _Optional[str] = ...) -> None: ...

class ListAppearancesRequest(_message.Message):
    __slots__ = ("owner", "page_size", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    page_size: int
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., page_size: _Optional[int] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class ListAppearancesResponse(_message.Message):
    __slots__ = ("appearances", "revision")
    APPEARANCES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    appearances: _containers.RepeatedCompositeFieldContainer[Appearance]
    revision: str
    def __init__(self, appearances: _Optional[_Iterable[_Union[Appearance, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...

class HideAppearanceRequest(_message.Message):
    __slots__ = ("owner", "appearance_id", "request_id")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    APPEARANCE_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    appearance_id: str
    request_id: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., appearance_id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class HideAppearanceResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class DeleteAppearanceRequest(_message.Message):
    __slots__ = ("owner", "appearance_id", "request_id")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    APPEARANCE_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    appearance_id: str
    request_id: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., appearance_id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class DeleteAppearanceResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class ListTakedownsRequest(_message.Message):
    __slots__ = ("owner", "page_size", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    page_size: int
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., page_size: _Optional[int] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class Takedown(_message.Message):
    __slots__ = ("takedown_id", "owner_id", "removal", "order_time", "due_time", "appearance")
    TAKEDOWN_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    REMOVAL_FIELD_NUMBER: _ClassVar[int]
    ORDER_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    APPEARANCE_FIELD_NUMBER: _ClassVar[int]
    takedown_id: str
    owner_id: str
    removal: Removal
    order_time: _timestamp_pb2.Timestamp
    due_time: _timestamp_pb2.Timestamp
    appearance: Appearance
    def __init__(self, takedown_id: _Optional[str] = ..., owner_id: _Optional[str] = ..., removal: _Optional[_Union[Removal, str]] = ..., order_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., appearance: _Optional[_Union[Appearance, _Mapping]] = ...) -> None: ...

class ListTakedownsResponse(_message.Message):
    __slots__ = ("takedowns", "revision")
    TAKEDOWNS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    takedowns: _containers.RepeatedCompositeFieldContainer[Takedown]
    revision: str
    def __init__(self, takedowns: _Optional[_Iterable[_Union[Takedown, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...

class AcknowledgeTakedownRequest(_message.Message):
    __slots__ = ("takedown_id", "request_id")
    TAKEDOWN_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    takedown_id: str
    request_id: str
    def __init__(self, takedown_id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class AcknowledgeTakedownResponse(_message.Message):
    __slots__ = ("acknowledge_time", "revision")
    ACKNOWLEDGE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    acknowledge_time: _timestamp_pb2.Timestamp
    revision: str
    def __init__(self, acknowledge_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...
