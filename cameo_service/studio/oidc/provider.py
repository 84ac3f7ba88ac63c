"""An OpenID Connect provider as the studio reaches it: what it publishes, and what a code or a refresh is worth.

OpenID Connect Core 1.0 and Discovery 1.0; PKCE is RFC 7636.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx2

from cameo_service.addresses import is_safe_url
from cameo_service.clock import Clock
from cameo_service.rpc.identity.errors import TokenAudienceError, TokenKeyError
from cameo_service.rpc.identity.key_sets import KnownKeys, UnreadableKeySetError, keys_in
from cameo_service.rpc.identity.tokens import Claims, SignedTokens
from cameo_service.studio.errors import CodeRefusedError, ProviderAwayError

WELL_KNOWN = "/.well-known/openid-configuration"
SCOPE = "openid profile"
TIMEOUT_S = 5.0
LARGEST_REPLY = 256 * 1024
FRESH_S = 300.0
"""What is published is fetched again when it is older: a key that the provider takes back counts no longer."""
BETWEEN_FETCHES_S = 10.0
"""Tokens with made-up key names must not make us fetch more often."""
_BASIC, _POST = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True, slots=True)
class Client:
    """The studio as the provider knows it. secret: empty for a public client, which PKCE alone protects."""

    id: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What the provider publishes. ends: where a browser ends its session there; empty: nowhere."""

    authorization: str
    token: str
    keys: str
    ends: str
    takes_basic: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave. refresh: empty where the provider gives none."""

    id_token: str = field(repr=False)
    refresh: str = field(repr=False)


class Provider:
    """One provider.

    Args:
        issuer: its URL, letter for letter: https, or http to this machine.
        callback: where it sends browsers back to; registered there for both clients.
        http: follows no redirection.
        clock: for the ends of tokens and the age of what is known.
    """

    def __init__(self, issuer: str, callback: str, http: httpx2.AsyncClient, clock: Clock) -> None:
        self.issuer, self.callback = issuer, callback
        self._http, self._clock = http, clock
        self._endpoints: Endpoints | None = None
        self._keys = KnownKeys({})
        self._tokens = SignedTokens({issuer: self._keys}, clock)
        self._endpoints_s = self._keys_s = float("-inf")

    async def endpoints(self) -> Endpoints:
        """What it publishes.

        Raises:
            ProviderAwayError: it does not answer, or publishes nothing that can be used.
        """
        now_s = self._clock.monotonic_s()
        if self._endpoints is None or now_s - self._endpoints_s >= FRESH_S:
            said = await self._fetched("GET", self.issuer.rstrip("/") + WELL_KNOWN)
            self._endpoints, self._endpoints_s = self._published(said), now_s
        return self._endpoints

    async def way_there(self, client: Client, *, state: str, nonce: str, verifier: str, **more: str) -> str:
        """The URL of an authorization request. more: parameters beside those that each one has."""
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": client.id,
            "redirect_uri": self.callback,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        place = (await self.endpoints()).authorization
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked | more)}"

    async def exchanged(self, client: Client, code: str, verifier: str) -> Tokens:
        """The tokens for a code.

        Raises:
            CodeRefusedError: it is used, over, or of another browser.
            ProviderAwayError: as `endpoints`.
        """
        grant = {"grant_type": "authorization_code", "redirect_uri": self.callback}
        return await self._asked(client, grant | {"code": code, "code_verifier": verifier})

    async def refreshed(self, client: Client, refresh: str) -> Tokens:
        """New tokens for the same sign-in.

        Raises:
            CodeRefusedError: the provider ended it.
            ProviderAwayError: as `endpoints`.
        """
        return await self._asked(client, {"grant_type": "refresh_token", "refresh_token": refresh})

    async def verified(self, token: str, client: Client) -> Claims:
        """What an ID token says, once it is this provider's, for this client, and holds now.

        Raises:
            TokenError: some part does not hold; each part has a class of its own.
            ProviderAwayError: as `endpoints`.
        """
        if self._clock.monotonic_s() - self._keys_s >= FRESH_S:
            await self._fetch_keys()
        try:
            claims = self._tokens.verified(token, {client.id})
        except TokenKeyError:
            if self._clock.monotonic_s() - self._keys_s < BETWEEN_FETCHES_S:
                raise
            await self._fetch_keys()
            claims = self._tokens.verified(token, {client.id})
        # Core 3.1.3.7: a token for several clients says which of them it was given to.
        if claims.more.get("azp", client.id) != client.id:
            raise TokenAudienceError("The token was given to another client of the provider.")
        return claims

    async def close(self) -> None:
        """Ends the connections to it."""
        await self._http.aclose()

    async def _fetch_keys(self) -> None:
        said = await self._fetched("GET", (await self.endpoints()).keys)
        try:
            self._keys.known = keys_in(json.dumps(said).encode())
        except UnreadableKeySetError as error:
            raise ProviderAwayError(
                "The identity provider publishes no key that can be used: try again later."
            ) from error
        self._keys_s = self._clock.monotonic_s()

    async def _asked(self, client: Client, grant: Mapping[str, str]) -> Tokens:
        endpoints = await self.endpoints()
        auth = None
        if client.secret and endpoints.takes_basic:
            # RFC 6749, section 2.3.1: both are form-encoded before they are put together.
            auth = httpx2.BasicAuth(quote_plus(client.id), quote_plus(client.secret))
        elif client.secret:
            grant = {**grant, "client_secret": client.secret}
        said = await self._fetched("POST", endpoints.token, {"client_id": client.id, **grant}, auth)
        if "error" in said:
            raise CodeRefusedError("Sign in once more: the identity provider does not take this sign-in any more.")
        given = Tokens(said.get("id_token", ""), said.get("refresh_token", ""))
        if not isinstance(given.id_token, str) or not isinstance(given.refresh, str):
            raise ProviderAwayError(_UNUSABLE)
        return given

    async def _fetched(
        self, method: str, url: str, form: Mapping[str, str] | None = None, auth: httpx2.BasicAuth | None = None
    ) -> Mapping[str, Any]:
        body, said = b"", None
        try:
            async with self._http.stream(method, url, data=form, auth=auth, timeout=TIMEOUT_S) as reply:
                async for piece in reply.aiter_bytes():
                    body += piece
                    if len(body) > LARGEST_REPLY:
                        raise ProviderAwayError(_UNUSABLE)
        except httpx2.HTTPError as error:
            raise ProviderAwayError("The identity provider does not answer: try again in a moment.") from error
        with suppress(ValueError, RecursionError):
            said = json.loads(body)
        # RFC 6749, section 5.2: a refusal is JSON with status 400 or 401.
        usable = reply.status_code == httpx2.codes.OK or (reply.status_code in {400, 401} and form is not None)
        if not usable or not isinstance(said, dict) or (reply.status_code != httpx2.codes.OK and "error" not in said):
            raise ProviderAwayError(_UNUSABLE)
        return said

    def _published(self, said: Mapping[str, Any]) -> Endpoints:
        """Checks what is published.

        Raises:
            ProviderAwayError: it is of another issuer, lacks an endpoint, or has one that is not encrypted.
        """
        places = [said.get(f"{name}_endpoint") for name in ("authorization", "token")]
        places += [said.get("jwks_uri"), said.get("end_session_endpoint") or ""]
        needed_are_safe = all(isinstance(place, str) and is_safe_url(place) for place in places[:3])
        last_is_safe = not places[3] or (isinstance(places[3], str) and is_safe_url(places[3]))
        if said.get("issuer") != self.issuer or not needed_are_safe or not last_is_safe:
            raise ProviderAwayError(_UNUSABLE)
        methods = said.get("token_endpoint_auth_methods_supported") or [_BASIC]
        authorization, token, keys, ends = (str(place) for place in places)
        return Endpoints(authorization, token, keys, ends, _BASIC in methods or _POST not in methods)


_UNUSABLE = "The identity provider answers in a way that cannot be used: tell the operator."
