"""EnrollmentService on the wire: messages to use-case requests and back. Decides nothing."""

# ruff: noqa: N802 - methods carry the names of the contract

from collections.abc import Generator
from contextlib import closing
from functools import partial

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1.enrollment_service_pb2_grpc import EnrollmentServiceServicer
from cameo_service.rpc.conversion import (
    ACT,
    ASSURANCE,
    AUDIENCE,
    MODALITY,
    Vocabulary,
    at_least_from,
    micros_from,
    person_from,
    text_from,
    time_of,
    uuid_from,
)
from cameo_service.rpc.front.arrivals import Inbox
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.errors import FieldMalformedError, FieldMissingError
from cameo_service.rpc.recording import RecordingInbox, duration_of, reply_to
from cameo_service.usecases.acting.person import Account
from cameo_service.usecases.acting.quotas import Quota
from cameo_service.usecases.acting.reads import Reads
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.enrollment import invitations, sessions
from cameo_service.usecases.enrollment.capture_tokens import MintCaptureToken, MintCaptureTokenRequest
from cameo_service.usecases.enrollment.challenge_languages import ChallengeLanguage
from cameo_service.usecases.enrollment.net_moves import UndoNetMoveRequest, undo_net_move
from cameo_service.usecases.enrollment.record import RecordEnrollment
from cameo_service.usecases.enrollment.sessions import EnrollmentView, StartEnrollment, StartOwnerVerification
from cameo_service.usecases.enrollment.verification_record import CheckOutcome, VerificationRecord
from cameo_service.usecases.ports.enrollment import InvitationId
from consent.identity import EnrollmentId
from consent.release import ConsentRecord, Purpose
from liveness.live.session import SessionState

LONGEST_NAME_BYTES = 64
LONGEST_LOCALE_BYTES = 35
PURPOSE = Vocabulary(Purpose, pb.Purpose, "PURPOSE")
STATE = Vocabulary(SessionState, pb.EnrollmentState, "ENROLLMENT_STATE")


class EnrollmentServicer(EnrollmentServiceServicer):
    """Serves every method of the contract; the proto says what each does and how it fails."""

    def __init__(
        self, writes: Writes, reads: Reads, start: StartEnrollment, record: RecordEnrollment, mint: MintCaptureToken
    ) -> None:
        self._writes, self._reads, self._start, self._record, self._mint = writes, reads, start, record, mint
        self._verify = StartOwnerVerification(start.languages)

    def StartEnrollment(self, request: pb.StartEnrollmentRequest, call: Call) -> pb.StartEnrollmentResponse:
        """A session."""
        reply = self._writes.run(self._start, call.caller, start_from(request))
        return pb.StartEnrollmentResponse(
            session_id=str(reply.session_id),
            expire_time=time_of(reply.expires_us),
            attempts_left=reply.attempts_left,
            subject_id=str(reply.subject),
            revision=reply.token,
        )

    def ListChallengeLanguages(
        self, request: pb.ListChallengeLanguagesRequest, call: Call
    ) -> pb.ListChallengeLanguagesResponse:
        """Those that a session can be started in."""
        del request, call
        return pb.ListChallengeLanguagesResponse(languages=map(_language_to, self._start.languages.offered))

    def CreateInvitation(self, request: pb.CreateInvitationRequest, call: Call) -> pb.CreateInvitationResponse:
        """An invitation."""
        reply = self._writes.run(invitations.create_invitation, call.caller, invitation_from(request))
        return pb.CreateInvitationResponse(
            invitation_id=str(reply.invitation), expire_time=time_of(reply.expires_us), revision=reply.token
        )

    def StartOwnerVerification(
        self, request: pb.StartOwnerVerificationRequest, call: Call
    ) -> pb.StartOwnerVerificationResponse:
        """A session for the enrolled person."""
        act = ACT.from_wire(request.act, "act")
        language, without_words = language_from(request), request.without_words
        asked = sessions.StartOwnerVerificationRequest(request.request_id, act, language, without_words)
        reply = self._writes.run(self._verify, call.caller, asked)
        return pb.StartOwnerVerificationResponse(
            session_id=str(reply.session_id),
            expire_time=time_of(reply.expires_us),
            attempts_left=reply.attempts_left,
            revision=reply.token,
        )

    def MintCaptureToken(self, request: pb.MintCaptureTokenRequest, call: Call) -> pb.MintCaptureTokenResponse:
        """A token for one page."""
        session_id = EnrollmentId(uuid_from(request.session_id, "session_id"))
        asked = MintCaptureTokenRequest(session_id, request.origin, at_least_from(request))
        reply = self._reads.ask(self._mint, call.caller, asked)
        return pb.MintCaptureTokenResponse(
            token=reply.capture_token,
            expire_time=time_of(reply.expires_us),
            revision=reply.token,
            may_ask_for_colours=reply.may_ask_for_colours,
        )

    def GetEnrollment(self, request: pb.GetEnrollmentRequest, call: Call) -> pb.GetEnrollmentResponse:
        """The state of a session."""
        session_id = EnrollmentId(uuid_from(request.session_id, "session_id"))
        asked = sessions.GetEnrollmentRequest(session_id, at_least_from(request))
        return enrollment_to(self._reads.ask(sessions.get_enrollment, call.caller, asked))

    def UndoNetMove(self, request: pb.UndoNetMoveRequest, call: Call) -> pb.UndoNetMoveResponse:
        """Back to the templates of before."""
        reply = self._writes.run(undo_net_move, call.caller, UndoNetMoveRequest(request.request_id))
        return pb.UndoNetMoveResponse(revision=reply.token)

    def RecordEnrollment(self, inbox: Inbox, call: Call) -> Generator[pb.RecordEnrollmentResponse, None, None]:
        """One attempt, from Open to Verdict.

        inbox: holds the first message already: a stream that sends none gets no thread.
        """
        for quota in (Quota.RECORDING_BYTES, Quota.ANALYSES):
            call.meter.require(call.caller, quota)
        arriving = RecordingInbox(inbox, partial(call.meter.owe, call.caller))
        with closing(self._record(call.caller, arriving)) as replies:
            for reply in replies:
                if isinstance(reply, EnrollmentView):
                    call.outcomes = outcomes_of(reply)
                    yield verdict_to(reply)
                else:
                    yield reply_to(reply)


