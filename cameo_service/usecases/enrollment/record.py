"""RecordEnrollment: one attempt, from its first message to its verdict. Begin, receive, analyse, settle or abandon.

Knows no transport. A transport hands over an inbox, sends what is yielded, and closes the generator when its client is
gone.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import ServiceStoppingError
from cameo_service.usecases.enrollment.attempt import Attempt, Attempts
from cameo_service.usecases.enrollment.capture_tokens import CaptureDoor
from cameo_service.usecases.enrollment.enrollment_errors import (
    AnalysisInterruptedError,
    AttemptAbandonedError,
    VerificationNotLiveError,
    WordlessNotLiveError,
)
from cameo_service.usecases.enrollment.heartbeat import Heartbeats
from cameo_service.usecases.enrollment.places import Places, Waiting
from cameo_service.usecases.enrollment.receive import (
    Arriving,
    Inbox,
    LiveRecording,
    OpenRecording,
    Receiving,
    Recorded,
    Stream,
    ToClient,
    receive_upload,
)
from cameo_service.usecases.enrollment.sessions import EnrollmentView
from cameo_service.usecases.enrollment.settle import Judged, Settle
from cameo_service.usecases.enrollment.turns import Turn, Turns
from cameo_service.usecases.ports.outside import Ahead, Analyst, Follower, Spool
from consent.owner_act import OwnerAct
from liveness.challenge.language import WITHOUT_WORDS
from liveness.challenge.prompts import Challenge
from liveness.errors import NotAsAnnouncedError, NotOpenedError
from liveness.limits.recordings import RecordingLimits
from liveness.live.conversation import Conversation
from liveness.live.messages import Opened
from liveness.verdict.policy import Policy

Reply: TypeAlias = ToClient | Waiting | EnrollmentView


@dataclass(frozen=True, slots=True)
class RecordEnrollment:
    """Records one attempt of a session of either kind.

    new_conversation: makes a fresh conversation for a live attempt, given the act an owner is verified for (None: an
    enrollment) and the language of what is said. new_follower: likewise, what follows its media. new_spool: holds the
    bytes of one attempt. limits: of one recording. clock: the one that stamps arrivals. places: how many record at
    once. door: says whose recording it is. turns: who records now. heartbeats: attempts of this process, for all others
    to know that they live.
    """

    attempts: Attempts
    analyst: Analyst
    settle: Settle
    policy: Policy
    new_conversation: Callable[[OwnerAct | None, str], Conversation]
    new_follower: Callable[[], Follower]
    new_spool: Callable[[], Spool]
    limits: RecordingLimits
    clock: Clock
    places: Places
    door: CaptureDoor
    turns: Turns = field(default_factory=Turns)
    heartbeats: Heartbeats = field(default_factory=Heartbeats)

    def __call__(self, caller: Caller, stream: Stream) -> Generator[Reply, None, None]:
        """Yields replies while the recording arrives; the verdict is the last one.

        An attempt that gets no verdict is abandoned, however it ended, and costs the person none if the service lost
        it. A verdict stands even if the client is gone.

        Raises:
            NotOpenedError: the first message is not the one that opens a recording. No attempt is counted.
            NotTheOwnerError, UnknownSessionError, ReleaseMissingError, SessionError, RecordingError: as
                `Attempts.begin`. No attempt is counted.
            CaptureTokenError: a capture token that does not open this session on this page. No attempt is counted.
            RecordingRunningError: an earlier recording of the person is being judged, here or at another replica. No
                attempt is counted.
            RecordingReplacedError: the person opened a newer stream.
            TooManyRecordingsError: too many wait for a place. No attempt is counted.
            ServiceStoppingError: the service stops. The attempt costs the person none.
            VerificationNotLiveError: a finished file for the verification of an owner.
            WordlessNotLiveError: a finished file for a session without words.
            WordsNeededError: as `Settle`.
            ProtocolError, RecordingError, AttemptAbandonedError, UploadTooSlowError, SessionExpiredError: about what
                arrives.
            ChallengeError, UnjudgedError: as `Analyst.analyse`.
        """
        opening = _opening(stream)
        caller = self.door.caller_of(caller, opening.session_id, opening.capture)
        person = self.attempts.require_possible(caller, opening.session_id)
        with (
            self.turns.turn(person, stream) as turn,
            self.places.ticket(caller.service_id) as ticket,
            self.new_spool() as spool,
            self.analyst.ahead(spool) as ahead,
        ):
            yield from ticket.wait(turn.require_wanted)
            attempt = self.attempts.begin(caller, opening.session_id, opening.photo, ticket.waited_s)
            with self.heartbeats.of(attempt):
                view = yield from self._attempted(opening, attempt, turn, spool, ahead)
        yield view

    def _attempted(
        self, opening: OpenRecording, attempt: Attempt, turn: Turn, spool: Spool, ahead: Ahead
    ) -> Generator[Reply, None, EnrollmentView]:
        is_settled, is_counted = False, True
        try:
            recorded = yield from self._receive(opening.mode, attempt, turn, spool, ahead)
            turn.judge()
            self.attempts.judging(attempt)
            judged = self._judged(attempt, recorded, spool, ahead)
            _require_announced(opening.announced, judged.analysis.delivered)
            view = self.settle(judged)
            is_settled = True
        except (AnalysisInterruptedError, ServiceStoppingError):
            is_counted = False
            raise
        finally:
            if not is_settled:
                self.attempts.abandon(attempt, is_counted=is_counted)
        return view

    def _receive(
        self, mode: Opened | Challenge, attempt: Attempt, inbox: Inbox, spool: Spool, ahead: Ahead
    ) -> Receiving:
        arriving = Arriving(inbox, self.clock, self.limits, self._ends_s(attempt), spool)
        if isinstance(mode, Challenge):
            if attempt.act:
                raise VerificationNotLiveError("Record the person live: a file says nothing about who is here now.")
            if attempt.language == WITHOUT_WORDS:
                raise WordlessNotLiveError("Record the person live: a file was shown no colours.")
            return (yield from receive_upload(arriving, _said_in(mode, attempt.language)))
        with self.new_follower() as follower:
            live = LiveRecording(self.new_conversation(attempt.act, attempt.language), follower, arriving, ahead)
            return (yield from live.receive(mode))

    def _ends_s(self, attempt: Attempt) -> float:
        return self.clock.monotonic_s() + (attempt.session_ends_us - self.clock.utc_us()) / 1e6

    def _judged(self, attempt: Attempt, recorded: Recorded, spool: Spool, ahead: Ahead) -> Judged:
        """A file has no delivery to be judged by, and so is never live."""
        analysis = self.analyst.analyse(
            spool, recorded.challenge, self.policy, photo=attempt.photo, delivery=recorded.delivery, ahead=ahead
        )
        return Judged(attempt, analysis, recorded.streamed_in_real_time)


def _said_in(challenge: Challenge, language: str) -> Challenge:
    """What a file answers was said in the language of its session."""
    return Challenge(tuple(replace(prompt, language=language) for prompt in challenge.prompts))


def _require_announced(announced: Opened | None, delivered: tuple[str, str]) -> None:
    """A live stream is held to it while it arrives; the bytes of a file are read by the analysis alone."""
    if announced is not None and (announced.container, announced.codec) != delivered:
        raise NotAsAnnouncedError(*delivered)


def _opening(inbox: Inbox) -> OpenRecording:
    first = inbox.next(None)
    if first is None or first.message is None:
        raise AttemptAbandonedError("The stream ended before it was opened: send Open first.")
    if not isinstance(first.message, OpenRecording):
        raise NotOpenedError
    return first.message
