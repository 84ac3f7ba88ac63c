"""The pages of a study: a release to sign, takes, uploads, deletion. No account and no cookie: a key says who comes.

The key of a volunteer stands in the fragment of their link, which no browser sends, and comes in a header.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from cameo_client.errors import RefusedError
from cameo_service.cli.collect.takes import KeptRecording, Takes
from cameo_service.studio.doors import Doors
from cameo_service.studio.errors import StudioError, told
from cameo_service.studio.gateway import ASSETS, code_of_link, json_of
from cameo_service.studio.serve import new_secret
from cameo_service.studio.upstream import Upstream
from evaluation.study import ATTACKS, CONDITIONS, MOST_TAKES, MOST_UPLOAD_BYTES, PURPOSES, Signature
from evaluation.study_errors import (
    AdultNeededError,
    BodyMalformedError,
    ConditionUnknownError,
    InvitationWrongError,
    ReleaseChangedError,
    StudyError,
    UploadTooLargeError,
)

VOLUNTEER = "x-cameo-volunteer"
LONGEST_KEY = 100
Said: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StudyPages:
    """Everything behind the doors.

    takes: of the study. upstream: the service. invitation: what the link of the study holds. operator: who answers for
    it.
    """

    takes: Takes
    upstream: Upstream
    invitation: str
    operator: str

    def application(self, origin: str) -> ASGIApp:
        """The web application. origin: under which browsers know it."""
        handlers: Mapping[Any, Any] = dict.fromkeys((StudioError, RefusedError), _refused) | {StudyError: _denied}
        return Doors(Starlette(routes=self._routes(), exception_handlers=handlers), origin)

    def _routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.page),
            Mount("/assets", StaticFiles(directory=ASSETS)),
            Route("/api/study", self.study),
            Route("/api/sign", self.sign, methods=["POST"]),
            Route("/api/volunteer", self.volunteer),
            Route("/api/take", self.take, methods=["POST"]),
            Route("/api/attack/{species}", self.attack, methods=["POST"]),
            Route("/api/delete", self.delete, methods=["POST"]),
            Route("/api/qr", self.qr, methods=["POST"]),
            WebSocketRoute("/record", self.record),
        ]

    async def page(self, request: Request) -> Response:
        """The one page."""
        del request
        return FileResponse(ASSETS / "study.html", headers={"cache-control": "no-cache"})

    async def study(self, request: Request) -> Response:
        """What a visitor reads before they sign."""
        del request
        return JSONResponse({"operator": self.operator, "text": self.takes.notice, "purposes": list(PURPOSES)})

    async def sign(self, request: Request) -> Response:
        """Signs the release: from here on there is a volunteer, and a key that is theirs alone."""
        said = await json_of(request)
        if not compare_digest(_text(said, "invitation").encode(), self.invitation.encode()):
            raise InvitationWrongError
        if _text(said, "text") != self.takes.notice:
            raise ReleaseChangedError
        if said.get("adult") is not True:
            raise AdultNeededError
        name, purposes = _text(said, "name"), said.get("purposes")
        if not isinstance(purposes, list) or not all(isinstance(one, str) for one in purposes):
            raise BodyMalformedError
        signature = Signature(name.strip(), self._now(), self.takes.notice, tuple(dict.fromkeys(purposes)))
        key = new_secret()
        await asyncio.to_thread(self.takes.study.sign, key, signature)
        return JSONResponse({"key": key})

    async def volunteer(self, request: Request) -> Response:
        """What the volunteer signed, and how far they are."""
        return JSONResponse(await asyncio.to_thread(self._shown, _key(request)))

    def _shown(self, key: str) -> dict[str, Any]:
        study = self.takes.study
        release = study.release(key)
        person = str(release["person"])
        takes = study.takes(person)
        passed = {take.condition for take in takes if any(each.result == "passed" for each in take.attempts)}
        used = [take.condition for take in takes if take.attempts]
        shown = [
            {
                "condition": name,
                "takes": used.count(name),
                "left": MOST_TAKES - used.count(name),
                "passed": name in passed,
            }
            for name in CONDITIONS
        ]
        return {**release, "operator": self.operator, "conditions": shown, "attacks": study.attacks(person)}

    async def take(self, request: Request) -> Response:
        """A session in front of the camera, with its capture token."""
        key, condition = _key(request), _text(await json_of(request), "condition")
        person = await self._person(key)
        if condition not in CONDITIONS:
            raise ConditionUnknownError
        session, token = await asyncio.to_thread(self.takes.begin, person, condition)
        return JSONResponse({"sessionId": session, "token": token})

    async def attack(self, request: Request) -> Response:
        """Keeps a picture or a video of a print or a screen; the body is the file."""
        person, species = await self._person(_key(request)), request.path_params["species"]
        if species not in ATTACKS:
            raise ConditionUnknownError
        data = bytearray()
        async for piece in request.stream():
            data += piece
            if len(data) > MOST_UPLOAD_BYTES:
                raise UploadTooLargeError
        await asyncio.to_thread(self.takes.study.add_attack, person, species, bytes(data))
        return JSONResponse({})

    async def delete(self, request: Request) -> Response:
        """Deletes everything of the volunteer, and gives a receipt."""
        receipt = await asyncio.to_thread(self.takes.study.delete, _key(request), self._now())
        return JSONResponse(asdict(receipt))

    async def qr(self, request: Request) -> Response:
        """The modules of a QR code of the volunteer's link, for their second device."""
        await self._person(_key(request))
        return await code_of_link(request)

    async def record(self, socket: WebSocket) -> None:
        """One attempt. Whose, the capture token says."""
        await KeptRecording(socket, self.upstream, self.takes).run()

    async def _person(self, key: str) -> str:
        release = await asyncio.to_thread(self.takes.study.release, key)
        return str(release["person"])

    def _now(self) -> str:
        return datetime.fromtimestamp(self.takes.clock.utc_us() / 1e6, UTC).isoformat(timespec="seconds")


def _key(request: Request) -> str:
    return request.headers.get(VOLUNTEER, "")[:LONGEST_KEY]


def _text(said: Said, name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise BodyMalformedError
    return value


async def _denied(request: Request, error: StudyError) -> Response:
    del request
    return JSONResponse({"reason": error.reason, "message": str(error)}, error.http_status)


async def _refused(request: Request, error: Any) -> Response:
    del request
    status, body = told(error)
    return JSONResponse(body, status)
