from cameo_client.pb.cameo.v1 import content_class_pb2 as _content_class_pb2
from cameo_client.pb.cameo.v1 import subject_pb2 as _subject_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Restrictions(_message.Message):
    __slots__ = ("denied_classes", "banned_words", "preferences", "wishes")
    DENIED_CLASSES_FIELD_NUMBER: _ClassVar[int]
    BANNED_WORDS_FIELD_NUMBER: _ClassVar[int]
    PREFERENCES_FIELD_NUMBER: _ClassVar[int]
    WISHES_FIELD_NUMBER: _ClassVar[int]
    denied_classes: _containers.RepeatedScalarFieldContainer[_content_class_pb2.ContentClass]
    banned_words: _containers.RepeatedScalarFieldContainer[str]
    preferences: str
    wishes: str
    def __init__(self, denied_classes: _Optional[_Iterable[_Union[_content_class_pb2.ContentClass, str]]] = ..., banned_words: _Optional[_Iterable[str]] = ..., preferences: _Optional[str] = ..., wishes: _Optional[str] = ...) -> None: ...

class SetRestrictionsRequest(_message.Message):
    __slots__ = ("restrictions", "request_id", "owner", "read")
    RESTRICTIONS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    READ_FIELD_NUMBER: _ClassVar[int]
    restrictions: Restrictions
    request_id: str
    owner: _subject_pb2.SubjectRef
    read: Restrictions
    def __init__(self, restrictions: _Optional[_Union[Restrictions, _Mapping]] = ..., request_id: _Optional[str] = ..., owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., read: _Optional[_Union[Restrictions, _Mapping]] = ...) -> None: ...

class SetRestrictionsResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class GetRestrictionsRequest(_message.Message):
    __slots__ = ("owner", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class GetRestrictionsResponse(_message.Message):
    __slots__ = ("restrictions", "revision")
    RESTRICTIONS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    restrictions: Restrictions
    revision: str
    def __init__(self, restrictions: _Optional[_Union[Restrictions, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...

class SetNamesRequest(_message.Message):
    __slots__ = ("names", "request_id", "owner")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    request_id: str
    owner: _subject_pb2.SubjectRef
    def __init__(self, names: _Optional[_Iterable[str]] = ..., request_id: _Optional[str] = ..., owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ...) -> None: ...

class SetNamesResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class GetNamesRequest(_message.Message):
    __slots__ = ("owner", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class GetNamesResponse(_message.Message):
    __slots__ = ("names", "revision")
    NAMES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    revision: str
    def __init__(self, names: _Optional[_Iterable[str]] = ..., revision: _Optional[str] = ...) -> None: ...
