"""Assertions for a service that runs with `--insecure-dev`. They are not signed: no other service accepts them."""

import base64
import json
from collections.abc import Iterable


def dev_relationships(issuer: str, requester: str, mutuals: Iterable[str], said_s: int, audience: str = "cameo") -> str:
    """Says that the requester and each of the mutuals follow each other, as of `said_s` (seconds since 1970, UTC)."""
    return _spelled({"iss": issuer, "requester": requester, "mutuals": [*mutuals], "aud": audience, "iat": said_s})


def dev_assertion(issuer: str, sub: str, expires_s: int, audience: str = "cameo") -> str:
    """Says that a call is made for the person (issuer, sub). Valid until `expires_s` (seconds since 1970, UTC)."""
    return _spelled({"iss": issuer, "sub": sub, "aud": audience, "exp": expires_s})


def _spelled(claims: dict[str, object]) -> str:
    return "dev." + base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
