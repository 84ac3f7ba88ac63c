"""A studio that runs before a service that runs, both in this process, and a browser without a face."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cameo_service.rpc.enrollment import EnrollmentServicer
from cameo_service.studio.serve import Place, StudioServer, Target, WebServer
from cameo_service.studio.sign_in import DemoSignIn, SignIn
from cameo_service.usecases.enrollment.capture_tokens import MintCaptureToken
from cameo_service.usecases.enrollment.places import WAITING_PER_PLACE, Places
from cameo_service.usecases.enrollment.record import RecordEnrollment
from liveness.challenge.plan import ChallengePlan
from liveness.live.conversation import Conversation
from liveness.verdict.policy import DEMO
from tests.cameo_service.rpc.running_service import ISSUER, RunningService
from tests.cameo_service.rpc.test_enrollment import LIMITS
from tests.cameo_service.usecases.enrolling import Enrolling
from tests.cameo_service.usecases.enrollment.held_spool import HeldSpool
from tests.cameo_service.usecases.enrollment.live_client import TextFollower
from tests.cameo_service.usecases.enrollment.told_analyst import ToldAnalyst

IDENTITY = (("cameo-dev-service", "studio"), ("cameo-dev-role", "studio"))
PEOPLE = ("ada", "bob")


def asked_nothing() -> Conversation:
    """Waits for the media, and ends with the connection."""
    return Conversation(ChallengePlan("yes"), lambda _: 0, LIMITS.bytes)


class RunningStudio:
    """Attributes: conversation: of each attempt. origin, host: where the studio is.

    places: recordings that run at once.
    """

    def __init__(self, sign_in: SignIn | None = None, places: int = 2) -> None:
        self.enrolling, self.analyst = Enrolling(DEMO), ToldAnalyst()
        self.conversation: Callable[[], Conversation] = asked_nothing
        self.world = world = self.enrolling.world
        world.person("bob")
        record = RecordEnrollment(
            attempts=self.enrolling.attempts,
            analyst=self.analyst,
            settle=self.enrolling.settles,
            policy=DEMO,
            new_conversation=lambda _act, _language: self.conversation(),
            new_follower=TextFollower,
            new_spool=HeldSpool,
            limits=LIMITS,
            clock=world.clock,
            places=Places(places, world.clock),
            door=self.enrolling.door,
        )
        mint = MintCaptureToken(self.enrolling.tokens)
        servicer = EnrollmentServicer(world.writes, world.reads, self.enrolling.starts, record, mint)
        self.service = RunningService(world, servicers=(servicer,), threads=places * (1 + WAITING_PER_PLACE))
        listening = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{listening.getsockname()[1]}"
        self.origin = f"http://{self.host}"
        address = f"127.0.0.1:{self.service.server.port}"
        target = Target(address, address, "studio", lambda: IDENTITY)
        self._sign_in = sign_in or DemoSignIn(PEOPLE, world.clock, ISSUER)
        self._server = self.serving(target, Place(listening, self.origin))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def serving(self, target: Target, place: Place) -> WebServer:
        """What stands before the service."""
        return StudioServer(target, place, self._sign_in, self.world.clock)

    def browser(self) -> "Browser":
        return Browser(self.host, self.origin)

    def stop(self) -> None:
        self._server.stop()
        self._thread.join()
        self.service.stop()


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    @property
    def reason(self) -> tuple[int, str]:
        return self.status, self.said["reason"]


@dataclass
class Browser:
    """Keeps cookies, and sends what a page of the studio sends."""

    host: str
    origin: str
    cookies: dict[str, str] = field(default_factory=dict)
    form_token: str = ""
    trusts: ssl.SSLContext | None = None
    """Where the studio is encrypted."""

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, b"", headers)

    def post(self, path: str, said: object, **headers: str) -> Answer:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        own = {"origin": self.origin, "x-cameo-form": self.form_token}
        return self.send("POST", path, body, own | headers)

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = (
            http.client.HTTPSConnection(self.host, timeout=10, context=self.trusts)
            if self.trusts
            else http.client.HTTPConnection(self.host, timeout=10)
        )
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {name: value for name, value in ({"cookie": cookies} | dict(headers)).items() if value}
        connection.request(method, path, body, sent)
        reply = connection.getresponse()
        answer = Answer(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
        connection.close()
        if given := answer.headers.get("set-cookie"):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer

    def sign_in(self, person: str) -> None:
        answer = self.post("/api/sign-in", {"person": person})
        assert answer.status == 200, answer.body
        self.form_token = answer.said["formToken"]

    def call(self, method: str, said: object = None) -> Answer:
        return self.post(f"/api/{method}", said or {})
