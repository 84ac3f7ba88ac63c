"""The pages of a study before a service that runs, both in this process, and a volunteer without a browser."""

import json
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import connect
from websockets.typing import Origin

from cameo_service.cli.collect.serve import StudyServer
from cameo_service.cli.collect.takes import Takes
from cameo_service.cli.connection import Callers
from cameo_service.clock import SystemClock
from cameo_service.studio.serve import Place, Target, WebServer
from evaluation.study import Study
from tests.cameo_service.studio.running_studio import Answer, Browser, RunningStudio

INVITATION, NOTICE, OPERATOR = "come-in", "I take part.", "Example Lab"
SIGNED = {"invitation": INVITATION, "text": NOTICE, "name": "Ada Example", "adult": True, "purposes": ["measure"]}
_NUMBERS = count()


def medium() -> bytes:
    """A recording like no other: the stand-in reads its seconds."""
    return f"1.{next(_NUMBERS):06}".encode()


class RunningStudy(RunningStudio):
    """Attributes: study: its folder."""

    def __init__(self, folder: Path) -> None:
        self.study = Study(folder)
        super().__init__()

    def serving(self, target: Target, place: Place) -> WebServer:
        # The command line says who calls by the machine's clock.
        self.world.clock.now_us = SystemClock().utc_us()
        callers = Callers(self.service.channel)
        takes = Takes(self.study, callers, callers, place.origin, NOTICE, SystemClock())
        return StudyServer(target, place, takes, INVITATION, OPERATOR)

    def volunteer(self, name: str = "Ada Example") -> "Volunteer":
        signed = self.browser().post("/api/sign", SIGNED | {"name": name})
        assert signed.status == 200, signed.body
        return Volunteer(self, self.browser(), signed.said["key"])


@dataclass
class Volunteer:
    """Who has the link."""

    study: RunningStudy
    browser: Browser
    key: str

    def post(self, path: str, said: object = None) -> Answer:
        body = said if isinstance(said, bytes) else said or {}
        return self.browser.post(path, body, **{"x-cameo-volunteer": self.key})

    @property
    def shown(self) -> Answer:
        return self.browser.get("/api/volunteer", **{"x-cameo-volunteer": self.key})

    @property
    def person(self) -> str:
        return str(self.shown.said["person"])

    def session(self, condition: str = "rest") -> tuple[str, str]:
        begun = self.post("/api/take", {"condition": condition})
        assert begun.status == 200, begun.body
        return begun.said["sessionId"], begun.said["token"]

    def record(self, session: tuple[str, str], media: bytes | None = None) -> Any:
        """One attempt; the last thing that the page is told. media: empty: the page only opens."""
        with connect(f"ws://{self.study.host}/record", origin=Origin(self.study.origin)) as socket:
            opening = {"sessionId": session[0], "captureToken": session[1], "live": {}}
            socket.send(json.dumps({"open": opening | {"container": "CONTAINER_WEBM", "codec": "VIDEO_CODEC_VP9"}}))
            if media is None or media:
                socket.send(media or medium())
                socket.send(json.dumps({"end": {}}))
            heard: Any = {}
            while "verdict" not in heard and "refused" not in heard:
                heard = json.loads(socket.recv(timeout=10))
        return heard
