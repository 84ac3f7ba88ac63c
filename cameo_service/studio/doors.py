"""What stands before every page and call: which host, which page, and what the browser may do with the answer."""

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cameo_service.studio.errors import (
    HostUnknownError,
    NotEncryptedError,
    OriginRefusedError,
    ProxyUnknownError,
    StudioError,
    told,
)

HEALTH = "/health"
ENCRYPTED = (["https"], ["wss"])
ACTING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def rules_for_browsers(origin: str) -> Mapping[str, str]:
    """Headers of every answer: nothing from elsewhere is loaded, nothing inline runs, no page frames this one.

    origin: of the studio.
    """
    parts = urlsplit(origin)
    sockets = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "media-src": "'self' blob:",
        # Older Safari does not take 'self' for a socket of the same host.
        "connect-src": f"'self' {sockets}",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    rules = {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
    }
    encrypted = {"strict-transport-security": "max-age=31536000"} if parts.scheme == "https" else {}
    return rules | encrypted


class Doors:
    """ASGI middleware.

    Args:
        app: what stands behind.
        origin: of the studio, such as https://studio.example.
        proxies: networks from which alone requests come; empty: from anywhere.
    """

    def __init__(self, app: ASGIApp, origin: str, proxies: Sequence[IPv4Network | IPv6Network] = ()) -> None:
        self._app, self._origin, self._proxies = app, origin, tuple(proxies)
        self._host = urlsplit(origin).netloc
        self._rules = rules_for_browsers(origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses, or lets through; either answer carries the rules."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_with_rules(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._rules.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            self._require_own(scope)
        except StudioError as error:
            await self._refuse(error, scope, receive, send_with_rules)
            return
        await self._app(scope, receive, send_with_rules)

    def _require_own(self, scope: Scope) -> None:
        # A supervisor beside the studio knows it by its address, and reads nothing but a state.
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == HEALTH:
            return
        headers = Headers(scope=scope)
        if self._proxies:
            self._require_proxy(scope, headers)
        if headers.getlist("host") != [self._host]:
            raise HostUnknownError("Open the studio under its own address.")
        # A recording carries its own proof of origin, its capture token, and no cookie counts there.
        if scope["type"] == "http" and scope["method"] in ACTING and headers.getlist("origin") != [self._origin]:
            raise OriginRefusedError("Use a page of the studio itself.")

    def _require_proxy(self, scope: Scope, headers: Headers) -> None:
        host, _ = scope["client"] or ("", 0)
        if not _is_within(host, self._proxies):
            raise ProxyUnknownError("Open the studio under its public address.")
        # What the proxy took in the clear, another machine may have read: the cookie would be lost with it.
        if headers.getlist("x-forwarded-proto") not in ENCRYPTED:
            raise NotEncryptedError("Open the address that begins with https://.")

    async def _refuse(self, error: StudioError, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": error.reason})
            return
        status, body = told(error)
        await JSONResponse(body, status)(scope, receive, send)


def _is_within(host: str, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in networks)
