import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EpochFloor(_message.Message):
    __slots__ = ("scope", "epoch")
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    scope: bytes
    epoch: int
    def __init__(self, scope: _Optional[bytes] = ..., epoch: _Optional[int] = ...) -> None: ...

class WatchRevocationsRequest(_message.Message):
    __slots__ = ("cursor",)
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    cursor: str
    def __init__(self, cursor: _Optional[str] = ...) -> None: ...

class WatchRevocationsResponse(_message.Message):
    __slots__ = ("floors", "cursor", "follows_cursor", "checked_after_open")
    FLOORS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    FOLLOWS_CURSOR_FIELD_NUMBER: _ClassVar[int]
    CHECKED_AFTER_OPEN_FIELD_NUMBER: _ClassVar[int]
    floors: _containers.RepeatedCompositeFieldContainer[EpochFloor]
    cursor: str
    follows_cursor: str
    checked_after_open: _duration_pb2.Duration
    def __init__(self, floors: _Optional[_Iterable[_Union[EpochFloor, _Mapping]]] = ..., cursor: _Optional[str] = ..., follows_cursor: _Optional[str] = ..., checked_after_open: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class SnapshotRevocationsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SnapshotRevocationsResponse(_message.Message):
    __slots__ = ("floors", "cursor", "deployment", "incarnation")
    FLOORS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    DEPLOYMENT_FIELD_NUMBER: _ClassVar[int]
    INCARNATION_FIELD_NUMBER: _ClassVar[int]
    floors: _containers.RepeatedCompositeFieldContainer[EpochFloor]
    cursor: str
    deployment: bytes
    incarnation: int
    def __init__(self, floors: _Optional[_Iterable[_Union[EpochFloor, _Mapping]]] = ..., cursor: _Optional[str] = ..., deployment: _Optional[bytes] = ..., incarnation: _Optional[int] = ...) -> None: ...
