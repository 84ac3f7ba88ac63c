"""A recording over the servicer: every way a stream can end leaves one of the states."""

from collections.abc import Generator
from typing import Any

import pytest

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import subject_pb2, terms_pb2
from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.rpc.front.arrivals import Inbox
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import FieldMalformedError
from cameo_service.usecases.acting.errors import InvitationUsedError
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.enrollment.capture_tokens import MintCaptureToken
from cameo_service.usecases.enrollment.enrollment_errors import (
    AnalysisInterruptedError,
    AttemptAbandonedError,
    ReleaseMissingError,
    UnknownSessionError,
    VerificationNotLiveError,
)
from cameo_service.usecases.enrollment.invitations import INVITATION_US
from cameo_service.usecases.enrollment.net_moves import NoMoveToUndoError
from cameo_service.usecases.enrollment.places import Places
from cameo_service.usecases.enrollment.record import RecordEnrollment
from consent.owner_act import OwnerAct
from consent.release import Purpose
from liveness.challenge.plan import ChallengePlan
from liveness.challenge.prompts import Challenge
from liveness.errors import ChunkOutOfOrderError, NotOpenedError, SessionExpiredError
from liveness.limits.recordings import RecordingLimits
from liveness.live.conversation import Conversation
from liveness.live.messages import ChunkReceived, Complete, Event, Message
from liveness.media.recording_errors import CorruptRecording, PhotoUnreadable, TooLarge
from liveness.observations import Delivery
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import DEMO, STANDARD, Policy
from tests.cameo_service.usecases.enrolling import ALL, Enrolling, not_passed, passed
from tests.cameo_service.usecases.enrollment.held_spool import HeldSpool
from tests.cameo_service.usecases.enrollment.live_client import TextFollower
from tests.cameo_service.usecases.enrollment.moving import faces_sealed, take
from tests.cameo_service.usecases.enrollment.told_analyst import ToldAnalyst

PHOTO = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x09\x00\x09"
"""The header alone: nobody decodes it here."""
LIMITS = RecordingLimits(bytes=100)


DELIVERY = Delivery(((0.1, 0.1),))


class Stage:
    """A servicer over use cases in memory, and one started session."""

    def __init__(self, policy: Policy = DEMO) -> None:
        self.enrolling, self.analyst = Enrolling(policy), ToldAnalyst()
        self.conversations: list[OwnerAct | None] = []
        e, world = self.enrolling, self.enrolling.world
        record = RecordEnrollment(
            attempts=e.attempts,
            analyst=self.analyst,
            settle=e.settles,
            policy=policy,
            new_conversation=self._conversation,
            new_follower=TextFollower,
            new_spool=HeldSpool,
            limits=LIMITS,
            clock=world.clock,
            places=Places(2, world.clock),
            door=e.door,
        )
        self.servicer = EnrollmentServicer(world.writes, world.reads, e.starts, record, MintCaptureToken(e.tokens))
        self.started = e.start()

    def _conversation(self, act: OwnerAct | None, _language: str) -> Conversation:
        self.conversations.append(act)
        return AskedAlready()

    @property
    def call(self) -> Call:
        return Call("", acts_for=self.enrolling.world.app("ada"), metered=Meter(self.enrolling.world.clock))

    def record(self, *events: pb.RecordEnrollmentRequest) -> Generator[Any, None, None]:
        inbox = Inbox(self.enrolling.world.clock, lambda: None)
        for event in (*events, None):
            inbox.put(event)
        return self.servicer.RecordEnrollment(inbox, self.call)

    def open(self, photo: bytes = b"") -> pb.RecordEnrollmentRequest:
        upload = pb.UploadMode(prompts=[say("velvet monkey")])
        opening = pb.Open(session_id=str(self.started.session_id), upload=upload, reference_photo=photo)
        return pb.RecordEnrollmentRequest(open=opening)

    def open_live(self) -> pb.RecordEnrollmentRequest:
        webm, vp9 = pb.CONTAINER_WEBM, pb.VIDEO_CODEC_VP9
        session_id = str(self.started.session_id)
        return pb.RecordEnrollmentRequest(
            open=pb.Open(session_id=session_id, live=pb.LiveMode(), container=webm, codec=vp9)
        )

    @property
    def state(self) -> str:
        return self.enrolling.view(self.started).state


class AskedAlready(Conversation):
    """Everything was asked and answered with the first chunk."""

    def __init__(self) -> None:
        super().__init__(ChallengePlan("yes"), lambda _: 0, LIMITS.bytes)

    def on(self, event: Event, now_s: float, sent_s: float | None = None) -> list[Message]:
        return (
            [Complete(Challenge(), (), in_real_time=True, delivery=DELIVERY)]
            if isinstance(event, ChunkReceived)
            else []
        )


