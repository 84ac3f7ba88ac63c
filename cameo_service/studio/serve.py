"""Runs a web application on a socket of its own until it is told to stop."""

import asyncio
import secrets
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TypeAlias

import grpc
import uvicorn
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from cameo_service.clock import Clock
from cameo_service.studio.cookies import Cookie
from cameo_service.studio.gateway import Gateway, application
from cameo_service.studio.sign_in import SignIn
from cameo_service.studio.upstream import OPTIONS, Metadata, Upstream
from cameo_service.studio.visitors import Visitors

LARGEST_MESSAGE = 64 * 1024
"""Of a socket: one chunk."""
STOP_S = 5
PONG_S = 60.0
"""A busy telephone may be slow to say that it is there; the service ends a recording that brings nothing sooner."""
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Target:
    """The service. checks, streams: host:port of its ports. credentials: None without encryption, on this machine."""

    checks: str
    streams: str
    service_id: str
    identity: Callable[[], Metadata]
    credentials: grpc.ChannelCredentials | None = None

    def channel(self, address: str) -> grpc.aio.Channel:
        """A connection; made on the loop that uses it."""
        if self.credentials is None:
            return grpc.aio.insecure_channel(address, options=OPTIONS)
        return grpc.aio.secure_channel(address, self.credentials, options=OPTIONS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the studio listens. origin: as browsers know it. certificate, key: PEM; None: no TLS here.

    proxies: requests come from these networks alone, which say that they came encrypted; empty: from anywhere.
    """

    listening: socket.socket
    origin: str
    certificate: Path | None = None
    key: Path | None = None
    proxies: Sequence[IPv4Network | IPv6Network] = ()


MorePages: TypeAlias = Callable[[Visitors, Cookie], Sequence[BaseRoute]]
"""Routes of a sign-in that has pages of its own."""


def no_more_pages(visitors: Visitors, cookie: Cookie) -> Sequence[BaseRoute]:
    """None."""
    del visitors, cookie
    return ()


def new_secret() -> str:
    """A text that cannot be guessed: 43 characters of base64url."""
    return secrets.token_urlsafe(SECRET_BYTES)


class WebServer(ABC):
    """A web application before a service, on its socket.

    Args:
        target: the service.
        place: where to listen.
    """

    def __init__(self, target: Target, place: Place) -> None:
        self._target, self._place = target, place
        self._server: uvicorn.Server | None = None

    @abstractmethod
    def application(self, upstream: Upstream) -> ASGIApp:
        """What is served. upstream: the service."""

    @abstractmethod
    async def close(self) -> None:
        """Ends what the application opened."""

    def run(self) -> None:
        """Serves until the process is told to stop, or `stop`."""
        with suppress(KeyboardInterrupt):
            asyncio.run(self._serve())

    def stop(self) -> None:
        """Ends `run`, from any thread, once what runs is answered."""
        if self._server is not None:
            self._server.should_exit = True

    async def _serve(self) -> None:
        target = self._target
        async with target.channel(target.checks) as checks, target.channel(target.streams) as streams:
            app = self.application(Upstream(checks, streams, target.service_id, target.identity))
            self._server = uvicorn.Server(_config(app, self._place))
            try:
                await self._server.serve([self._place.listening])
            finally:
                await self.close()


class StudioServer(WebServer):
    """The studio.

    Args:
        target: the service.
        place: where to listen.
        sign_in: where assertions come from.
        clock: for the end of visits.
        more: pages of the sign-in.
    """

    def __init__(
        self, target: Target, place: Place, sign_in: SignIn, clock: Clock, more: MorePages = no_more_pages
    ) -> None:
        super().__init__(target, place)
        self._sign_in, self._clock, self._more = sign_in, clock, more

    def application(self, upstream: Upstream) -> ASGIApp:
        """Its pages and calls."""
        visitors = Visitors(self._clock, new_secret)
        cookie = Cookie(is_encrypted=self._place.origin.startswith("https://"))
        gateway = Gateway(upstream, self._sign_in, visitors, cookie, self._more(visitors, cookie))
        return application(gateway, self._place.origin, self._place.proxies)

    async def close(self) -> None:
        """Ends the connections of the sign-in."""
        await self._sign_in.close()


def _config(app: ASGIApp, place: Place) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        # Media are compressed already: once more, a whole piece would grow past the largest message.
        ws_per_message_deflate=False,
        ws_ping_timeout=PONG_S,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=STOP_S,
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
    )
