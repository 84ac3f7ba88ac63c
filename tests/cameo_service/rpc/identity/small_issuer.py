"""Identity providers for tests: one that signs acts, one that knows nonces alone, and one that signs its own tokens."""

import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

ASK, DECIDE, SERVICE = "cameo ask", "cameo decide", "cameo"


class SmallIssuer:
    """Signs with ES256. `now_s` is its clock."""

    def __init__(self, url: str, now_s: int, kid: str = "one") -> None:
        self.url, self.now_s = url, now_s
        self.rotate(kid)

    def rotate(self, kid: str) -> None:
        self.kid, self._key = kid, ec.generate_private_key(ec.SECP256R1())

    @property
    def jwks(self) -> bytes:
        public = json.loads(ECAlgorithm.to_jwk(self._key.public_key()))
        return json.dumps({"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "ES256"}]}).encode()

    def token(self, sub: Any, audience: Any = SERVICE, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A claim of None is left out."""
        whole = {"iss": self.url, "sub": sub, "aud": audience, "iat": self.now_s, "exp": self.now_s + 300, **claims}
        said = {name: value for name, value in whole.items() if value is not None}
        # Not jwt.encode, which would refuse to sign what must be refused here.
        return jwt.PyJWS().encode(json.dumps(said).encode(), self._key, "ES256", {"kid": self.kid, **(header or {})})