def say(text: str) -> pb.UploadedPrompt:
    return pb.UploadedPrompt(prompt_id="1", kind=pb.PROMPT_KIND_SAY, text=text)


def chunk(seq: int, data: bytes = b"media") -> pb.RecordEnrollmentRequest:
    return pb.RecordEnrollmentRequest(chunk=pb.Chunk(seq=seq, data=data))


END = pb.RecordEnrollmentRequest(end=pb.End())


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_an_upload_is_judged_whole_against_what_it_says_was_asked(stage: Stage) -> None:
    ready, verdict = stage.record(stage.open(), chunk(0, b"one "), chunk(1, b"two"), END)
    assert ready.ready.total_bytes == LIMITS.bytes
    assert verdict.verdict.state == pb.ENROLLMENT_STATE_PASSED
    ((data, challenge),) = stage.analyst.seen
    assert data == b"one two"
    assert [prompt.text for prompt in challenge.prompts] == ["velvet monkey"]
    assert stage.state == "PASSED"


def test_a_live_recording_is_analysed_with_how_it_came_in(stage: Stage) -> None:
    list(stage.record(stage.open_live(), chunk(0, b"1.0"), END))
    assert stage.analyst.deliveries == [DELIVERY]


def test_a_file_did_not_come_in_live(stage: Stage) -> None:
    list(stage.record(stage.open(), chunk(0), END))
    assert stage.analyst.deliveries == [None]


def test_an_upload_is_never_worth_more_than_a_file() -> None:
    stage = Stage(STANDARD)
    *_, verdict = stage.record(stage.open(), END)
    assert verdict.verdict.record.assurance == terms_pb2.ASSURANCE_UPLOADED
    assert verdict.verdict.record.audience_ceiling == terms_pb2.AUDIENCE_ONLY_ME


@pytest.mark.parametrize(("outcome", "state"), [(Outcome.FAILED, "FAILED"), (Outcome.RETRY, "RETRY")])
def test_a_verdict_that_did_not_pass_is_a_verdict(stage: Stage, outcome: Outcome, state: str) -> None:
    stage.analyst.answer = not_passed(outcome)
    *_, verdict = stage.record(stage.open(), END)
    assert pb.EnrollmentState.Name(verdict.verdict.state) == f"ENROLLMENT_STATE_{state}"
    assert stage.state == state


@pytest.mark.parametrize("error", [CorruptRecording(), AnalysisInterruptedError("again")])
def test_a_recording_that_cannot_be_judged_may_be_sent_again(stage: Stage, error: Exception) -> None:
    stage.analyst.answer = error
    with pytest.raises(type(error)):
        list(stage.record(stage.open(), chunk(0), END))
    assert stage.state == "ABANDONED"
    stage.analyst.answer = passed()
    assert len(list(stage.record(stage.open(), chunk(0), END))) == 2


def test_an_upload_without_end_is_abandoned(stage: Stage) -> None:
    with pytest.raises(AttemptAbandonedError):
        list(stage.record(stage.open(), chunk(0)))
    assert stage.state == "ABANDONED"
    assert not stage.analyst.seen


def test_an_attempt_ends_with_its_session(stage: Stage) -> None:
    clock = stage.enrolling.world.clock
    inbox = Inbox(clock, lambda: None)
    inbox.put(stage.open())
    replies = stage.servicer.RecordEnrollment(inbox, stage.call)
    next(replies)
    clock.now_us = stage.enrolling.view(stage.started).expires_us
    inbox.put(END)
    with pytest.raises(SessionExpiredError):
        next(replies)
    assert not stage.analyst.seen


def test_a_client_that_goes_away_abandons(stage: Stage) -> None:
    replies = stage.record(stage.open(), chunk(0), END)
    next(replies)
    assert stage.state == "RECORDING"
    replies.close()
    assert stage.state == "ABANDONED"


def test_a_verdict_stands_though_nobody_reads_it(stage: Stage) -> None:
    replies = stage.record(stage.open(), chunk(0), END)
    assert next(replies).HasField("ready")
    assert next(replies).HasField("verdict")
    replies.close()
    assert stage.state == "PASSED"


