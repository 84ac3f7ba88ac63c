"""The studio as a web application: its pages, the calls a signed-in person may make, and their recordings."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

import segno
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from cameo_client.act_digest import act_digest
from cameo_client.errors import RefusedError
from cameo_service.studio.cookies import Cookie
from cameo_service.studio.doors import HEALTH, Doors
from cameo_service.studio.errors import (
    BodyMalformedError,
    BodyTooLargeError,
    DecisionNeededError,
    FormTokenMissingError,
    MethodUnknownError,
    NotSignedInError,
    SignInFailedError,
    StudioError,
    told,
)
from cameo_service.studio.methods import METHODS, Method
from cameo_service.studio.recording import Recording
from cameo_service.studio.sign_in import SignIn
from cameo_service.studio.upstream import SERVING, Upstream
from cameo_service.studio.visitors import Visitor, Visitors
from consent.errors import PublicError

ASSETS = Path(__file__).parent / "assets"
LARGEST_BODY = 64 * 1024
DEPTH = 16
LONGEST_LINK = 1024
HEALTHY, UNHEALTHY = 200, 503
FORM_TOKEN = "x-cameo-form"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class Gateway:
    """Everything behind the doors. more: routes of the sign-in."""

    upstream: Upstream
    sign_in: SignIn
    visitors: Visitors
    cookie: Cookie
    more: Sequence[BaseRoute] = ()

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [
            Route("/", self.page),
            Mount("/assets", StaticFiles(directory=ASSETS)),
            Route(HEALTH, self.health),
            Route("/api/me", self.me),
            Route("/api/sign-in", self.choose, methods=["POST"]),
            Route("/api/sign-out", self.leave, methods=["POST"]),
            Route("/api/qr", self.qr, methods=["POST"]),
            Route("/api/{service}/{method}", self.call, methods=["POST"]),
            WebSocketRoute("/record", self.record),
            *self.more,
        ]

    async def page(self, request: Request) -> Response:
        """The one page."""
        del request
        return FileResponse(ASSETS / "index.html", headers={"cache-control": "no-cache"})

    async def health(self, request: Request) -> Response:
        """Whether a person could act here now, for a supervisor."""
        del request
        states = await self.upstream.states()
        return JSONResponse(states, HEALTHY if set(states.values()) == {SERVING} else UNHEALTHY)

    async def me(self, request: Request) -> Response:
        """Who is signed in, and what their page proves itself with."""
        visitor = self._known(request)
        if visitor is None:
            return JSONResponse({"people": list(self.sign_in.people), "signInAt": self.sign_in.begins_at})
        return JSONResponse(self._shown(visitor))

    async def choose(self, request: Request) -> Response:
        """Signs in one of the people of the demo."""
        said = await json_of(request)
        chosen = said.get("person")
        if not self.sign_in.opens_to(chosen, said.get("key", "")):
            raise SignInFailedError("Choose one of the people of this demo, by the link that it printed.")
        visitor = self.visitors.sign_in(str(chosen), str(chosen))
        response = JSONResponse(self._shown(visitor))
        self.cookie.give(response, visitor.key)
        return response

    def _shown(self, visitor: Visitor) -> dict[str, str]:
        said = {"sub": visitor.sub, "name": visitor.name, "formToken": visitor.form_token}
        return said | {"signInAt": self.sign_in.begins_at}

    async def leave(self, request: Request) -> Response:
        """Signs out."""
        self.visitors.sign_out(self._acting(request).key)
        response = JSONResponse({"goTo": await self.sign_in.leaving()})
        self.cookie.take(response)
        return response

    async def qr(self, request: Request) -> Response:
        """The modules of a QR code of a link to a page here, for a phone that goes on."""
        self._acting(request)
        return await code_of_link(request)

    async def call(self, request: Request) -> Response:
        """One call for the signed-in person."""
        visitor = self._acting(request)
        path = f"{request.path_params['service']}/{request.path_params['method']}"
        method = METHODS.get(path)
        if method is None:
            raise MethodUnknownError("No page makes this call.")
        return JSONResponse(await self.made(visitor, path, _encoded(method, await json_of(request))))

    async def made(self, visitor: Visitor, path: str, request: bytes) -> dict[str, Any]:
        """The reply to a call, as JSON.

        Raises:
            NotSignedInError, DecisionNeededError: as `SignIn`.
            RefusedError: the service refuses it.
        """
        method = METHODS[path]
        if not method.needs_decision:
            try:
                return await self._answered(method, request, await self.sign_in.asking(visitor))
            except RefusedError as refused:
                if not (method.may_need_decision and refused.reason == DecisionNeededError.reason):
                    raise
        digest = act_digest(self.upstream.service_id, method.full_name, request)
        return await self._answered(method, request, await self.sign_in.deciding(visitor, digest))

    async def _answered(self, method: Method, request: bytes, assertion: str) -> dict[str, Any]:
        reply: dict[str, Any] = MessageToDict(await self.upstream.call(method, request, assertion))
        return reply

    async def record(self, socket: WebSocket) -> None:
        """One attempt. Who records, the capture token says: no cookie counts here."""
        await Recording(socket, self.upstream).run()

    def _known(self, request: Request) -> Visitor | None:
        return self.visitors.of(self.cookie.read(request))

    def _acting(self, request: Request) -> Visitor:
        visitor = self._known(request)
        if visitor is None:
            raise NotSignedInError("Sign in first.")
        if not compare_digest(request.headers.get(FORM_TOKEN, "").encode(), visitor.form_token.encode()):
            raise FormTokenMissingError("Load the page again.")
        return visitor


def application(gateway: Gateway, origin: str, proxies: Sequence[IPv4Network | IPv6Network] = ()) -> ASGIApp:
    """The web application. origin: under which browsers know it. proxies: from which alone requests come, if any."""
    handlers: Mapping[Any, Any] = dict.fromkeys((StudioError, RefusedError, PublicError), _refuse)
    return Doors(Starlette(routes=gateway.routes(), exception_handlers=handlers), origin, proxies)


async def _refuse(request: Request, error: Any) -> Response:
    del request
    status, body = told(error)
    return JSONResponse(body, status)


async def code_of_link(request: Request) -> Response:
    """The modules of a QR code.

    Raises:
        BodyMalformedError: no link to a page here.
    """
    link = (await json_of(request)).get("link")
    here = f"{request.headers['origin']}/#"
    if not isinstance(link, str) or not link.startswith(here) or len(link) > LONGEST_LINK:
        raise BodyMalformedError("Send a link to a page of this studio.")
    return JSONResponse({"rows": ["".join(map(str, row)) for row in segno.make(link, error="l").matrix]})


async def json_of(request: Request) -> dict[str, Any]:
    """The JSON object that a page sent.

    Raises:
        BodyTooLargeError, BodyMalformedError: it sent none.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise BodyTooLargeError("Send less.")
    said: Any = None
    with suppress(ValueError, RecursionError):
        said = json.loads(body or b"{}")
    if not isinstance(said, dict):
        raise BodyMalformedError("Send one JSON object.")
    return said


def _encoded(method: Method, said: dict[str, Any]) -> bytes:
    message = method.request()
    try:
        ParseDict(said, message, max_recursion_depth=DEPTH)
    except (ParseError, RecursionError) as error:
        raise BodyMalformedError("Send the fields of the request, in the names that protobuf gives JSON.") from error
    return message.SerializeToString(deterministic=True)
