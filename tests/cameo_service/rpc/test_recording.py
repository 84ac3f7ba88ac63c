from uuid import UUID

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2
from cameo_service.rpc.enrollment import enrollment_to, start_from
from cameo_service.rpc.front.errors import FieldMalformedError, FieldMissingError
from cameo_service.rpc.recording import message_from, reply_to
from cameo_service.usecases.enrollment.receive import Chunk, Finished, OpenRecording
from cameo_service.usecases.enrollment.sessions import EnrollmentView
from cameo_service.usecases.enrollment.verification_record import CheckOutcome, IdentityBinding, VerificationRecord
from consent.identity import EnrollmentId
from consent.release import Purpose
from consent.terms import Assurance, Audience
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks.result import Reason
from liveness.errors import MalformedChallengeError
from liveness.live.messages import (
    Abandoned,
    AbandonReason,
    Ended,
    Hint,
    Opened,
    PromptMessage,
    PromptShown,
    Ready,
    Received,
)
from liveness.live.session import SessionState

SESSION = "0191d7a0-0000-7000-8000-000000000001"


def release(*purposes: pb.PurposeConsent) -> pb.StartEnrollmentRequest:
    record = pb.ConsentRecord(
        purposes=purposes,
        notice_version="3",
        locale="en-GB",
        text_sha256=bytes(32),
        consent_time=Timestamp(seconds=7),
    )
    return pb.StartEnrollmentRequest(consent_record=record, request_id="r")


def test_only_a_yes_is_a_yes() -> None:
    face = pb.PurposeConsent(purpose=pb.PURPOSE_FACE_TEMPLATE, granted=True)
    voice = pb.PurposeConsent(purpose=pb.PURPOSE_VOICE_TEMPLATE)
    asked = start_from(release(face, voice))
    assert asked.release.purposes == {Purpose.FACE_TEMPLATE}
    assert asked.release.agreed_us == 7_000_000


def test_a_purpose_answered_twice_is_no_answer() -> None:
    face = pb.PurposeConsent(purpose=pb.PURPOSE_FACE_TEMPLATE, granted=True)
    with pytest.raises(FieldMalformedError):
        start_from(release(face, face))


@pytest.mark.parametrize("field", ["notice_version", "locale", "consent_time"])
def test_a_release_without_a_required_field_is_refused(field: str) -> None:
    request = release()
    request.consent_record.ClearField(field)
    with pytest.raises(FieldMissingError, match=field):
        start_from(request)


def opening(**mode: pb.LiveMode | pb.UploadMode) -> pb.RecordEnrollmentRequest:
    message = pb.Open(session_id=SESSION, container=pb.CONTAINER_WEBM, codec=pb.VIDEO_CODEC_VP8, **mode)  # type: ignore[arg-type]
    return pb.RecordEnrollmentRequest(open=message)


def test_a_live_stream_says_what_follows() -> None:
    opened = OpenRecording(EnrollmentId(UUID(SESSION)), Opened("webm", "vp8"))
    assert message_from(opening(live=pb.LiveMode())) == opened
    with pytest.raises(FieldMissingError, match="mode"):
        message_from(opening())


def test_an_upload_may_say_what_follows_and_then_says_all_of_it() -> None:
    said = message_from(opening(upload=pb.UploadMode()))
    assert isinstance(said, OpenRecording)
    assert said.announced == Opened("webm", "vp8")
    silent = pb.RecordEnrollmentRequest(open=pb.Open(session_id=SESSION, upload=pb.UploadMode()))
    unsaid = message_from(silent)
    assert isinstance(unsaid, OpenRecording)
    assert unsaid.announced is None
    silent.open.container = pb.CONTAINER_MP4
    with pytest.raises(FieldMissingError, match="codec"):
        message_from(silent)


def asked_in(*prompts: pb.UploadedPrompt) -> Challenge:
    opened = message_from(opening(upload=pb.UploadMode(prompts=prompts)))
    assert isinstance(opened, OpenRecording)
    assert isinstance(opened.mode, Challenge)
    return opened.mode


def test_an_upload_says_what_was_asked() -> None:
    say = pb.UploadedPrompt(
        prompt_id="1", kind=pb.PROMPT_KIND_SAY, text="kids talk", reveal_time=Duration(seconds=1, nanos=500_000_000)
    )
    turn = pb.UploadedPrompt(prompt_id="2", kind=pb.PROMPT_KIND_TURN, direction=pb.DIRECTION_LEFT)
    asked = asked_in(say, turn)
    assert asked.prompts == (
        Prompt("1", PromptKind.SAY, "kids talk", None, 1.5, None),
        Prompt("2", PromptKind.TURN, "", Direction.LEFT, None, None),
    )


def test_two_prompts_of_one_id_are_refused() -> None:
    turn = pb.UploadedPrompt(prompt_id="2", kind=pb.PROMPT_KIND_TURN, direction=pb.DIRECTION_LEFT)
    with pytest.raises(MalformedChallengeError):
        asked_in(turn, turn)