@pytest.mark.parametrize(
    ("events", "error"),
    [
        ((chunk(1),), ChunkOutOfOrderError),
        ((chunk(0), chunk(0)), ChunkOutOfOrderError),
        ((chunk(0, bytes(101)),), TooLarge),
    ],
)
def test_chunks_that_break_a_rule_end_the_attempt(
    stage: Stage, events: tuple[pb.RecordEnrollmentRequest, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        list(stage.record(stage.open(), *events, END))
    assert stage.state == "ABANDONED"


def test_anything_before_open_costs_no_attempt(stage: Stage) -> None:
    with pytest.raises(NotOpenedError):
        list(stage.record(chunk(0)))
    with pytest.raises(AttemptAbandonedError):
        list(stage.record())
    assert stage.state == "CREATED"


def test_a_session_of_nobody_is_unknown(stage: Stage) -> None:
    opening = stage.open()
    opening.open.session_id = str(stage.enrolling.ada)
    with pytest.raises(UnknownSessionError):
        list(stage.record(opening))


def test_a_session_can_be_read_before_anything_is_recorded(stage: Stage) -> None:
    call = stage.call
    reply = stage.servicer.GetEnrollment(pb.GetEnrollmentRequest(session_id=str(stage.started.session_id)), call)
    assert reply.state == pb.ENROLLMENT_STATE_CREATED


def test_a_file_verifies_no_owner(stage: Stage) -> None:
    list(stage.record(stage.open(), chunk(0), END))
    stage.started = stage.enrolling.start_verification()
    with pytest.raises(VerificationNotLiveError):
        list(stage.record(stage.open(), chunk(0), END))
    assert stage.state == "ABANDONED"


def test_a_photo_goes_to_the_analysis_with_a_yes_of_its_own_and_nowhere_without(stage: Stage) -> None:
    with pytest.raises(ReleaseMissingError):
        list(stage.record(stage.open(PHOTO), END))
    assert stage.state == "CREATED"
    stage.started = stage.enrolling.start(ALL | {Purpose.IDENTITY_REFERENCE})
    list(stage.record(stage.open(PHOTO), END))
    assert stage.analyst.photos == [PHOTO]


def test_a_photo_that_is_none_costs_no_attempt(stage: Stage) -> None:
    stage.started = stage.enrolling.start(ALL | {Purpose.IDENTITY_REFERENCE})
    with pytest.raises(PhotoUnreadable):
        list(stage.record(stage.open(b"GIF89a"), END))
    assert stage.state == "CREATED"


def test_no_photo_is_no_photo(stage: Stage) -> None:
    list(stage.record(stage.open(), END))
    assert stage.analyst.photos == [None]


def test_a_live_recording_of_the_enrolled_person_proves_that_they_are_there_for_one_act(stage: Stage) -> None:
    list(stage.record(stage.open(), chunk(0), END))
    stage.started = stage.enrolling.start_verification(OwnerAct.GRANT_AD)
    *_, last = stage.record(stage.open_live(), chunk(0, b"1.0"), END)
    assert last.verdict.state == pb.ENROLLMENT_STATE_PASSED
    assert [check.check for check in last.verdict.checks] == ["quality", "same_person"]
    assert stage.conversations == [OwnerAct.GRANT_AD]
    with stage.enrolling.world.store.write() as transaction:
        assert transaction.owner_proofs.take(stage.enrolling.ada, OwnerAct.GRANT_AD)


def test_an_invitation_is_made_for_an_account_and_used_by_its_id() -> None:
    stage = Stage()
    call = stage.call
    account = subject_pb2.SubjectRef(external=subject_pb2.ExternalIdentity(issuer="issuer", sub="ada"))
    invited = stage.servicer.CreateInvitation(pb.CreateInvitationRequest(invited=account, request_id="1"), call)
    assert invited.expire_time.ToMicroseconds() == stage.enrolling.world.clock.now_us + INVITATION_US
    record = pb.ConsentRecord(notice_version="1", locale="en", text_sha256=bytes(32))
    record.consent_time.FromMicroseconds(stage.enrolling.world.clock.now_us)
    record.purposes.add(purpose=pb.PURPOSE_FACE_TEMPLATE, granted=True)
    record.purposes.add(purpose=pb.PURPOSE_VOICE_TEMPLATE, granted=True)
    asked = pb.StartEnrollmentRequest(consent_record=record, invitation_id=invited.invitation_id, request_id="2")
    assert stage.servicer.StartEnrollment(asked, call).session_id
    asked.request_id = "3"
    with pytest.raises(InvitationUsedError):
        stage.servicer.StartEnrollment(asked, call)
    with pytest.raises(FieldMalformedError):
        stage.servicer.CreateInvitation(
            pb.CreateInvitationRequest(invited=subject_pb2.SubjectRef(handle="ada"), request_id="4"), call
        )


def test_a_person_undoes_a_move_to_other_nets_and_reads_the_revision() -> None:
    stage = Stage()
    stage.enrolling.enrolled(analysis=passed(who=take()))
    stage.enrolling.verified(passed(who=take(number=5, first=False), earlier=take()))
    assert faces_sealed(stage.enrolling) == ["sface", "dlib"]

    reply = stage.servicer.UndoNetMove(pb.UndoNetMoveRequest(request_id="undo"), stage.call)
    assert faces_sealed(stage.enrolling) == ["dlib"]
    assert reply.revision
    with pytest.raises(NoMoveToUndoError):
        stage.servicer.UndoNetMove(pb.UndoNetMoveRequest(request_id="again"), stage.call)
