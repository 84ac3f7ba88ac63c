"""A plain OpenID Connect provider that browsers and studios can reach: it signs in at once, and checks PKCE."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from tests.cameo_service.rpc.identity.small_issuer import OpenIdProvider

SECRETS = {"asks": "", "decides": "a secret: %&"}
"""Client id to its secret; a public client has none."""


class ServedProvider(OpenIdProvider):
    """On loopback until stopped.

    Attributes:
        person: who is at the browser. now_s: a function, its clock. asked: authorization requests, as they came.
        says: claims of its next tokens, over those that belong there; None leaves one out. signed_in_s: when the person
        signed in last. obeys_max_age, renews: as a provider should. published: over its discovery document.
    """

    def __init__(self, now_s: Callable[[], int]) -> None:
        self._served = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        super().__init__(f"http://127.0.0.1:{self._served.server_port}", now_s())
        self.clock = now_s
        self.person, self.signed_in_s = "ada", 0
        self.redirect_uri = ""
        self.asked: list[dict[str, str]] = []
        self.token_calls = 0
        self.says: dict[str, Any] = {}
        self.published: dict[str, Any] = {}
        self.obeys_max_age = self.renews = True
        self._codes: dict[str, dict[str, str]] = {}
        self._refresh: dict[str, str] = {}
        self._thread = threading.Thread(target=self._served.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._served.shutdown()
        self._thread.join()
        self._served.server_close()

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/leave",
        } | self.published

    def authorize(self, said: dict[str, str]) -> str:
        """Where the browser is sent: back, with a code for the person who is there."""
        self.asked.append(said)
        assert said["response_type"] == "code"
        assert said["redirect_uri"] == self.redirect_uri
        assert said["client_id"] in SECRETS
        assert said["code_challenge_method"] == "S256"
        now_s = self.clock()
        if self.obeys_max_age and now_s - self.signed_in_s > int(said.get("max_age", 10**9)):
            self.signed_in_s = now_s
        code = f"code-{len(self.asked)}"
        self._codes[code] = said | {"sub": self.person}
        return f"{said['redirect_uri']}?{urlencode({'code': code, 'state': said['state'], 'iss': self.url})}"

    def exchange(self, said: dict[str, str], authorization: str) -> dict[str, str]:
        """Tokens, or a refusal of RFC 6749."""
        self.token_calls += 1
        client = said.get("client_id", "")
        if self._secret(said, authorization) != SECRETS.get(client, ""):
            return {"error": "invalid_client"}
        if said["grant_type"] == "refresh_token":
            sub = self._refresh.pop(said["refresh_token"], "")
            return self._given(sub, client) if sub and self.renews else {"error": "invalid_grant"}
        asked = self._codes.pop(said.get("code", ""), None)
        verifier = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if asked is None or (asked["client_id"], asked["code_challenge"]) != (client, challenge):
            return {"error": "invalid_grant"}
        return self._given(asked["sub"], client, nonce=asked["nonce"], auth_time=self.signed_in_s)

    def _given(self, sub: str, client: str, **claims: Any) -> dict[str, str]:
        self.now_s = self.clock()
        refresh = f"refresh-{self.token_calls}"
        self._refresh[refresh] = sub
        said = {"preferred_username": sub.title()} | claims | self.says
        token = self.token(said.pop("sub", sub), client, **said)
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": token, "refresh_token": refresh}

    def _secret(self, said: dict[str, str], authorization: str) -> str:
        if not authorization:
            return said.get("client_secret", "")
        return unquote_plus(base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")[2])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                place = urlsplit(self.path)
                if place.path == "/authorize":
                    self.send_response(302)
                    self.send_header("location", provider.authorize(dict(parse_qsl(place.query))))
                    self.end_headers()
                elif place.path == "/keys":
                    self._answer(provider.jwks)
                else:
                    self._answer(json.dumps(provider.document()).encode())

            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["content-length"])).decode()
                said = provider.exchange(dict(parse_qsl(form)), self.headers.get("authorization", ""))
                self._answer(json.dumps(said).encode(), 400 if "error" in said else 200)

            def _answer(self, body: bytes, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the library
                """Tests are quiet."""

        return Handler