def test_an_uploaded_deadline_before_its_reveal_is_refused() -> None:
    reveal, deadline = Duration(seconds=4), Duration(seconds=3)
    say = pb.UploadedPrompt(prompt_id="1", kind=pb.PROMPT_KIND_SAY, text="x", reveal_time=reveal, deadline=deadline)
    with pytest.raises(MalformedChallengeError, match="deadline"):
        asked_in(say)


def test_uploaded_words_are_read_as_in_a_challenge_file() -> None:
    say = pb.UploadedPrompt(prompt_id="1", kind=pb.PROMPT_KIND_SAY, text=" Velvet  MONKEY")
    asked = asked_in(say)
    assert asked.prompts[0].text == "velvet monkey"


def test_an_uploaded_prompt_to_come_closer_has_neither_words_nor_a_side() -> None:
    closer = pb.UploadedPrompt(prompt_id="1", kind=pb.PROMPT_KIND_CLOSER, text="x", direction=pb.DIRECTION_LEFT)
    assert asked_in(closer).prompts == (Prompt("1", PromptKind.CLOSER),)


@pytest.mark.parametrize("kind", [pb.PROMPT_KIND_COLOURS, pb.PROMPT_KIND_SPEAK])
def test_a_file_cannot_answer_what_is_asked_live_alone(kind: pb.PromptKind) -> None:
    with pytest.raises(FieldMalformedError, match="asked live alone"):
        asked_in(pb.UploadedPrompt(prompt_id="1", kind=kind, text="red blue"))


def test_a_client_says_whether_it_shows_colours() -> None:
    for shows in (False, True):
        opened = message_from(opening(live=pb.LiveMode(shows_colours=shows)))
        assert isinstance(opened, OpenRecording)
        assert isinstance(opened.mode, Opened)
        assert opened.mode.shows_colours is shows


def test_a_turn_without_a_side_is_refused() -> None:
    turn = pb.UploadedPrompt(prompt_id="2", kind=pb.PROMPT_KIND_TURN)
    with pytest.raises(FieldMissingError, match="direction"):
        asked_in(turn)


def test_client_messages_become_events() -> None:
    shown = pb.PromptShown(prompt_id="1", media_time=Duration(seconds=2))
    messages = [
        pb.RecordEnrollmentRequest(chunk=pb.Chunk(seq=3, data=b"abc")),
        pb.RecordEnrollmentRequest(prompt_shown=shown),
        pb.RecordEnrollmentRequest(end=pb.End()),
    ]
    assert [message_from(message) for message in messages] == [
        Chunk(3, b"abc"),
        PromptShown("1", 2.0),
        Ended(),
    ]


def test_an_empty_client_message_is_refused() -> None:
    with pytest.raises(FieldMissingError):
        message_from(pb.RecordEnrollmentRequest())


def test_what_the_conversation_says_is_sent() -> None:
    assert reply_to(Ready(1, 2)).ready == pb.Ready(chunk_bytes=1, total_bytes=2)
    assert reply_to(Received(1.25)).received.media_time == Duration(seconds=1, nanos=250_000_000)
    hint = reply_to(Hint(Reason.TOO_DARK)).hint
    assert (hint.code, hint.text) == ("TOO_DARK", Reason.TOO_DARK.help_text)
    prompt = reply_to(PromptMessage("1", PromptKind.TURN, "", Direction.RIGHT, 4.0)).prompt
    assert (prompt.kind, prompt.direction, prompt.window.seconds) == (pb.PROMPT_KIND_TURN, pb.DIRECTION_RIGHT, 4)


def test_the_client_is_told_when_everything_was_asked() -> None:
    assert reply_to(Finished()).HasField("finished")


def test_the_end_of_a_conversation_is_no_message() -> None:
    with pytest.raises(TypeError):
        reply_to(Abandoned(AbandonReason.NO_MEDIA))


def test_a_session_shows_its_checks_and_its_record() -> None:
    check = CheckOutcome("quality", "failed", "TOO_DARK", "Turn on a light.", 12.5)
    record = VerificationRecord(
        0, Assurance.NONE, Audience.NOBODY, IdentityBinding.UNBOUND, "standard", "open", (check,), ("lip_sync",), ()
    )
    said = enrollment_to(EnrollmentView(SessionState.RETRY, 2, 9_000_000, record, "token"))
    assert said.state == pb.ENROLLMENT_STATE_RETRY
    assert said.attempts_left == 2
    assert said.checks[0].result == pb.CHECK_RESULT_FAILED
    assert said.checks[0].duration == Duration(nanos=12_500_000)
    assert said.record.audience_ceiling == terms_pb2.AUDIENCE_NOBODY
    assert said.record.identity == pb.IDENTITY_BINDING_UNBOUND
    assert list(said.record.checks_not_run) == ["lip_sync"]


def test_a_fresh_session_has_neither() -> None:
    said = enrollment_to(EnrollmentView(SessionState.CREATED, 3, 9_000_000, None, "token"))
    assert not said.checks
    assert not said.HasField("record")