def start_from(message: pb.StartEnrollmentRequest) -> sessions.StartEnrollmentRequest:
    """A written release.

    Raises:
        FieldMissingError: a required field is not set, here and below.
        FieldMalformedError: a field holds what it cannot hold, here and below.
    """
    if not message.HasField("consent_record"):
        raise FieldMissingError("consent_record")
    record = message.consent_record
    agreed_us = micros_from(record, "consent_time")
    if agreed_us is None:
        raise FieldMissingError("consent_record.consent_time")
    return sessions.StartEnrollmentRequest(
        request_id=message.request_id,
        release=ConsentRecord(
            purposes=_purposes(record),
            notice_version=text_from(record, "notice_version", LONGEST_NAME_BYTES),
            locale=text_from(record, "locale", LONGEST_LOCALE_BYTES),
            text_sha256=record.text_sha256,
            agreed_us=agreed_us,
        ),
        invitation=InvitationId(uuid_from(message.invitation_id, "invitation_id")) if message.invitation_id else None,
        language=language_from(message),
        without_words=message.without_words,
    )


def language_from(message: pb.StartEnrollmentRequest | pb.StartOwnerVerificationRequest) -> str:
    """The language of the challenge; empty: none is named.

    Raises:
        FieldMalformedError: one is named of words that are not asked.
    """
    if message.without_words and message.challenge_language:
        raise FieldMalformedError("challenge_language", "name a language, or ask without words")
    return text_from(message, "challenge_language", LONGEST_LOCALE_BYTES) if message.challenge_language else ""


def _language_to(language: ChallengeLanguage) -> pb.ChallengeLanguage:
    return pb.ChallengeLanguage(
        tag=language.tag, name=language.name, is_beta=language.is_beta, is_reviewed=bool(language.reviewed_by)
    )


def invitation_from(message: pb.CreateInvitationRequest) -> invitations.CreateInvitationRequest:
    """The account to invite."""
    invited = person_from(message, "invited")
    if not isinstance(invited, Account):
        raise FieldMalformedError("invited", "name an account, by issuer and sub")
    return invitations.CreateInvitationRequest(message.request_id, invited, micros_from(message, "expire_time"))


def _purposes(record: pb.ConsentRecord) -> frozenset[Purpose]:
    """What has a yes. A purpose answered twice is no answer."""
    answers = [(PURPOSE.from_wire(answer.purpose, "purposes"), answer.granted) for answer in record.purposes]
    if len(dict(answers)) != len(answers):
        raise FieldMalformedError("consent_record.purposes", "answer each purpose once")
    return frozenset(purpose for purpose, granted in answers if granted)


def enrollment_to(view: EnrollmentView) -> pb.GetEnrollmentResponse:
    """The state of a session."""
    return pb.GetEnrollmentResponse(
        state=STATE.to_wire(view.state),
        checks=_checks_to(view.record),
        attempts_left=view.attempts_left,
        expire_time=time_of(view.expires_us),
        record=record_to(view.record) if view.record else None,
        revision=view.token,
    )


def outcomes_of(view: EnrollmentView) -> tuple[str, ...]:
    """The state of a judged session, and the reason of each check that did not pass."""
    checks = view.record.checks if view.record else ()
    return (view.state.name, *sorted({check.reason for check in checks if check.reason}))


def verdict_to(view: EnrollmentView) -> pb.RecordEnrollmentResponse:
    """The last message of a stream: the session as the attempt left it."""
    verdict = pb.Verdict(
        state=STATE.to_wire(view.state),
        checks=_checks_to(view.record),
        attempts_left=view.attempts_left,
        record=record_to(view.record) if view.record else None,
        revision=view.token,
    )
    return pb.RecordEnrollmentResponse(verdict=verdict)


def record_to(record: VerificationRecord) -> pb.VerificationRecord:
    """What was verified, and what was not."""
    binding = record.identity
    return pb.VerificationRecord(
        enrollment_version=record.enrollment_version,
        audience_ceiling=AUDIENCE.to_wire(record.audience_ceiling),
        assurance=ASSURANCE.to_wire(record.assurance),
        checks_not_run=record.not_run,
        policy=record.policy,
        model_pack=record.model_pack,
        modalities=[MODALITY.to_wire(modality) for modality in record.modalities],
        identity=pb.IDENTITY_BINDING_BOUND if binding.is_bound else pb.IDENTITY_BINDING_UNBOUND,
        live_ceiling=AUDIENCE.to_wire(record.live_ceiling),
        bound_by=f"IDENTITY_REFERENCE_{binding.name}" if binding.is_bound else None,
        calibration=record.calibration,
        challenge_language=record.challenge_language,
    )


def _checks_to(record: VerificationRecord | None) -> list[pb.CheckOutcome]:
    return [_check_to(check) for check in record.checks] if record else []


def _check_to(check: CheckOutcome) -> pb.CheckOutcome:
    return pb.CheckOutcome(
        check=check.check,
        result=f"CHECK_RESULT_{check.result.upper()}",
        reason=check.reason,
        help_text=check.help_text,
        duration=duration_of(check.ms / 1e3),
    )
