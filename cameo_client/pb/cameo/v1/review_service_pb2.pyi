import datetime

from cameo_client.pb.cameo.v1 import content_class_pb2 as _content_class_pb2
from cameo_client.pb.cameo.v1 import terms_pb2 as _terms_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReviewVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_VERDICT_UNSPECIFIED: _ClassVar[ReviewVerdict]
    REVIEW_VERDICT_NO_OBJECTION: _ClassVar[ReviewVerdict]
    REVIEW_VERDICT_OBJECTION: _ClassVar[ReviewVerdict]
REVIEW_VERDICT_UNSPECIFIED: ReviewVerdict
REVIEW_VERDICT_NO_OBJECTION: ReviewVerdict
REVIEW_VERDICT_OBJECTION: ReviewVerdict

class ListReviewsRequest(_message.Message):
    __slots__ = ("page_size", "at_least_as_fresh")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    at_least_as_fresh: str
    def __init__(self, page_size: _Optional[int] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class Review(_message.Message):
    __slots__ = ("review_id", "requester_id", "provider", "prompt", "modalities", "use", "classes", "subject_ids", "ask_time", "expire_time")
    REVIEW_ID_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_ID_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_IDS_FIELD_NUMBER: _ClassVar[int]
    ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    review_id: bytes
    requester_id: str
    provider: str
    prompt: str
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    use: _terms_pb2.Use
    classes: _containers.RepeatedScalarFieldContainer[_content_class_pb2.ContentClass]
    subject_ids: _containers.RepeatedScalarFieldContainer[str]
    ask_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    def __init__(self, review_id: _Optional[bytes] = ..., requester_id: _Optional[str] = ..., provider: _Optional[str] = ..., prompt: _Optional[str] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., use: _Optional[_Union[_terms_pb2.Use, str]] = ..., classes: _Optional[_Iterable[_Union[_content_class_pb2.ContentClass, str]]] = ..., subject_ids: _Optional[_Iterable[str]] = ..., ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListReviewsResponse(_message.Message):
    __slots__ = ("reviews", "backlog", "oldest_ask_time", "revision")
    REVIEWS_FIELD_NUMBER: _ClassVar[int]
    BACKLOG_FIELD_NUMBER: _ClassVar[int]
    OLDEST_ASK_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    reviews: _containers.RepeatedCompositeFieldContainer[Review]
    backlog: int
    oldest_ask_time: _timestamp_pb2.Timestamp
    revision: str
    def __init__(self, reviews: _Optional[_Iterable[_Union[Review, _Mapping]]] = ..., backlog: _Optional[int] = ..., oldest_ask_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...

class AnswerReviewRequest(_message.Message):
    __slots__ = ("review_id", "verdict", "request_id")
    REVIEW_ID_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    review_id: bytes
    verdict: ReviewVerdict
    request_id: str
    def __init__(self, review_id: _Optional[bytes] = ..., verdict: _Optional[_Union[ReviewVerdict, str]] = ..., request_id: _Optional[str] = ...) -> None: ...

class AnswerReviewResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...
