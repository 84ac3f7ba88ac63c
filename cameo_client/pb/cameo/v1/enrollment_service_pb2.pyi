import datetime

from cameo_client.pb.cameo.v1 import terms_pb2 as _terms_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from cameo_client.pb.cameo.v1 import subject_pb2 as _subject_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Purpose(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PURPOSE_UNSPECIFIED: _ClassVar[Purpose]
    PURPOSE_FACE_TEMPLATE: _ClassVar[Purpose]
    PURPOSE_VOICE_TEMPLATE: _ClassVar[Purpose]
    PURPOSE_REFERENCE_MEDIA: _ClassVar[Purpose]
    PURPOSE_DUPLICATE_SEARCH: _ClassVar[Purpose]
    PURPOSE_EVIDENCE: _ClassVar[Purpose]
    PURPOSE_IDENTITY_REFERENCE: _ClassVar[Purpose]

class OwnerAct(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OWNER_ACT_UNSPECIFIED: _ClassVar[OwnerAct]
    OWNER_ACT_WIDEN_TO_EVERYONE: _ClassVar[OwnerAct]
    OWNER_ACT_GRANT_AD: _ClassVar[OwnerAct]
    OWNER_ACT_NEW_DEVICE: _ClassVar[OwnerAct]
    OWNER_ACT_ERASE: _ClassVar[OwnerAct]

class EnrollmentState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENROLLMENT_STATE_UNSPECIFIED: _ClassVar[EnrollmentState]
    ENROLLMENT_STATE_CREATED: _ClassVar[EnrollmentState]
    ENROLLMENT_STATE_RECORDING: _ClassVar[EnrollmentState]
    ENROLLMENT_STATE_PASSED: _ClassVar[EnrollmentState]
    ENROLLMENT_STATE_FAILED: _ClassVar[EnrollmentState]
    ENROLLMENT_STATE_RETRY: _ClassVar[EnrollmentState]
    ENROLLMENT_STATE_ABANDONED: _ClassVar[EnrollmentState]
    ENROLLMENT_STATE_EXPIRED: _ClassVar[EnrollmentState]
    ENROLLMENT_STATE_JUDGING: _ClassVar[EnrollmentState]

class Container(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONTAINER_UNSPECIFIED: _ClassVar[Container]
    CONTAINER_WEBM: _ClassVar[Container]
    CONTAINER_MP4: _ClassVar[Container]

class VideoCodec(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VIDEO_CODEC_UNSPECIFIED: _ClassVar[VideoCodec]
    VIDEO_CODEC_VP8: _ClassVar[VideoCodec]
    VIDEO_CODEC_VP9: _ClassVar[VideoCodec]
    VIDEO_CODEC_H264: _ClassVar[VideoCodec]
    VIDEO_CODEC_HEVC: _ClassVar[VideoCodec]
    VIDEO_CODEC_AV1: _ClassVar[VideoCodec]

class PromptKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROMPT_KIND_UNSPECIFIED: _ClassVar[PromptKind]
    PROMPT_KIND_SAY: _ClassVar[PromptKind]
    PROMPT_KIND_TURN: _ClassVar[PromptKind]
    PROMPT_KIND_EXPRESSION: _ClassVar[PromptKind]
    PROMPT_KIND_CLOSER: _ClassVar[PromptKind]
    PROMPT_KIND_COLOURS: _ClassVar[PromptKind]
    PROMPT_KIND_SPEAK: _ClassVar[PromptKind]

class Direction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DIRECTION_UNSPECIFIED: _ClassVar[Direction]
    DIRECTION_LEFT: _ClassVar[Direction]
    DIRECTION_RIGHT: _ClassVar[Direction]

class CheckResult(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHECK_RESULT_UNSPECIFIED: _ClassVar[CheckResult]
    CHECK_RESULT_PASSED: _ClassVar[CheckResult]
    CHECK_RESULT_FAILED: _ClassVar[CheckResult]
    CHECK_RESULT_INCONCLUSIVE: _ClassVar[CheckResult]

class IdentityBinding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IDENTITY_BINDING_UNSPECIFIED: _ClassVar[IdentityBinding]
    IDENTITY_BINDING_UNBOUND: _ClassVar[IdentityBinding]
    IDENTITY_BINDING_BOUND: _ClassVar[IdentityBinding]

class IdentityReference(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IDENTITY_REFERENCE_UNSPECIFIED: _ClassVar[IdentityReference]
    IDENTITY_REFERENCE_PHOTO: _ClassVar[IdentityReference]
    IDENTITY_REFERENCE_EARLIER_ENROLLMENT: _ClassVar[IdentityReference]
PURPOSE_UNSPECIFIED: Purpose
PURPOSE_FACE_TEMPLATE: Purpose
PURPOSE_VOICE_TEMPLATE: Purpose
PURPOSE_REFERENCE_MEDIA: Purpose
PURPOSE_DUPLICATE_SEARCH: Purpose
PURPOSE_EVIDENCE: Purpose
PURPOSE_IDENTITY_REFERENCE: Purpose
OWNER_ACT_UNSPECIFIED: OwnerAct
OWNER_ACT_WIDEN_TO_EVERYONE: OwnerAct
OWNER_ACT_GRANT_AD: OwnerAct
OWNER_ACT_NEW_DEVICE: OwnerAct
OWNER_ACT_ERASE: OwnerAct
ENROLLMENT_STATE_UNSPECIFIED: EnrollmentState
ENROLLMENT_STATE_CREATED: EnrollmentState
ENROLLMENT_STATE_RECORDING: EnrollmentState
ENROLLMENT_STATE_PASSED: EnrollmentState
ENROLLMENT_STATE_FAILED: EnrollmentState
ENROLLMENT_STATE_RETRY: EnrollmentState
ENROLLMENT_STATE_ABANDONED: EnrollmentState
ENROLLMENT_STATE_EXPIRED: EnrollmentState
ENROLLMENT_STATE_JUDGING: EnrollmentState
CONTAINER_UNSPECIFIED: Container
CONTAINER_WEBM: Container
CONTAINER_MP4: Container
VIDEO_CODEC_UNSPECIFIED: VideoCodec
VIDEO_CODEC_VP8: VideoCodec
VIDEO_CODEC_VP9: VideoCodec
VIDEO_CODEC_H264: VideoCodec
VIDEO_CODEC_HEVC: VideoCodec
VIDEO_CODEC_AV1: VideoCodec
PROMPT_KIND_UNSPECIFIED: PromptKind
PROMPT_KIND_SAY: PromptKind
PROMPT_KIND_TURN: PromptKind
PROMPT_KIND_EXPRESSION: PromptKind
PROMPT_KIND_CLOSER: PromptKind
PROMPT_KIND_COLOURS: PromptKind
PROMPT_KIND_SPEAK: PromptKind
DIRECTION_UNSPECIFIED: Direction
DIRECTION_LEFT: Direction
DIRECTION_RIGHT: Direction
CHECK_RESULT_UNSPECIFIED: CheckResult
CHECK_RESULT_PASSED: CheckResult
CHECK_RESULT_FAILED: CheckResult
CHECK_RESULT_INCONCLUSIVE: CheckResult
IDENTITY_BINDING_UNSPECIFIED: IdentityBinding
IDENTITY_BINDING_UNBOUND: IdentityBinding
IDENTITY_BINDING_BOUND: IdentityBinding
IDENTITY_REFERENCE_UNSPECIFIED: IdentityReference
IDENTITY_REFERENCE_PHOTO: IdentityReference
IDENTITY_REFERENCE_EARLIER_ENROLLMENT: IdentityReference

class PurposeConsent(_message.Message):
    __slots__ = ("purpose", "granted")
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    GRANTED_FIELD_NUMBER: _ClassVar[int]
    purpose: Purpose
    granted: bool
    def __init__(self, purpose: _Optional[_Union[Purpose, str]] = ..., granted: _Optional[bool] = ...) -> None: ...

class ConsentRecord(_message.Message):
    __slots__ = ("purposes", "notice_version", "locale", "text_sha256", "consent_time")
    PURPOSES_FIELD_NUMBER: _ClassVar[int]
    NOTICE_VERSION_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    TEXT_SHA256_FIELD_NUMBER: _ClassVar[int]
    CONSENT_TIME_FIELD_NUMBER: _ClassVar[int]
    purposes: _containers.RepeatedCompositeFieldContainer[PurposeConsent]
    notice_version: str
    locale: str
    text_sha256: bytes
    consent_time: _timestamp_pb2.Timestamp
    def __init__(self, purposes: _Optional[_Iterable[_Union[PurposeConsent, _Mapping]]] = ..., notice_version: _Optional[str] = ..., locale: _Optional[str] = ..., text_sha256: _Optional[bytes] = ..., consent_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StartEnrollmentRequest(_message.Message):
    __slots__ = ("consent_record", "request_id", "invitation_id", "challenge_language", "without_words")
    CONSENT_RECORD_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    INVITATION_ID_FIELD_NUMBER: _ClassVar[int]
    CHALLENGE_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_WORDS_FIELD_NUMBER: _ClassVar[int]
    consent_record: ConsentRecord
    request_id: str
    invitation_id: str
    challenge_language: str
    without_words: bool
    def __init__(self, consent_record: _Optional[_Union[ConsentRecord, _Mapping]] = ..., request_id: _Optional[str] = ..., invitation_id: _Optional[str] = ..., challenge_language: _Optional[str] = ..., without_words: _Optional[bool] = ...) -> None: ...

class ListChallengeLanguagesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ChallengeLanguage(_message.Message):
    __slots__ = ("tag", "name", "is_beta", "is_reviewed")
    TAG_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    IS_BETA_FIELD_NUMBER: _ClassVar[int]
    IS_REVIEWED_FIELD_NUMBER: _ClassVar[int]
    tag: str
    name: str
    is_beta: bool
    is_reviewed: bool
    def __init__(self, tag: _Optional[str] = ..., name: _Optional[str] = ..., is_beta: _Optional[bool] = ..., is_reviewed: _Optional[bool] = ...) -> None: ...

class ListChallengeLanguagesResponse(_message.Message):
    __slots__ = ("languages",)
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    languages: _containers.RepeatedCompositeFieldContainer[ChallengeLanguage]
    def __init__(self, languages: _Optional[_Iterable[_Union[ChallengeLanguage, _Mapping]]] = ...) -> None: ...

class UndoNetMoveRequest(_message.Message):
    __slots__ = ("request_id",)
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    def __init__(self, request_id: _Optional[str] = ...) -> None: ...

class UndoNetMoveResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: str
    def __init__(self, revision: _Optional[str] = ...) -> None: ...

class CreateInvitationRequest(_message.Message):
    __slots__ = ("invited", "expire_time", "request_id")
    INVITED_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    invited: _subject_pb2.SubjectRef
    expire_time: _timestamp_pb2.Timestamp
    request_id: str
    def __init__(self, invited: _Optional[_Union[_subject_pb2.SubjectRef, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class CreateInvitationResponse(_message.Message):
    __slots__ = ("invitation_id", "expire_time", "revision")
    INVITATION_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    invitation_id: str
    expire_time: _timestamp_pb2.Timestamp
    revision: str
    def __init__(self, invitation_id: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...

class StartEnrollmentResponse(_message.Message):
    __slots__ = ("session_id", "expire_time", "attempts_left", "subject_id", "revision")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_LEFT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    expire_time: _timestamp_pb2.Timestamp
    attempts_left: int
    subject_id: str
    revision: str
    def __init__(self, session_id: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., attempts_left: _Optional[int] = ..., subject_id: _Optional[str] = ..., revision: _Optional[str] = ...) -> None: ...

class StartOwnerVerificationRequest(_message.Message):
    __slots__ = ("act", "request_id", "challenge_language", "without_words")
    ACT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHALLENGE_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_WORDS_FIELD_NUMBER: _ClassVar[int]
    act: OwnerAct
    request_id: str
    challenge_language: str
    without_words: bool
    def __init__(self, act: _Optional[_Union[OwnerAct, str]] = ..., request_id: _Optional[str] = ..., challenge_language: _Optional[str] = ..., without_words: _Optional[bool] = ...) -> None: ...

class StartOwnerVerificationResponse(_message.Message):
    __slots__ = ("session_id", "expire_time", "attempts_left", "revision")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_LEFT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    expire_time: _timestamp_pb2.Timestamp
    attempts_left: int
    revision: str
    def __init__(self, session_id: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., attempts_left: _Optional[int] = ..., revision: _Optional[str] = ...) -> None: ...

class MintCaptureTokenRequest(_message.Message):
    __slots__ = ("session_id", "origin", "at_least_as_fresh")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    origin: str
    at_least_as_fresh: str
    def __init__(self, session_id: _Optional[str] = ..., origin: _Optional[str] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class MintCaptureTokenResponse(_message.Message):
    __slots__ = ("token", "expire_time", "revision", "may_ask_for_colours")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    MAY_ASK_FOR_COLOURS_FIELD_NUMBER: _ClassVar[int]
    token: str
    expire_time: _timestamp_pb2.Timestamp
    revision: str
    may_ask_for_colours: bool
    def __init__(self, token: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[str] = ..., may_ask_for_colours: _Optional[bool] = ...) -> None: ...

class LiveMode(_message.Message):
    __slots__ = ("shows_colours",)
    SHOWS_COLOURS_FIELD_NUMBER: _ClassVar[int]
    shows_colours: bool
    def __init__(self, shows_colours: _Optional[bool] = ...) -> None: ...

class UploadMode(_message.Message):
    __slots__ = ("prompts",)
    PROMPTS_FIELD_NUMBER: _ClassVar[int]
    prompts: _containers.RepeatedCompositeFieldContainer[UploadedPrompt]
    def __init__(self, prompts: _Optional[_Iterable[_Union[UploadedPrompt, _Mapping]]] = ...) -> None: ...

class UploadedPrompt(_message.Message):
    __slots__ = ("prompt_id", "kind", "text", "direction", "reveal_time", "deadline")
    PROMPT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    REVEAL_TIME_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    prompt_id: str
    kind: PromptKind
    text: str
    direction: Direction
    reveal_time: _duration_pb2.Duration
    deadline: _duration_pb2.Duration
    def __init__(self, prompt_id: _Optional[str] = ..., kind: _Optional[_Union[PromptKind, str]] = ..., text: _Optional[str] = ..., direction: _Optional[_Union[Direction, str]] = ..., reveal_time: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., deadline: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class Open(_message.Message):
    __slots__ = ("session_id", "container", "codec", "live", "upload", "reference_photo", "capture_token", "capture_origin")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    CONTAINER_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    LIVE_FIELD_NUMBER: _ClassVar[int]
    UPLOAD_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_PHOTO_FIELD_NUMBER: _ClassVar[int]
    CAPTURE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CAPTURE_ORIGIN_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    container: Container
    codec: VideoCodec
    live: LiveMode
    upload: UploadMode
    reference_photo: bytes
    capture_token: str
    capture_origin: str
    def __init__(self, session_id: _Optional[str] = ..., container: _Optional[_Union[Container, str]] = ..., codec: _Optional[_Union[VideoCodec, str]] = ..., live: _Optional[_Union[LiveMode, _Mapping]] = ..., upload: _Optional[_Union[UploadMode, _Mapping]] = ..., reference_photo: _Optional[bytes] = ..., capture_token: _Optional[str] = ..., capture_origin: _Optional[str] = ...) -> None: ...

class Chunk(_message.Message):
    __slots__ = ("seq", "data")
    SEQ_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    seq: int
    data: bytes
    def __init__(self, seq: _Optional[int] = ..., data: _Optional[bytes] = ...) -> None: ...

class PromptShown(_message.Message):
    __slots__ = ("prompt_id", "media_time")
    PROMPT_ID_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TIME_FIELD_NUMBER: _ClassVar[int]
    prompt_id: str
    media_time: _duration_pb2.Duration
    def __init__(self, prompt_id: _Optional[str] = ..., media_time: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class End(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RecordEnrollmentRequest(_message.Message):
    __slots__ = ("open", "chunk", "prompt_shown", "end")
    OPEN_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    PROMPT_SHOWN_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    open: Open
    chunk: Chunk
    prompt_shown: PromptShown
    end: End
    def __init__(self, open: _Optional[_Union[Open, _Mapping]] = ..., chunk: _Optional[_Union[Chunk, _Mapping]] = ..., prompt_shown: _Optional[_Union[PromptShown, _Mapping]] = ..., end: _Optional[_Union[End, _Mapping]] = ...) -> None: ...

class Waiting(_message.Message):
    __slots__ = ("position", "estimate_s")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    ESTIMATE_S_FIELD_NUMBER: _ClassVar[int]
    position: int
    estimate_s: int
    def __init__(self, position: _Optional[int] = ..., estimate_s: _Optional[int] = ...) -> None: ...

class Ready(_message.Message):
    __slots__ = ("chunk_bytes", "total_bytes")
    CHUNK_BYTES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_BYTES_FIELD_NUMBER: _ClassVar[int]
    chunk_bytes: int
    total_bytes: int
    def __init__(self, chunk_bytes: _Optional[int] = ..., total_bytes: _Optional[int] = ...) -> None: ...

class Prompt(_message.Message):
    __slots__ = ("prompt_id", "kind", "text", "direction", "window", "language")
    PROMPT_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    prompt_id: str
    kind: PromptKind
    text: str
    direction: Direction
    window: _duration_pb2.Duration
    language: str
    def __init__(self, prompt_id: _Optional[str] = ..., kind: _Optional[_Union[PromptKind, str]] = ..., text: _Optional[str] = ..., direction: _Optional[_Union[Direction, str]] = ..., window: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., language: _Optional[str] = ...) -> None: ...

class Hint(_message.Message):
    __slots__ = ("code", "text")
    CODE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    code: str
    text: str
    def __init__(self, code: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class Received(_message.Message):
    __slots__ = ("media_time",)
    MEDIA_TIME_FIELD_NUMBER: _ClassVar[int]
    media_time: _duration_pb2.Duration
    def __init__(self, media_time: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class Finished(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CheckOutcome(_message.Message):
    __slots__ = ("check", "result", "reason", "help_text", "duration")
    CHECK_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    HELP_TEXT_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    check: str
    result: CheckResult
    reason: str
    help_text: str
    duration: _duration_pb2.Duration
    def __init__(self, check: _Optional[str] = ..., result: _Optional[_Union[CheckResult, str]] = ..., reason: _Optional[str] = ..., help_text: _Optional[str] = ..., duration: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class VerificationRecord(_message.Message):
    __slots__ = ("enrollment_version", "audience_ceiling", "assurance", "checks_not_run", "policy", "model_pack", "modalities", "identity", "bound_by", "live_ceiling", "calibration", "challenge_language")
    ENROLLMENT_VERSION_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_CEILING_FIELD_NUMBER: _ClassVar[int]
    ASSURANCE_FIELD_NUMBER: _ClassVar[int]
    CHECKS_NOT_RUN_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    MODEL_PACK_FIELD_NUMBER: _ClassVar[int]
    MODALITIES_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    BOUND_BY_FIELD_NUMBER: _ClassVar[int]
    LIVE_CEILING_FIELD_NUMBER: _ClassVar[int]
    CALIBRATION_FIELD_NUMBER: _ClassVar[int]
    CHALLENGE_LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    enrollment_version: int
    audience_ceiling: _terms_pb2.Audience
    assurance: _terms_pb2.Assurance
    checks_not_run: _containers.RepeatedScalarFieldContainer[str]
    policy: str
    model_pack: str
    modalities: _containers.RepeatedScalarFieldContainer[_terms_pb2.Modality]
    identity: IdentityBinding
    bound_by: IdentityReference
    live_ceiling: _terms_pb2.Audience
    calibration: str
    challenge_language: str
    def __init__(self, enrollment_version: _Optional[int] = ..., audience_ceiling: _Optional[_Union[_terms_pb2.Audience, str]] = ..., assurance: _Optional[_Union[_terms_pb2.Assurance, str]] = ..., checks_not_run: _Optional[_Iterable[str]] = ..., policy: _Optional[str] = ..., model_pack: _Optional[str] = ..., modalities: _Optional[_Iterable[_Union[_terms_pb2.Modality, str]]] = ..., identity: _Optional[_Union[IdentityBinding, str]] = ..., bound_by: _Optional[_Union[IdentityReference, str]] = ..., live_ceiling: _Optional[_Union[_terms_pb2.Audience, str]] = ..., calibration: _Optional[str] = ..., challenge_language: _Optional[str] = ...) -> None: ...

class Verdict(_message.Message):
    __slots__ = ("state", "checks", "attempts_left", "record", "revision")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_LEFT_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    state: EnrollmentState
    checks: _containers.RepeatedCompositeFieldContainer[CheckOutcome]
    attempts_left: int
    record: VerificationRecord
    revision: str
    def __init__(self, state: _Optional[_Union[EnrollmentState, str]] = ..., checks: _Optional[_Iterable[_Union[CheckOutcome, _Mapping]]] = ..., attempts_left: _Optional[int] = ..., record: _Optional[_Union[VerificationRecord, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...

class RecordEnrollmentResponse(_message.Message):
    __slots__ = ("ready", "prompt", "hint", "received", "verdict", "finished", "waiting")
    READY_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    HINT_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    ready: Ready
    prompt: Prompt
    hint: Hint
    received: Received
    verdict: Verdict
    finished: Finished
    waiting: Waiting
    def __init__(self, ready: _Optional[_Union[Ready, _Mapping]] = ..., prompt: _Optional[_Union[Prompt, _Mapping]] = ..., hint: _Optional[_Union[Hint, _Mapping]] = ..., received: _Optional[_Union[Received, _Mapping]] = ..., verdict: _Optional[_Union[Verdict, _Mapping]] = ..., finished: _Optional[_Union[Finished, _Mapping]] = ..., waiting: _Optional[_Union[Waiting, _Mapping]] = ...) -> None: ...

class GetEnrollmentRequest(_message.Message):
    __slots__ = ("session_id", "at_least_as_fresh")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    at_least_as_fresh: str
    def __init__(self, session_id: _Optional[str] = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...

class GetEnrollmentResponse(_message.Message):
    __slots__ = ("state", "checks", "attempts_left", "expire_time", "record", "revision")
    STATE_FIELD_NUMBER: _ClassVar[int]
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_LEFT_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    state: EnrollmentState
    checks: _containers.RepeatedCompositeFieldContainer[CheckOutcome]
    attempts_left: int
    expire_time: _timestamp_pb2.Timestamp
    record: VerificationRecord
    revision: str
    def __init__(self, state: _Optional[_Union[EnrollmentState, str]] = ..., checks: _Optional[_Iterable[_Union[CheckOutcome, _Mapping]]] = ..., attempts_left: _Optional[int] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., record: _Optional[_Union[VerificationRecord, _Mapping]] = ..., revision: _Optional[str] = ...) -> None: ...
