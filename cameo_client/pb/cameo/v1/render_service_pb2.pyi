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

class PromptDecision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROMPT_DECISION_UNSPECIFIED: _ClassVar[PromptDecision]
    PROMPT_DECISION_ALLOWED: _ClassVar[PromptDecision]
    PROMPT_DECISION_NO_SUBJECTS: _ClassVar[PromptDecision]
    PROMPT_DECISION_NOT_PERMITTED: _ClassVar[PromptDecision]
    PROMPT_DECISION_CLASSIFICATION_REQUIRED: _ClassVar[PromptDecision]
    PROMPT_DECISION_HELD: _ClassVar[PromptDecision]

class MentionDecision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MENTION_DECISION_UNSPECIFIED: _ClassVar[MentionDecision]
    MENTION_DECISION_ALLOWED: _ClassVar[MentionDecision]
    MENTION_DECISION_DENIED: _ClassVar[MentionDecision]
    MENTION_DECISION_HELD: _ClassVar[MentionDecision]

class FramePose(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FRAME_POSE_UNSPECIFIED: _ClassVar[FramePose]
    FRAME_POSE_FRONT: _ClassVar[FramePose]
    FRAME_POSE_LEFT: _ClassVar[FramePose]
    FRAME_POSE_RIGHT: _ClassVar[FramePose]
    FRAME_POSE_NEUTRAL: _ClassVar[FramePose]
    FRAME_POSE_SPEAKING: _ClassVar[FramePose]

class CommitStage(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMMIT_STAGE_UNSPECIFIED: _ClassVar[CommitStage]
    COMMIT_STAGE_DRAFT: _ClassVar[CommitStage]
    COMMIT_STAGE_PUBLISH: _ClassVar[CommitStage]
PROMPT_DECISION_UNSPECIFIED: PromptDecision
PROMPT_DECISION_ALLOWED: PromptDecision
PROMPT_DECISION_NO_SUBJECTS: PromptDecision
PROMPT_DECISION_NOT_PERMITTED: PromptDecision
PROMPT_DECISION_CLASSIFICATION_REQUIRED: PromptDecision
PROMPT_DECISION_HELD: PromptDecision
MENTION_DECISION_UNSPECIFIED: MentionDecision
MENTION_DECISION_ALLOWED: MentionDecision
MENTION_DECISION_DENIED: MentionDecision
MENTION_DECISION_HELD: MentionDecision
FRAME_POSE_UNSPECIFIED: FramePose
FRAME_POSE_FRONT: FramePose
FRAME_POSE_LEFT: FramePose
FRAME_POSE_RIGHT: FramePose
FRAME_POSE_NEUTRAL: FramePose
FRAME_POSE_SPEAKING: FramePose
COMMIT_STAGE_UNSPECIFIED: CommitStage
COMMIT_STAGE_DRAFT: CommitStage
COMMIT_STAGE_PUBLISH: CommitStage

class ResolveMentionsRequest(_message.Message):
    __slots__ = ("text", "at_least_as_fresh")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    text: str
    at_least_as_fresh: str
    def __init__(self, text: _Optional[str] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class Mention(_message.Message):
    __slots__ = ("handle", "start", "end", "token")
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    handle: str
    start: int
    end: int
    token: bytes
    def __init__(self, handle: _Optional[str] = ..., start: _Optional[int] = ..., end: _Optional[int] = ..., token: _Optional[bytes] = ...) -> None: ...

class ResolveMentionsResponse(_message.Message):
    __slots__ = ("mentions", "revision")
    MENTIONS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    mentions: _containers.RepeatedCompositeFieldContainer[Mention]
    revision: str
    def __init__(self, mentions: _Optional[_Iterable[_Union[Mention, _Mapping]]] = ..., revision: _Optional[str] = ...) -> None: ...

class MentionBinding(_message.Message):
    __slots__ = ("handle", "token")
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    handle: str
    token: bytes
    def __init__(self, handle: _Optional[str] = ..., token: _Optional[bytes] = ...) -> None: ...

class UploadDeclaration(_message.Message):
    __slots__ = ("shows_person", "screened")
    SHOWS_PERSON_FIELD_NUMBER: _ClassVar[int]
    SCREENED_FIELD_NUMBER: _ClassVar[int]
    shows_person: bool
    screened: bool
    def __init__(self, shows_person: _Optional[bool] = ..., screened: _Optional[bool] = ...) -> None: ...

class CheckPromptRequest(_message.Message):
    __slots__ = ("prompt", "job_id", "requester_assertion", "modalities", "use", "uploads", "at_least_as_fresh", "bindings", "parent_check", "parent_output_sha256", "class_labels", "relationship_assertion")
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_ASSERTION_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    UPLOADS_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    BINDINGS_FIELD_NUMBER: _ClassVar[int]
    PARENT_CHECK_FIELD_NUMBER: _ClassVar[int]
    PARENT_OUTPUT_SHA256_FIELD_NUMBER: _ClassVar[int]
    CLASS_LABELS_FIELD_NUMBER: _ClassVar[int]
    RELATIONSHIP_ASSERTION_FIELD_NUMBER: _ClassVar[int]
    prompt: str
    job_id: str
    requester_assertion: str
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    use: _terms_pb2.Use
    uploads: _containers.RepeatedCompositeFieldContainer[UploadDeclaration]
    at_least_as_fresh: str
    bindings: _containers.RepeatedCompositeFieldContainer[MentionBinding]
    parent_check: bytes
    parent_output_sha256: bytes
    class_labels: _content_class_pb2.ContentLabels
    relationship_assertion: str
    def __init__(self, prompt: _Optional[str] = ..., job_id: _Optional[str] = ..., requester_assertion: _Optional[str] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., use: _Optional[_Union[_terms_pb2.Use, str]] = ..., uploads: _Optional[_Iterable[_Union[UploadDeclaration, _Mapping]]] = ..., at_least_as_fresh: _Optional[str] = ..., bindings: _Optional[_Iterable[_Union[MentionBinding, _Mapping]]] = ..., parent_check: _Optional[bytes] = ..., parent_output_sha256: _Optional[bytes] = ..., class_labels: _Optional[_Union[_content_class_pb2.ContentLabels, _Mapping]] = ..., relationship_assertion: _Optional[str] = ...) -> None: ...

class MentionVerdict(_message.Message):
    __slots__ = ("handle", "decision", "start", "end", "preferences", "wishes")
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    PREFERENCES_FIELD_NUMBER: _ClassVar[int]
    WISHES_FIELD_NUMBER: _ClassVar[int]
    handle: str
    decision: MentionDecision
    start: int
    end: int
    preferences: str
    wishes: str
    def __init__(self, handle: _Optional[str] = ..., decision: _Optional[_Union[MentionDecision, str]] = ..., start: _Optional[int] = ..., end: _Optional[int] = ..., preferences: _Optional[str] = ..., wishes: _Optional[str] = ...) -> None: ...

class CheckPromptResponse(_message.Message):
    __slots__ = ("decision", "verdicts", "render_grant", "revision")
    DECISION_FIELD_NUMBER: _ClassVar[int]
    VERDICTS_FIELD_NUMBER: _ClassVar[int]
    RENDER_GRANT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    decision: PromptDecision
    verdicts: _containers.RepeatedCompositeFieldContainer[MentionVerdict]
    render_grant: bytes
    revision: str
    def __init__(self, decision: _Optional[_Union[PromptDecision, str]] = ..., verdicts: _Optional[_Iterable[_Union[MentionVerdict, _Mapping]]] = ..., render_grant: _Optional[bytes] = ..., revision: _Optional[str] = ...) -> None: ...

class PreflightItem(_message.Message):
    __slots__ = ("handle", "token", "modalities", "use", "class_labels")
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    USE_FIELD_NUMBER: _ClassVar[int]
    CLASS_LABELS_FIELD_NUMBER: _ClassVar[int]
    handle: str
    token: bytes
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    use: _terms_pb2.Use
    class_labels: _content_class_pb2.ContentLabels
    def __init__(self, handle: _Optional[str] = ..., token: _Optional[bytes] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., use: _Optional[_Union[_terms_pb2.Use, str]] = ..., class_labels: _Optional[_Union[_content_class_pb2.ContentLabels, _Mapping]] = ...) -> None: ...

class PreflightRequest(_message.Message):
    __slots__ = ("items", "requester_assertion", "at_least_as_fresh", "relationship_assertion")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_ASSERTION_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    RELATIONSHIP_ASSERTION_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[PreflightItem]
    requester_assertion: str
    at_least_as_fresh: str
    relationship_assertion: str
    def __init__(self, items: _Optional[_Iterable[_Union[PreflightItem, _Mapping]]] = ..., requester_assertion: _Optional[str] = ..., at_least_as_fresh: _Optional[str] = ..., relationship_assertion: _Optional[str] = ...) -> None: ...

class PreflightResponse(_message.Message):
    __slots__ = ("decisions", "revision")
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedScalarFieldContainer[PromptDecision]
    revision: str
    def __init__(self, decisions: _Optional[_Iterable[_Union[PromptDecision, str]]] = ..., revision: _Optional[str] = ...) -> None: ...

class FetchIdentityBundleRequest(_message.Message):
    __slots__ = ("render_grant", "job_id", "prompt_sha256", "relationship_assertion")
    RENDER_GRANT_FIELD_NUMBER: _ClassVar[int]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    PROMPT_SHA256_FIELD_NUMBER: _ClassVar[int]
    RELATIONSHIP_ASSERTION_FIELD_NUMBER: _ClassVar[int]
    render_grant: bytes
    job_id: str
    prompt_sha256: bytes
    relationship_assertion: str
    def __init__(self, render_grant: _Optional[bytes] = ..., job_id: _Optional[str] = ..., prompt_sha256: _Optional[bytes] = ..., relationship_assertion: _Optional[str] = ...) -> None: ...

class ReferenceFrame(_message.Message):
    __slots__ = ("pose", "jpeg")
    POSE_FIELD_NUMBER: _ClassVar[int]
    JPEG_FIELD_NUMBER: _ClassVar[int]
    pose: FramePose
    jpeg: bytes
    def __init__(self, pose: _Optional[_Union[FramePose, str]] = ..., jpeg: _Optional[bytes] = ...) -> None: ...

class IdentityBundle(_message.Message):
    __slots__ = ("subject_id", "enrollment_version", "frames", "voice_wav", "assurance")
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    ENROLLMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    FRAMES_FIELD_NUMBER: _ClassVar[int]
    VOICE_WAV_FIELD_NUMBER: _ClassVar[int]
    ASSURANCE_FIELD_NUMBER: _ClassVar[int]
    subject_id: str
    enrollment_version: int
    frames: _containers.RepeatedCompositeFieldContainer[ReferenceFrame]
    voice_wav: bytes
    assurance: _terms_pb2.Assurance
    def __init__(self, subject_id: _Optional[str] = ..., enrollment_version: _Optional[int] = ..., frames: _Optional[_Iterable[_Union[ReferenceFrame, _Mapping]]] = ..., voice_wav: _Optional[bytes] = ..., assurance: _Optional[_Union[_terms_pb2.Assurance, str]] = ...) -> None: ...

class FetchIdentityBundleResponse(_message.Message):
    __slots__ = ("bundles", "revision", "lease_expire_time")
    BUNDLES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    LEASE_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    bundles: _containers.RepeatedCompositeFieldContainer[IdentityBundle]
    revision: str
    lease_expire_time: _timestamp_pb2.Timestamp
    def __init__(self, bundles: _Optional[_Iterable[_Union[IdentityBundle, _Mapping]]] = ..., revision: _Optional[str] = ..., lease_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RenewGrantRequest(_message.Message):
    __slots__ = ("render_grant", "job_id", "prompt_sha256", "relationship_assertion")
    RENDER_GRANT_FIELD_NUMBER: _ClassVar[int]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    PROMPT_SHA256_FIELD_NUMBER: _ClassVar[int]
    RELATIONSHIP_ASSERTION_FIELD_NUMBER: _ClassVar[int]
    render_grant: bytes
    job_id: str
    prompt_sha256: bytes
    relationship_assertion: str
    def __init__(self, render_grant: _Optional[bytes] = ..., job_id: _Optional[str] = ..., prompt_sha256: _Optional[bytes] = ..., relationship_assertion: _Optional[str] = ...) -> None: ...

class RenewGrantResponse(_message.Message):
    __slots__ = ("render_grant", "lease_expire_time", "revision")
    RENDER_GRANT_FIELD_NUMBER: _ClassVar[int]
    LEASE_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    render_grant: bytes
    lease_expire_time: _timestamp_pb2.Timestamp
    revision: str
    def __init__(self, render_grant: _Optional[bytes] = ..., lease_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...

class CommitRenderRequest(_message.Message):
    __slots__ = ("render_grant", "job_id", "prompt_sha256", "stage", "output_sha256", "marking", "parent_output_sha256", "transcript", "relationship_assertion")
    RENDER_GRANT_FIELD_NUMBER: _ClassVar[int]
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    PROMPT_SHA256_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_SHA256_FIELD_NUMBER: _ClassVar[int]
    MARKING_FIELD_NUMBER: _ClassVar[int]
    PARENT_OUTPUT_SHA256_FIELD_NUMBER: _ClassVar[int]
    TRANSCRIPT_FIELD_NUMBER: _ClassVar[int]
    RELATIONSHIP_ASSERTION_FIELD_NUMBER: _ClassVar[int]
    render_grant: bytes
    job_id: str
    prompt_sha256: bytes
    stage: CommitStage
    output_sha256: bytes
    marking: bytes
    parent_output_sha256: bytes
    transcript: str
    relationship_assertion: str
    def __init__(self, render_grant: _Optional[bytes] = ..., job_id: _Optional[str] = ..., prompt_sha256: _Optional[bytes] = ..., stage: _Optional[_Union[CommitStage, str]] = ..., output_sha256: _Optional[bytes] = ..., marking: _Optional[bytes] = ..., parent_output_sha256: _Optional[bytes] = ..., transcript: _Optional[str] = ..., relationship_assertion: _Optional[str] = ...) -> None: ...

class CommitRenderResponse(_message.Message):
    __slots__ = ("appearance_id", "revision")
    APPEARANCE_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    appearance_id: str
    revision: str
    def __init__(self, appearance_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class GetVerificationKeysRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class VerificationKey(_message.Message):
    __slots__ = ("kid", "ed25519_public_key", "not_before_time", "not_after_time", "revoke_time")
    KID_FIELD_NUMBER: _ClassVar[int]
    ED25519_PUBLIC_KEY_FIELD_NUMBER: _ClassVar[int]
    NOT_BEFORE_TIME_FIELD_NUMBER: _ClassVar[int]
    NOT_AFTER_TIME_FIELD_NUMBER: _ClassVar[int]
    REVOKE_TIME_FIELD_NUMBER: _ClassVar[int]
    kid: str
    ed25519_public_key: bytes
    not_before_time: _timestamp_pb2.Timestamp
    not_after_time: _timestamp_pb2.Timestamp
    revoke_time: _timestamp_pb2.Timestamp
    def __init__(self, kid: _Optional[str] = ..., ed25519_public_key: _Optional[bytes] = ..., not_before_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., not_after_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revoke_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetVerificationKeysResponse(_message.Message):
    __slots__ = ("keys",)
    KEYS_FIELD_NUMBER: _ClassVar[int]
    keys: _containers.RepeatedCompositeFieldContainer[VerificationKey]
    def __init__(self, keys: _Optional[_Iterable[_Union[VerificationKey, _Mapping]]] = ...) -> None: ...
