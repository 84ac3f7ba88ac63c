from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExternalIdentity(_message.Message):
    __slots__ = ("issuer", "sub")
    ISSUER_FIELD_NUMBER: _ClassVar[int]
    SUB_FIELD_NUMBER: _ClassVar[int]
    issuer: str
    sub: str
    def __init__(self, issuer: _Optional[str] = ..., sub: _Optional[str] = ...) -> None: ...

class SubjectRef(_message.Message):
    __slots__ = ("subject_id", "external", "handle")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_FIELD_NUMBER: _ClassVar[int]
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    external: ExternalIdentity
    handle: str
    def __init__(self, subject_id: _Optional[str] = ..., external: _Optional[_Union[ExternalIdentity, _Mapping]] = ..., handle: _Optional[str] = ...) -> None: ...
