import datetime

from cameo_client.pb.cameo.v1 import consent_service_pb2 as _consent_service_pb2
from cameo_client.pb.cameo.v1 import subject_pb2 as _subject_pb2
from cameo_client.pb.cameo.v1 import terms_pb2 as _terms_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PutInGroupRequest(_message.Message):
    __slots__ = ("group", "member", "request_id")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    group: str
    member: _subject_pb2.SubjectRef
    request_id: str
    def __init__(self, group: _Optional[str] = ..., member: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class PutInGroupResponse(_message.Message):
    __slots__ = ("group_id", "revision")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    revision: str
    def __init__(self, group_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class RemoveFromGroupRequest(_message.Message):
    __slots__ = ("owner", "group", "member", "request_id")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    group: str
    member: _subject_pb2.SubjectRef
    request_id: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., group: _Optional[str] = ..., member: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class RemoveFromGroupResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class GrantGroupRequest(_message.Message):
    __slots__ = ("group", "modalities", "uses", "expire_time", "provider", "request_id", "max_renders", "max_renders_per_day")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MAX_RENDERS_FIELD_NUMBER: _ClassVar[int]
    MAX_RENDERS_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    group: str
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    uses: _containers.RepeatedScalarFieldContainer[_terms_pb2.Use]
    expire_time: _timestamp_pb2.Timestamp
    provider: str
    request_id: str
    max_renders: int
    max_renders_per_day: int
    def __init__(self, group: _Optional[str] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., uses: _Optional[_Iterable[_Union[_terms_pb2.Use, str]]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., provider: _Optional[str] = ..., request_id: _Optional[str] = ..., max_renders: _Optional[int] = ..., max_renders_per_day: _Optional[int] = ...) -> None: ...

class GrantGroupResponse(_message.Message):
    __slots__ = ("grant_id", "revision")
    GRANT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    grant_id: str
    revision: str
    def __init__(self, grant_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class RevokeGroupRequest(_message.Message):
    __slots__ = ("owner", "group", "request_id", "effect", "provider")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    group: str
    request_id: str
    effect: _consent_service_pb2.StopEffect
    provider: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., group: _Optional[str] = ..., request_id: _Optional[str] = ..., effect: _Optional[_Union[_consent_service_pb2.StopEffect, str]] = ..., provider: _Optional[str] = ...) -> None: ...

class RevokeGroupResponse(_message.Message):
    __slots__ = ("ended_grant_ids", "revision", "ordered_takedowns")
    ENDED_GRANT_IDS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ORDERED_TAKEDOWNS_FIELD_NUMBER: _ClassVar[int]
    ended_grant_ids: _containers.RepeatedScalarFieldContainer[str]
    revision: str
    ordered_takedowns: int
    def __init__(self, ended_grant_ids: _Optional[_Iterable[str]] = ..., revision: _Optional[str] = ..., ordered_takedowns: _Optional[int] = ...) -> None: ...

class ListGroupsRequest(_message.Message):
    __slots__ = ("owner", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class ListGroupsResponse(_message.Message):
    __slots__ = ("groups", "revision")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[Group]
    revision: str
    def __init__(self, groups: _Optional[_Iterable[_Union[Group, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...

class Group(_message.Message):
    __slots__ = ("group_id", "name", "member_ids", "grants", "member_handles")
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MEMBER_IDS_FIELD_NUMBER: _ClassVar[int]
    GRANTS_FIELD_NUMBER: _ClassVar[int]
    MEMBER_HANDLES_FIELD_NUMBER: _ClassVar[int]
    group_id: str
    name: str
    member_ids: _containers.RepeatedScalarFieldContainer[str]
    grants: _containers.RepeatedCompositeFieldContainer[_consent_service_pb2.AccessGrant]
    member_handles: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, group_id: _Optional[str] = ..., name: _Optional[str] = ..., member_ids: _Optional[_Iterable[str]] = ..., grants: _Optional[_Iterable[_Union[_consent_service_pb2.AccessGrant, _Mapping]]] = ..., member_handles: _Optional[_Iterable[str]] = ...) -> None: ...
