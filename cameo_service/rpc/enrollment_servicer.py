"""EnrollmentService over its use cases. Converts, drives the stream, decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1.enrollment_service_pb2_grpc import EnrollmentServiceServicer
from cameo_service.clock import Clock
from cameo_service.rpc import enrollment_conversion as convert
from cameo_service.rpc.call import Call
from cameo_service.rpc.errors import VerificationNotLiveError
from cameo_service.rpc.inbox import Inbox
from cameo_service.rpc.live_recording import LiveRecording
from cameo_service.rpc.uploaded_recording import take_upload
from cameo_service.usecases.enrollment.abandon_attempt import AbandonAttempt
from cameo_service.usecases.enrollment.begin_attempt import Attempt, BeginAttempt
from cameo_service.usecases.enrollment.create_invitation import CreateInvitation
from cameo_service.usecases.enrollment.enrollment_errors import AttemptAbandonedError
from cameo_service.usecases.enrollment.get_enrollment import GetEnrollment
from cameo_service.usecases.enrollment.judged import Judged
from cameo_service.usecases.enrollment.settle_attempt import SettleAttempt
from cameo_service.usecases.enrollment.settle_owner_verification import SettleOwnerVerification
from cameo_service.usecases.enrollment.start_enrollment import StartEnrollment
from cameo_service.usecases.enrollment.start_owner_verification import StartOwnerVerification
from cameo_service.usecases.ports.outside import Analyst, Follower
from consent.owner_act import OwnerAct
from liveness.challenge.prompts import Challenge
from liveness.live.conversation import Conversation
from liveness.live.intake import CHUNK_BYTES
from liveness.live.messages import Complete, Ready
from liveness.media.formats import RecordingLimits
from liveness.verdict.policy import Policy


@dataclass(frozen=True, slots=True)
class EnrollmentUseCases:
    """What the servicer calls, and what a recording is judged with."""

    start: StartEnrollment
    invite: CreateInvitation
    start_verification: StartOwnerVerification
    get: GetEnrollment
    begin: BeginAttempt
    settle: SettleAttempt
    settle_verification: SettleOwnerVerification
    abandon: AbandonAttempt
    analyst: Analyst
    policy: Policy


class EnrollmentServicer(EnrollmentServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails.

    Args:
        use_cases: see there.
        new_conversation: makes a fresh conversation for every live attempt, given the act an owner is verified for.
        new_follower: likewise, what follows its media.
        limits: of one recording.
        clock: stamps what arrives.
    """

    def __init__(
        self,
        use_cases: EnrollmentUseCases,
        new_conversation: Callable[[OwnerAct | None], Conversation],
        new_follower: Callable[[], Follower],
        limits: RecordingLimits,
        clock: Clock,
    ) -> None:
        self._use_cases, self._limits, self._clock = use_cases, limits, clock
        self._new_conversation, self._new_follower = new_conversation, new_follower

    def StartEnrollment(self, request: pb.StartEnrollmentRequest, call: Call) -> pb.StartEnrollmentResponse:
        """A session."""
        return convert.started_to(self._use_cases.start(call.caller, convert.start_from(request)))

    def CreateInvitation(self, request: pb.CreateInvitationRequest, call: Call) -> pb.CreateInvitationResponse:
        """An invitation."""
        return convert.invited_to(self._use_cases.invite(call.caller, convert.invitation_from(request)))

    def StartOwnerVerification(
        self, request: pb.StartOwnerVerificationRequest, call: Call
    ) -> pb.StartOwnerVerificationResponse:
        """A session for the enrolled person."""
        started = self._use_cases.start_verification(call.caller, convert.verification_from(request))
        return convert.verification_to(started)

    def GetEnrollment(self, request: pb.GetEnrollmentRequest, call: Call) -> pb.GetEnrollmentResponse:
        """Where a session stands."""
        return convert.enrollment_to(self._use_cases.get(call.caller, convert.get_from(request)))

    def RecordEnrollment(self, inbox: Inbox, call: Call) -> Generator[pb.RecordEnrollmentResponse, None, None]:
        """One attempt, from Open to Verdict. An attempt that gets no verdict is abandoned, however it ended.

        inbox: holds the first message already: a stream that sends none gets no thread.
        """
        opening = self._opening(inbox)
        session_id, photo = convert.session_of(opening), opening.reference_photo or None
        attempt = self._use_cases.begin(call.caller, session_id, photo)
        is_settled = False
        try:
            for reply in self._attempt(opening, attempt, inbox):
                is_settled = reply.WhichOneof("message") == "verdict"
                yield reply
        finally:
            if not is_settled:
                self._use_cases.abandon(attempt)

    def _opening(self, inbox: Inbox) -> pb.Open:
        first = inbox.next(None)
        if first is None or first.message is None:
            raise AttemptAbandonedError("The stream ended before it was opened.")
        return convert.opening_of(first.message)

    def _session_ends_s(self, attempt: Attempt) -> float:
        return self._clock.monotonic_s() + (attempt.session_ends_us - self._clock.utc_us()) / 1e6

    def _attempt(self, opening: pb.Open, attempt: Attempt, inbox: Inbox) -> Iterator[pb.RecordEnrollmentResponse]:
        if opening.WhichOneof("mode") == "live":
            yield from self._live(opening, attempt, inbox)
        elif attempt.act:
            raise VerificationNotLiveError("Record the person live: a file says nothing about who is here now.")
        else:
            challenge = convert.uploaded_challenge(opening)
            yield convert.message_to(Ready(CHUNK_BYTES, self._limits.bytes))
            data = take_upload(inbox, self._clock, self._limits.bytes, self._session_ends_s(attempt))
            yield self._verdict(attempt, data, challenge, None)

    def _live(self, opening: pb.Open, attempt: Attempt, inbox: Inbox) -> Iterator[pb.RecordEnrollmentResponse]:
        with self._new_follower() as follower:
            conversation, ends_s = self._new_conversation(attempt.act), self._session_ends_s(attempt)
            live = LiveRecording(conversation, follower, inbox, self._clock, self._limits.bytes, ends_s)
            for message in live.messages(convert.opened_from(opening)):
                yield convert.message_to(message)
            yield convert.finished_to()
            live.take_tail()
        yield self._verdict(attempt, bytes(live.data), live.challenge, live.complete)

    def _verdict(
        self, attempt: Attempt, data: bytes, challenge: Challenge, complete: Complete | None
    ) -> pb.RecordEnrollmentResponse:
        """Live only with a delivery that was judged: what was not measured cannot have been live."""
        delivery = complete.delivery if complete else None
        policy, photo = self._use_cases.policy, attempt.photo
        analysis = self._use_cases.analyst.analyse(data, challenge, policy, photo=photo, delivery=delivery)
        judged = Judged(attempt, analysis, streamed_in_real_time=complete is not None and complete.in_real_time)
        if attempt.act:
            return convert.verdict_to(self._use_cases.settle_verification(judged, attempt.act))
        return convert.verdict_to(self._use_cases.settle(judged))
