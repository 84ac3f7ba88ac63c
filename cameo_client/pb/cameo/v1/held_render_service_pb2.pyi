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

class HeldRenderState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HELD_RENDER_STATE_UNSPECIFIED: _ClassVar[HeldRenderState]
    HELD_RENDER_STATE_WAITING: _ClassVar[HeldRenderState]
    HELD_RENDER_STATE_APPROVED: _ClassVar[HeldRenderState]
HELD_RENDER_STATE_UNSPECIFIED: HeldRenderState
HELD_RENDER_STATE_WAITING: HeldRenderState
HELD_RENDER_STATE_APPROVED: HeldRenderState

class SetAskingRequest(_message.Message):
    __slots__ = ("owner", "each_time", "request_id")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    EACH_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    each_time: bool
    request_id: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., each_time: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class SetAskingResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class ListHeldRendersRequest(_message.Message):
    __slots__ = ("owner", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class HeldRender(_message.Message):
    __slots__ = ("held_render_id", "requester_id", "requester_handle", "provider", "prompt", "modalities", "use", "state", "ask_time", "expire_time")
    HELD_RENDER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_HANDLE_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    held_render_id: bytes
    requester_id: str
    requester_handle: str
    provider: str
    prompt: str
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    use: _terms_pb2.Use
    state: HeldRenderState
    ask_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, held_render_id: _Optional[bytes] = ..., requester_id: _Optional[str] = ..., requester_handle: _Optional[str] = ..., provider: _Optional[str] = ..., prompt: _Optional[str] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., use: _Optional[_Union[_terms_pb2.Use, str]] = ..., state: _Optional[_Union[HeldRenderState, str]] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListHeldRendersResponse(_message.Message):
    __slots__ = ("held_renders", "revision")
    HELD_RENDERS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    held_renders: _containers.RepeatedCompositeFieldContainer[HeldRender]
    revision: str
    def __init__(self, held_renders: _Optional[_Iterable[_Union[HeldRender, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...

class ApproveHeldRenderRequest(_message.Message):
    __slots__ = ("held_render_id", "request_id")
    HELD_RENDER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    held_render_id: bytes
    request_id: str
    def __init__(self, held_render_id: _Optional[bytes] = ..., request_id: _Optional[str] = ...) -> None: ...

class ApproveHeldRenderResponse(_message.Message):
    __slots__ = ("expire_time", "revision")
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    expire_time: _timestamp_pb2.Timestamp
    revision: str
    def __init__(self, expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...

class DenyHeldRenderRequest(_message.Message):
    __slots__ = ("owner", "held_render_id", "request_id")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    HELD_RENDER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    held_render_id: bytes
    request_id: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., held_render_id: _Optional[bytes] = ..., request_id: _Optional[str] = ...) -> None: ...

class DenyHeldRenderResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...
