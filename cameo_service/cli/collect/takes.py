"""Takes of a study in front of a service of its own: each has an account that is erased as soon as the take is over.

The study keeps what a page sends and what it is told; the gateway passes both on unchanged.
"""

import asyncio
import hashlib
import logging
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from google.protobuf.timestamp_pb2 import Timestamp
from starlette.websockets import WebSocket

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent_pb
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import erasure_service_pb2 as erasure_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import Callers, named, new_request_id
from cameo_service.clock import Clock
from cameo_service.rpc.conversion import DIRECTION, KIND
from cameo_service.studio.recording import Recording
from cameo_service.studio.upstream import Upstream
from evaluation.study import Attempt, Recorded, Study
from evaluation.study_errors import StudyError
from evaluation.study_report import LOST
from liveness.challenge.prompts import Challenge, Prompt
from liveness.limits.recordings import RecordingLimits

LOG = logging.getLogger(__name__)
ACCOUNT_BYTES = 12
MOST_RUNNING = 1000
"""Takes that are remembered while they run; a session lasts ten minutes."""
SUFFIXES = {pb.CONTAINER_WEBM: ".webm", pb.CONTAINER_MP4: ".mp4"}
OVER = (pb.ENROLLMENT_STATE_PASSED, pb.ENROLLMENT_STATE_FAILED)
RESULTS = {
    pb.ENROLLMENT_STATE_PASSED: "passed",
    pb.ENROLLMENT_STATE_FAILED: "failed",
    pb.ENROLLMENT_STATE_RETRY: "retry",
}


@dataclass(slots=True)
class Running:
    """A take while it runs. account: of this take alone, so that the service cannot tell whose it is.

    began_s: monotonic, of its first attempt; None: not begun.
    """

    person: str
    number: int
    account: str
    began_s: float | None = None


@dataclass(slots=True)
class Takes:
    """All takes of a study that runs.

    checks, streams: the service. origin: of the pages. notice: text of the release.
    """

    study: Study
    checks: Callers
    streams: Callers
    origin: str
    notice: str
    clock: Clock
    running: OrderedDict[str, Running] = field(default_factory=OrderedDict)

    def begin(self, person: str, condition: str) -> tuple[str, str]:
        """Session and capture token of a take.

        Raises:
            TakesUsedUpError, ReleaseMissingError: as `Study.begin`.
            RefusedError: the service refuses it.
        """
        take = self.study.begin(person, condition)
        account = secrets.token_hex(ACCOUNT_BYTES)
        age = consent_pb.AssertAgeRequest(age=terms.AGE_CLASS_ADULT, request_id=new_request_id())
        self.checks.consent(account).assert_age(age)
        enrollment = self.streams.enrollment(account)
        asked = pb.StartEnrollmentRequest(consent_record=self._agreed(), request_id=new_request_id())
        session = enrollment.start_enrollment(asked).session_id
        mint = pb.MintCaptureTokenRequest(session_id=session, origin=self.origin)
        token = enrollment.mint_capture_token(mint).token
        self.running[session] = Running(person, take.number, account)
        if len(self.running) > MOST_RUNNING:
            self.running.popitem(last=False)
        return session, token

    def _agreed(self) -> pb.ConsentRecord:
        when = Timestamp()
        when.FromMicroseconds(self.clock.utc_us())
        purposes = (pb.PURPOSE_FACE_TEMPLATE, pb.PURPOSE_VOICE_TEMPLATE)
        return pb.ConsentRecord(
            purposes=[pb.PurposeConsent(purpose=purpose, granted=True) for purpose in purposes],
            notice_version="study-1",
            locale="en",
            text_sha256=hashlib.sha256(self.notice.encode()).digest(),
            consent_time=when,
        )

    def keep(self, running: Running, attempt: Attempt, recorded: Recorded | None) -> None:
        """Notes an attempt, unless the volunteer has deleted everything since."""
        try:
            self.study.attempted(running.person, running.number, attempt, recorded)
        except StudyError as error:
            LOG.info("a recording was not kept: %s", error.reason)

    def erase(self, session: str) -> None:
        """Erases the account of a take that is over: its templates go, and the study alone keeps the recording."""
        if (over := self.running.pop(session, None)) is None:
            return
        request = erasure_pb.EraseSubjectRequest(
            effect=consent_pb.STOP_EFFECT_DELETE_ALL,
            subject=named(over.account),
            reason="a take of a study is over",
            request_id=new_request_id(),
        )
        try:
            self.checks.erasing().erase_subject(request)
        except RefusedError as error:
            LOG.warning("an account of a take was not erased; it ends with the study: %s", error.reason)


