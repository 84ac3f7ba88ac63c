"""The addresses on the way to the identity provider and back. A browser goes there itself, so refusals are told by
the page that it ends up at.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from cameo_service.rpc.identity.errors import TokenError
from cameo_service.studio.cookies import Cookie
from cameo_service.studio.errors import (
    ActUnknownError,
    NotSignedInError,
    PageUnknownError,
    SignInDeclinedError,
    StateUnknownError,
    StudioError,
)
from cameo_service.studio.oidc.journeys import Journey
from cameo_service.studio.oidc.sign_in import DECIDE, SIGN_IN, SIGNED_IN, ProviderSignIn
from cameo_service.studio.visitors import Visitor, Visitors

PAGE = re.compile(r"[a-z]{1,20}", re.ASCII)
"""The name of a page of the studio, which stands behind the # of its address: no host, no path."""
FIRST = "likeness"
SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class ProviderPages:
    """Going there, and coming back."""

    sign_in: ProviderSignIn
    visitors: Visitors
    cookie: Cookie

    @property
    def on_the_way(self) -> Cookie:
        """By which the browser that comes back is the one that went."""
        return Cookie(self.cookie.is_encrypted, "on-the-way")

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [
            Route(SIGN_IN, self._telling(self.go_to_sign_in)),
            Route(DECIDE, self._telling(self.go_to_decide)),
            Route(SIGNED_IN, self._telling(self.come_back)),
        ]

    async def go_to_sign_in(self, request: Request) -> Response:
        """Sends the browser to sign in."""
        journey = self.sign_in.journeys.begin(_page(request))
        return self._gone(journey, await self.sign_in.way_to_sign_in(journey))

    async def go_to_decide(self, request: Request) -> Response:
        """Sends the browser to decide an act that its own page asked for."""
        visitor = self._visitor(self.cookie.read(request))
        digest = request.query_params.get("act", "")
        if digest not in visitor.proof.asked:
            raise ActUnknownError("Begin on a page of the studio.")
        journey = self.sign_in.journeys.begin(_page(request), visitor.key, digest)
        return self._gone(journey, await self.sign_in.way_to_decide(journey))

    async def come_back(self, request: Request) -> Response:
        """Takes what the provider says about this browser's journey, once."""
        said = request.query_params
        journey = self.sign_in.journeys.end(said.get("state", ""), self.on_the_way.read(request))
        # RFC 9207: the provider that answers is the one that was asked.
        if said.get("iss", self.sign_in.provider.issuer) != self.sign_in.provider.issuer:
            raise StateUnknownError("Sign in from a page of the studio.")
        if "code" not in said or "error" in said:
            raise SignInDeclinedError("Nothing was changed. Sign in again, or go back.")
        if journey.visitor:
            return await self._decided(journey, said["code"], request)
        sub, name, proof = await self.sign_in.signed_in(journey, said["code"])
        # A new visit with secrets of its own: a cookie that was there before is worth nothing after it.
        self.visitors.sign_out(self.cookie.read(request))
        response = _sent_to(journey.page)
        self.cookie.give(response, self.visitors.sign_in(sub, name, proof).key)
        return response

    async def _decided(self, journey: Journey, code: str, request: Request) -> Response:
        visitor = self._visitor(self.cookie.read(request))
        if visitor.key != journey.visitor:
            raise StateUnknownError("Confirm it in the visit that asked for it.")
        await self.sign_in.decided(journey, code, visitor)
        return _sent_to(journey.page)

    def _visitor(self, key: str) -> Visitor:
        visitor = self.visitors.of(key)
        if visitor is None:
            raise NotSignedInError("Sign in first.")
        return visitor

    def _gone(self, journey: Journey, url: str) -> Response:
        response = RedirectResponse(url, SEE_OTHER)
        self.on_the_way.give(response, journey.browser)
        return response

    def _telling(self, endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """A refusal goes to the first page, which tells it in words of its own."""

        async def told(request: Request) -> Response:
            try:
                return await endpoint(request)
            except StudioError as error:
                return _sent_to(FIRST, refused=error.reason)
            except TokenError as error:
                return _sent_to(FIRST, refused=error.code)

        return told


def _page(request: Request) -> str:
    page = request.query_params.get("page", FIRST)
    if not PAGE.fullmatch(page):
        raise PageUnknownError("Name a page of the studio, such as likeness.")
    return page


def _sent_to(page: str, **said: str) -> Response:
    return RedirectResponse(f"/{'?' if said else ''}{urlencode(said)}#{page}", SEE_OTHER)
