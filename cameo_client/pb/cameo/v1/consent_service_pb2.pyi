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

class StopEffect(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STOP_EFFECT_UNSPECIFIED: _ClassVar[StopEffect]
    STOP_EFFECT_STOP_NEW: _ClassVar[StopEffect]
    STOP_EFFECT_HIDE_DRAFTS: _ClassVar[StopEffect]
    STOP_EFFECT_DELETE_ALL: _ClassVar[StopEffect]

class SubjectState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SUBJECT_STATE_UNSPECIFIED: _ClassVar[SubjectState]
    SUBJECT_STATE_ACTIVE: _ClassVar[SubjectState]
    SUBJECT_STATE_SUSPENDED: _ClassVar[SubjectState]
    SUBJECT_STATE_ERASED: _ClassVar[SubjectState]
STOP_EFFECT_UNSPECIFIED: StopEffect
STOP_EFFECT_STOP_NEW: StopEffect
STOP_EFFECT_HIDE_DRAFTS: StopEffect
STOP_EFFECT_DELETE_ALL: StopEffect
SUBJECT_STATE_UNSPECIFIED: SubjectState
SUBJECT_STATE_ACTIVE: SubjectState
SUBJECT_STATE_SUSPENDED: SubjectState
SUBJECT_STATE_ERASED: SubjectState

class ClaimHandleRequest(_message.Message):
    __slots__ = ("handle", "request_id")
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    handle: str
    request_id: str
    def __init__(self, handle: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ClaimHandleResponse(_message.Message):
    __slots__ = ("handle", "revision")
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    handle: str
    revision: str
    def __init__(self, handle: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class AssertAgeRequest(_message.Message):
    __slots__ = ("age", "request_id", "subject")
    AGE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    age: _terms_pb2.AgeClass
    request_id: str
    subject: _subject_pb2.SubjectRef
    def __init__(self, age: _Optional[_Union[_terms_pb2.AgeClass, str]] = ..., request_id: _Optional[str] = ..., subject: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ...) -> None: ...

class AssertAgeResponse(_message.Message):
    __slots__ = ("revision", "assert_time")
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ASSERT_TIME_FIELD_NUMBER: _ClassVar[int]
    revision: str
    assert_time: _timestamp_pb2.Timestamp
    def __init__(self, revision: _Optional[str] = ..., assert_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SetAudienceRequest(_message.Message):
    __slots__ = ("audience", "request_id", "owner")
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    audience: _terms_pb2.Audience
    request_id: str
    owner: _subject_pb2.SubjectRef
    def __init__(self, audience: _Optional[_Union[_terms_pb2.Audience, str]] = ..., request_id: _Optional[str] = ..., owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ...) -> None: ...

class SetAudienceResponse(_message.Message):
    __slots__ = ("revision", "audience")
    REVISION_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    revision: str
    audience: _terms_pb2.Audience
    def __init__(self, revision: _Optional[str] = ..., audience: _Optional[_Union[_terms_pb2.Audience, str]] = ...) -> None: ...

class GrantAccessRequest(_message.Message):
    __slots__ = ("grantee", "modalities", "uses", "expire_time", "provider", "request_id", "max_renders", "max_renders_per_day", "asks_each_time", "owner")
    GRANTEE_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MAX_RENDERS_FIELD_NUMBER: _ClassVar[int]
    MAX_RENDERS_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    ASKS_EACH_TIME_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    grantee: _subject_pb2.SubjectRef
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    uses: _containers.RepeatedScalarFieldContainer[_terms_pb2.Use]
    expire_time: _timestamp_pb2.Timestamp
    provider: str
    request_id: str
    max_renders: int
    max_renders_per_day: int
    asks_each_time: bool
    owner: _subject_pb2.SubjectRef
    def __init__(self, grantee: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., uses: _Optional[_Iterable[_Union[_terms_pb2.Use, str]]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., provider: _Optional[str] = ..., request_id: _Optional[str] = ..., max_renders: _Optional[int] = ..., max_renders_per_day: _Optional[int] = ..., asks_each_time: _Optional[bool] = ..., owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ...) -> None: ...

class GrantAccessResponse(_message.Message):
    __slots__ = ("grant_id", "revision")
    GRANT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    grant_id: str
    revision: str
    def __init__(self, grant_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class RevokeAccessRequest(_message.Message):
    __slots__ = ("owner", "grantee", "request_id", "effect", "provider")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    GRANTEE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    grantee: _subject_pb2.SubjectRef
    request_id: str
    effect: StopEffect
    provider: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., grantee: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., request_id: _Optional[str] = ..., effect: _Optional[_Union[StopEffect, str]] = ..., provider: _Optional[str] = ...) -> None: ...

class StillAllowed(_message.Message):
    __slots__ = ("modality", "use")
    MODALITY_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    modality: _terms_pb2.Modality
    use: _terms_pb2.Use
    def __init__(self, modality: _Optional[_Union[_terms_pb2.Modality, str]] = ..., use: _Optional[_Union[_terms_pb2.Use, str]] = ...) -> None: ...

class RevokeAccessResponse(_message.Message):
    __slots__ = ("ended_grant_ids", "revision", "still_allowed", "ordered_takedowns")
    ENDED_GRANT_IDS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    STILL_ALLOWED_FIELD_NUMBER: _ClassVar[int]
    ORDERED_TAKEDOWNS_FIELD_NUMBER: _ClassVar[int]
    ended_grant_ids: _containers.RepeatedScalarFieldContainer[str]
    revision: str
    still_allowed: _containers.RepeatedCompositeFieldContainer[StillAllowed]
    ordered_takedowns: int
    def __init__(self, ended_grant_ids: _Optional[_Iterable[str]] = ..., revision: _Optional[str] = ..., still_allowed: _Optional[_Iterable[_Union[StillAllowed, _Mapping]]] = ..., ordered_takedowns: _Optional[int] = ...) -> None: ...

class BlockActorRequest(_message.Message):
    __slots__ = ("owner", "actor", "expire_time", "request_id")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    actor: _subject_pb2.SubjectRef
    expire_time: _timestamp_pb2.Timestamp
    request_id: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., actor: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class BlockActorResponse(_message.Message):
    __slots__ = ("revision", "expire_time")
    REVISION_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    revision: str
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, revision: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class UnblockActorRequest(_message.Message):
    __slots__ = ("actor", "request_id")
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    actor: _subject_pb2.SubjectRef
    request_id: str
    def __init__(self, actor: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class UnblockActorResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class FreezeLikenessRequest(_message.Message):
    __slots__ = ("owner", "request_id", "effect")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    request_id: str
    effect: StopEffect
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., request_id: _Optional[str] = ..., effect: _Optional[_Union[StopEffect, str]] = ...) -> None: ...

class FreezeLikenessResponse(_message.Message):
    __slots__ = ("revision", "ordered_takedowns")
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ORDERED_TAKEDOWNS_FIELD_NUMBER: _ClassVar[int]
    revision: str
    ordered_takedowns: int
    def __init__(self, revision: _Optional[str] = ..., ordered_takedowns: _Optional[int] = ...) -> None: ...

class UnfreezeLikenessRequest(_message.Message):
    __slots__ = ("request_id", "owner")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    owner: _subject_pb2.SubjectRef
    def __init__(self, request_id: _Optional[str] = ..., owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ...) -> None: ...

class UnfreezeLikenessResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class GetConsentRequest(_message.Message):
    __slots__ = ("owner", "at_least_as_fresh")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    at_least_as_fresh: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class AccessGrant(_message.Message):
    __slots__ = ("grant_id", "grantee_id", "modalities", "uses", "expire_time", "provider", "max_renders", "max_renders_per_day", "asks_each_time", "grantee_handle")
    GRANT_ID_FIELD_NUMBER: _ClassVar[int]
    GRANTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USES_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    MAX_RENDERS_FIELD_NUMBER: _ClassVar[int]
    MAX_RENDERS_PER_DAY_FIELD_NUMBER: _ClassVar[int]
    ASKS_EACH_TIME_FIELD_NUMBER: _ClassVar[int]
    GRANTEE_HANDLE_FIELD_NUMBER: _ClassVar[int]
    grant_id: str
    grantee_id: str
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    uses: _containers.RepeatedScalarFieldContainer[_terms_pb2.Use]
    expire_time: _timestamp_pb2.Timestamp
    provider: str
    max_renders: int
    max_renders_per_day: int
    asks_each_time: bool
    grantee_handle: str
    def __init__(self, grant_id: _Optional[str] = ..., grantee_id: _Optional[str] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., uses: _Optional[_Iterable[_Union[_terms_pb2.Use, str]]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., provider: _Optional[str] = ..., max_renders: _Optional[int] = ..., max_renders_per_day: _Optional[int] = ..., asks_each_time: _Optional[bool] = ..., grantee_handle: _Optional[str] = ...) -> None: ...

class Block(_message.Message):
    __slots__ = ("actor_id", "expire_time", "actor_handle")
    ACTOR_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTOR_HANDLE_FIELD_NUMBER: _ClassVar[int]
    actor_id: str
    expire_time: _timestamp_pb2.Timestamp
    actor_handle: str
    def __init__(self, actor_id: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor_handle: _Optional[str] = ...) -> None: ...

class GetConsentResponse(_message.Message):
    __slots__ = ("subject_id", "handle", "audience", "effective_audience", "frozen", "age", "enrollment_version", "assurance", "grants", "revision", "blocks", "state", "enrollment_expire_time", "asks_each_time", "audience_ceiling")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    FROZEN_FIELD_NUMBER: _ClassVar[int]
    AGE_FIELD_NUMBER: _ClassVar[int]
    ENROLLMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    ASSURANCE_FIELD_NUMBER: _ClassVar[int]
    GRANTS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    BLOCKS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ENROLLMENT_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    ASKS_EACH_TIME_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_CEILING_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    handle: str
    audience: _terms_pb2.Audience
    effective_audience: _terms_pb2.Audience
    frozen: bool
    age: _terms_pb2.AgeClass
    enrollment_version: int
    assurance: _terms_pb2.Assurance
    grants: _containers.RepeatedCompositeFieldContainer[AccessGrant]
    revision: str
    blocks: _containers.RepeatedCompositeFieldContainer[Block]
    state: SubjectState
    enrollment_expire_time: _timestamp_pb2.Timestamp
    asks_each_time: bool
    audience_ceiling: _terms_pb2.Audience
    def __init__(self, subject_id: _Optional[str] = ..., handle: _Optional[str] = ..., audience: _Optional[_Union[_terms_pb2.Audience, str]] = ..., effective_audience: _Optional[_Union[_terms_pb2.Audience, str]] = ..., frozen: _Optional[bool] = ..., age: _Optional[_Union[_terms_pb2.AgeClass, str]] = ..., enrollment_version: _Optional[int] = ..., assurance: _Optional[_Union[_terms_pb2.Assurance, str]] = ..., grants: _Optional[_Iterable[_Union[AccessGrant, _Mapping]]] = ..., revision: _Optional[str] = ..., blocks: _Optional[_Iterable[_Union[Block, _Mapping]]] = ..., state: _Optional[_Union[SubjectState, str]] = ..., enrollment_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., asks_each_time: _Optional[bool] = ..., audience_ceiling: _Optional[_Union[_terms_pb2.Audience, str]] = ...) -> None: ...

class ListActivityRequest(_message.Message):
    __slots__ = ("owner", "page_size", "at_least_as_fresh", "page_token")
    OWNER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    owner: _subject_pb2.SubjectRef
    page_size: int
    at_least_as_fresh: str
    page_token: str
    def __init__(self, owner: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., page_size: _Optional[int] = ..., at_least_as_fresh: _Optional[str] = ..., page_token: _Optional[str] = ...) -> None: ...

class Activity(_message.Message):
    __slots__ = ("event_time", "kind", "actor_id", "provider", "reason", "count", "output_sha256", "takedown_id", "actor_handle", "first_time")
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ACTOR_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_SHA256_FIELD_NUMBER: _ClassVar[int]
    TAKEDOWN_ID_FIELD_NUMBER: _ClassVar[int]
    ACTOR_HANDLE_FIELD_NUMBER: _ClassVar[int]
    FIRST_TIME_FIELD_NUMBER: _ClassVar[int]
    event_time: _timestamp_pb2.Timestamp
    kind: str
    actor_id: str
    provider: str
    reason: str
    count: int
    output_sha256: bytes
    takedown_id: str
    actor_handle: str
    first_time: _timestamp_pb2.Timestamp
    def __init__(self, event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kind: _Optional[str] = ..., actor_id: _Optional[str] = ..., provider: _Optional[str] = ..., reason: _Optional[str] = ..., count: _Optional[int] = ..., output_sha256: _Optional[bytes] = ..., takedown_id: _Optional[str] = ..., actor_handle: _Optional[str] = ..., first_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListActivityResponse(_message.Message):
    __slots__ = ("activities", "revision", "next_page_token")
    ACTIVITIES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    activities: _containers.RepeatedCompositeFieldContainer[Activity]
    revision: str
    next_page_token: str
    def __init__(self, activities: _Optional[_Iterable[_Union[Activity, _Mapping]]] = ..., revision: _Optional[str] = ..., next_page_token: _Optional[str] = ...) -> None: ...