class KeptRecording(Recording):
    """One attempt that the study keeps.

    Args:
        socket: of the page, not yet accepted.
        upstream: the service.
        takes: of the study.
    """

    def __init__(self, socket: WebSocket, upstream: Upstream, takes: Takes) -> None:
        super().__init__(socket, upstream)
        self._takes = takes
        self._session, self._suffix, self._began_s = "", "", 0.0
        self._media, self._prompts = bytearray(), list[Prompt]()
        self._verdict: pb.Verdict | None = None
        self._ended_s, self._is_begun = 0.0, False

    async def run(self) -> None:
        """Until the verdict, a refusal, or the end of the connection; then the study knows of it."""
        try:
            await super().run()
        finally:
            if self._verdict is None:
                await self._keep()
            elif self._verdict.state in OVER:
                await asyncio.to_thread(self._takes.erase, self._session)

    async def _keep(self) -> None:
        running = self._takes.running.get(self._session)
        # What never began was refused at the door, or waited in vain: nothing was recorded.
        if running is not None and (self._is_begun or self._verdict is not None):
            await asyncio.to_thread(self._takes.keep, running, self._attempt(running), self._recorded())

    def sends(self, message: pb.RecordEnrollmentRequest) -> None:
        """Keeps the media, as far as the service takes them."""
        kind = message.WhichOneof("event")
        if kind == "open":
            self._session, self._suffix = message.open.session_id, SUFFIXES.get(message.open.container, "")
            self._began_s = self._takes.clock.monotonic_s()
            running = self._takes.running.get(self._session)
            if running is not None and running.began_s is None:
                running.began_s = self._began_s
        elif kind == "chunk" and len(self._media) + len(message.chunk.data) <= RecordingLimits().bytes:
            self._media += message.chunk.data

    async def hears(self, reply: pb.RecordEnrollmentResponse) -> None:
        """Keeps what is asked, and how it ended."""
        kind = reply.WhichOneof("message")
        if kind == "ready":
            self._is_begun = True
        elif kind == "prompt":
            asked = reply.prompt
            side = DIRECTION.from_wire(asked.direction, "direction") if asked.direction else None
            # Their order is kept and not their times: those are the service's own.
            self._prompts.append(Prompt(asked.prompt_id, KIND.from_wire(asked.kind, "kind"), asked.text, side))
        elif kind == "verdict":
            self._verdict, self._ended_s = reply.verdict, self._takes.clock.monotonic_s()
            # A verdict that the page shows is one that the study has.
            await self._keep()

    def _attempt(self, running: Running) -> Attempt:
        began_s = running.began_s or 0.0
        if self._verdict is None:
            return Attempt(LOST, (), self._began_s - began_s, self._takes.clock.monotonic_s() - began_s)
        reasons = {check.reason for check in self._verdict.checks if check.reason}
        result = RESULTS.get(self._verdict.state, LOST)
        return Attempt(result, tuple(sorted(reasons)), self._began_s - began_s, self._ended_s - began_s)

    def _recorded(self) -> Recorded | None:
        if self._verdict is None or not self._suffix:
            return None
        return Recorded(bytes(self._media), self._suffix, Challenge(tuple(self._prompts)))
