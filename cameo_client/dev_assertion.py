"""Assertions for a service that runs with `--insecure-dev`. Signed by nobody: worth nothing anywhere else."""

import base64
import json


def dev_assertion(issuer: str, sub: str, expires_s: int, audience: str = "cameo") -> str:
    """An assertion that a call is made for the person (issuer, sub), until `expires_s` seconds since 1970, UTC."""
    claims = {"iss": issuer, "sub": sub, "aud": audience, "exp": expires_s}
    return "dev." + base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
