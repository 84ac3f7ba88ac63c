"""Identity providers for tests: one that signs acts, and two that know nonces alone, each in its own words."""

import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

ASK, DECIDE, SERVICE = "cameo ask", "cameo decide", "cameo"


class SmallIssuer:
    """An app's own issuer, which signs acts with ES256. `now_s` is its clock."""

    binding = "cameo_act"
    _algorithm = "ES256"

    def __init__(self, url: str, now_s: int, kid: str = "one") -> None:
        self.url, self.now_s = url, now_s
        self.rotate(kid)

    def rotate(self, kid: str) -> None:
        self.kid, self._key = kid, self._new_key()

    @property
    def public(self) -> Any:
        return self._key.public_key()

    @property
    def jwks(self) -> bytes:
        return json.dumps({"keys": [self._public_key()]}).encode()

    def token(self, sub: Any, audience: Any = SERVICE, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A claim of None is left out."""
        whole = {"iss": self.url, "sub": sub, "aud": audience, "iat": self.now_s, "exp": self.now_s + 300, **claims}
        said = {name: value for name, value in whole.items() if value is not None}
        # Not jwt.encode, which would refuse to sign what must be refused here.
        named = {"kid": self.kid, **(header or {})}
        return jwt.PyJWS().encode(json.dumps(said).encode(), self._key, self._algorithm, named)

    def signed_in(self, sub: str) -> str:
        """What an ordinary sign-in of a person leaves with the app: it says who asks."""
        return self.token(sub, ASK)

    def decision(self, sub: str, digest: str) -> str:
        """What the person's yes to one act leaves with the app."""
        return self.token(sub, DECIDE, cameo_act=digest)

    def _new_key(self) -> Any:
        return ec.generate_private_key(ec.SECP256R1())

    def _public_key(self) -> dict[str, Any]:
        public = json.loads(ECAlgorithm.to_jwk(self._key.public_key()))
        return {**public, "kid": self.kid, "use": "sig", "alg": self._algorithm}


class OpenIdProvider(SmallIssuer):
    """A plain OpenID Connect provider: RS256, ID tokens for a client, the nonce of the request, `auth_time`."""

    binding = "nonce"
    _algorithm = "RS256"

    def signed_in(self, sub: str) -> str:
        """The ID token of an ordinary authorization request, its nonce drawn by the app."""
        return self.token(sub, ASK, nonce="n-0S6_WzA2Mj", at_hash="77QmUPtjPfzWtF2AnpK9RQ")

    def decision(self, sub: str, digest: str) -> str:
        """The ID token of a request with this nonce and `max_age`: the person has just signed in for it."""
        return self.token(sub, DECIDE, nonce=digest, auth_time=self.now_s, amr=["pwd", "otp"])

    def _new_key(self) -> Any:
        return rsa.generate_private_key(65537, 2048)

    def _public_key(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return {**public, "kid": self.kid, "use": "sig", "alg": self._algorithm}


class KeycloakLike(OpenIdProvider):
    """As Keycloak: a realm that publishes a key to encrypt with, too, and step-up by `acr`."""

    @property
    def jwks(self) -> bytes:
        encrypts = {**self._public_key(), "kid": "encrypts", "use": "enc", "alg": "RSA-OAEP"}
        return json.dumps({"keys": [encrypts, self._public_key()]}).encode()

    def signed_in(self, sub: str) -> str:
        """The ID token of an ordinary sign-in."""
        return self.token(sub, ASK, **self._session(ASK), acr="1", nonce="7f2c4d1e")

    def decision(self, sub: str, digest: str) -> str:
        """The ID token after `acr_values=2`, `max_age` and this nonce."""
        return self.token(sub, DECIDE, **self._session(DECIDE), acr="2", nonce=digest)

    def _session(self, client: str) -> dict[str, Any]:
        return {"typ": "ID", "azp": client, "sid": "c0ffee", "auth_time": self.now_s, "preferred_username": "gia"}


def both(*issuers: SmallIssuer) -> bytes:
    """The published keys of one issuer while it changes them."""
    return json.dumps({"keys": [key for one in issuers for key in json.loads(one.jwks)["keys"]]}).encode()
