"""Signed tokens (JWT, RFC 7519; checks of RFC 8725): one reader for callers' tokens and for people's assertions."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.utils import base64url_decode

from cameo_service.clock import Clock
from cameo_service.rpc.identity.errors import (
    TokenAlgorithmError,
    TokenAudienceError,
    TokenExpiredError,
    TokenFromTheFutureError,
    TokenIssuerError,
    TokenMalformedError,
    TokenSignatureError,
)
from cameo_service.rpc.identity.key_sets import KeySet

ALGORITHMS = ("ES256", "ES384", "EdDSA", "PS256", "RS256")
"""Signatures with a key pair. Never `none`, never a shared secret: a public key must not pass for one."""
SKEW_S = 60
"""By how much the issuer's clock may differ from ours."""
LONGEST_TOKEN = 8192
LONGEST_NAME_BYTES = 256
_COMPACT = re.compile(r"([\w-]+)\.([\w-]+)\.([\w-]*)", re.ASCII)
"""RFC 7515, section 7.1. Times are compared with our own clock, audiences with what the act needs: below."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says. Times in seconds since 1970, UTC. more: every claim."""

    issuer: str
    sub: str
    audiences: frozenset[str]
    issued_s: int
    expires_s: int
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignedTokens:
    """Verifies tokens of known issuers. keys: by issuer, exactly as `iss` spells it."""

    keys: Mapping[str, KeySet]
    clock: Clock

    def verified(self, token: str, audiences: Collection[str]) -> Claims:
        """What the token says, once every part of it holds now.

        Args:
            token: as it came.
            audiences: one of them must be named.

        Raises:
            TokenError: some part does not hold; each part has a class of its own.
            TokenKeysUnavailableError: the issuer's keys are not known just now.
        """
        opened = _opened(token)
        algorithm, keys = opened.header.get("alg"), self.keys.get(opened.claims["iss"])
        if algorithm not in ALGORITHMS:
            raise TokenAlgorithmError(f"Sign tokens with one of {', '.join(ALGORITHMS)}.")
        if keys is None:
            raise TokenIssuerError("Bring a token of an issuer that the caller file names.")
        _require_signature(opened, keys.key(str(opened.header.get("kid", ""))), algorithm)
        claims = _claims(opened.claims)
        self._require_now(claims)
        if not claims.audiences & set(audiences):
            raise TokenAudienceError("Ask the issuer for a token with the audience that this call needs.")
        return claims

    def _require_now(self, claims: Claims) -> None:
        now_s = self.clock.utc_us() // 1_000_000
        if claims.expires_s + SKEW_S <= now_s:
            raise TokenExpiredError("The token is over: ask the issuer for a new one.")
        if max(claims.issued_s, claims.more.get("nbf", claims.issued_s)) > now_s + SKEW_S:
            raise TokenFromTheFutureError("The token is not valid yet: check the clocks of both machines.")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A token before its signature is verified: header and claims only choose the key."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signed: bytes
    signature: bytes


def _opened(token: str) -> _Opened:
    if len(token) > LONGEST_TOKEN:
        raise TokenMalformedError(f"Send a token of at most {LONGEST_TOKEN} characters.")
    form = _COMPACT.fullmatch(token)
    try:
        header, claims = (json.loads(base64url_decode(part)) for part in form.groups()[:2]) if form else (None, None)
        signature = base64url_decode(form[3]) if form else b""
    except (ValueError, RecursionError) as error:
        raise TokenMalformedError("Send a signed JWT in compact form.") from error
    if not isinstance(header, dict) or not isinstance(claims, dict) or "crit" in header:
        raise TokenMalformedError("Send a signed JWT in compact form, without critical extensions.")
    if not isinstance(claims.get("iss"), str):
        raise TokenMalformedError("Send a JWT with iss, sub, aud, iat and exp.")
    return _Opened(header, claims, token.rpartition(".")[0].encode(), signature)


def _require_signature(opened: _Opened, key: jwt.PyJWK, algorithm: str) -> None:
    """The library's own check. It would take the token apart once more, which costs a third of a signature."""
    try:
        signs = jwt.get_algorithm_by_name(algorithm)
        fits = signs.verify(opened.signed, signs.prepare_key(key.key), opened.signature)
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise TokenSignatureError("The signature does not fit: sign with the issuer's published key.")


def _claims(said: Mapping[str, Any]) -> Claims:
    audiences = said.get("aud")
    named = [audiences] if isinstance(audiences, str) else audiences
    times = (said.get("iat"), said.get("exp"), said.get("nbf", 0))
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        raise TokenMalformedError("aud is a text or a list of texts.")
    if not all(_is_time(time) for time in times) or not _is_name(said["iss"]):
        raise TokenMalformedError("Send a JWT with iss, sub, aud, iat and exp.")
    if not _is_name(said.get("sub")):
        raise TokenMalformedError("sub is a text of 1 to 256 bytes.")
    return Claims(said["iss"], said["sub"], frozenset(named), int(said["iat"]), int(said["exp"]), said)


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1 << 40


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.encode(errors="replace")) <= LONGEST_NAME_BYTES
