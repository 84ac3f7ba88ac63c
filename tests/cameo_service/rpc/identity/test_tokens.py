import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from cameo_service.rpc.identity import errors
from cameo_service.rpc.identity.key_sets import KeySet, keys_in
from cameo_service.rpc.identity.tokens import SKEW_S, SignedTokens
from tests.cameo_service.rpc.identity.small_issuer import SERVICE, SmallIssuer
from tests.cameo_service.usecases.world import SECOND_US, ToldClock

ISSUER = SmallIssuer("https://id.example", ToldClock().now_us // SECOND_US)


class Published:
    """The keys that the issuer publishes now."""

    def key(self, name: str) -> jwt.PyJWK:
        found = keys_in(ISSUER.jwks).get(name)
        if found is None:
            raise errors.TokenKeyError("no such key")
        return found


KEYS: dict[str, KeySet] = {ISSUER.url: Published()}
TOKENS = SignedTokens(KEYS, ToldClock())


def unsigned(header: dict[str, Any], **claims: Any) -> str:
    whole = {"iss": ISSUER.url, "sub": "app", "aud": SERVICE, "iat": ISSUER.now_s, "exp": ISSUER.now_s + 60, **claims}
    return ".".join([*(_encoded(part) for part in (header, whole)), ""])


def _encoded(part: object) -> str:
    return _base64(json.dumps(part).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def with_public_key_as_secret() -> str:
    """The classic confusion: the public key, which everyone knows, as the secret of an HMAC."""
    public = keys_in(ISSUER.jwks)["one"].key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    text = unsigned({"alg": "HS256", "kid": "one"}).rstrip(".")
    return f"{text}.{_base64(hmac.digest(public, text.encode(), hashlib.sha256))}"


def signed_by_another() -> str:
    return SmallIssuer(ISSUER.url, ISSUER.now_s).token("app")


def test_a_token_of_the_issuer_is_believed() -> None:
    claims = TOKENS.verified(ISSUER.token("app"), [SERVICE])
    assert (claims.issuer, claims.sub, claims.audiences) == (ISSUER.url, "app", frozenset({SERVICE}))


def test_one_of_several_audiences_is_enough() -> None:
    assert TOKENS.verified(ISSUER.token("app", ["another", SERVICE]), [SERVICE]).sub == "app"


def test_clocks_may_differ_by_a_minute() -> None:
    early = ISSUER.token("app", iat=ISSUER.now_s + SKEW_S, exp=ISSUER.now_s + 300)
    late = ISSUER.token("app", iat=ISSUER.now_s - 300, exp=ISSUER.now_s - SKEW_S + 1)
    assert [TOKENS.verified(token, [SERVICE]).sub for token in (early, late)] == ["app", "app"]


@pytest.mark.parametrize(
    ("token", "error"),
    [
        (lambda: "", errors.TokenMalformedError),
        (lambda: "a.b.c", errors.TokenMalformedError),
        (lambda: ISSUER.token("app") + "." * 9000, errors.TokenMalformedError),
        (lambda: ISSUER.token("app", iat=None), errors.TokenMalformedError),
        (lambda: ISSUER.token("app", exp=None), errors.TokenMalformedError),
        (lambda: ISSUER.token("app", exp="soon"), errors.TokenMalformedError),
        (lambda: ISSUER.token("app", exp=float("inf")), errors.TokenMalformedError),
        (lambda: ISSUER.token("app", nbf=[1]), errors.TokenMalformedError),
        (lambda: ISSUER.token("", SERVICE), errors.TokenMalformedError),
        (lambda: ISSUER.token("a" * 257), errors.TokenMalformedError),
        (lambda: ISSUER.token(7), errors.TokenMalformedError),
        (lambda: ISSUER.token("app", None), errors.TokenMalformedError),
        (lambda: ISSUER.token("app", [7]), errors.TokenMalformedError),
        (lambda: ISSUER.token("app", iss=7), errors.TokenMalformedError),
        (lambda: ISSUER.token("app").replace(".", "=."), errors.TokenMalformedError),
        (lambda: ISSUER.token("app") + "\n", errors.TokenMalformedError),
        (lambda: ISSUER.token("app", header={"crit": ["b64"], "b64": False}), errors.TokenMalformedError),
        (lambda: ISSUER.token("app", header={"crit": ["exp"]}), errors.TokenMalformedError),
        (lambda: unsigned({"alg": "none", "kid": "one"}), errors.TokenAlgorithmError),
        (lambda: unsigned({"alg": ["ES256"], "kid": "one"}), errors.TokenAlgorithmError),
        (with_public_key_as_secret, errors.TokenAlgorithmError),
        (lambda: unsigned({"alg": "RS256", "kid": "one"}), errors.TokenSignatureError),
        (signed_by_another, errors.TokenSignatureError),
        (lambda: ISSUER.token("app", iss="https://id.example/"), errors.TokenIssuerError),
        (lambda: ISSUER.token("app", header={"kid": "two"}), errors.TokenKeyError),
        (lambda: ISSUER.token("app", "another service"), errors.TokenAudienceError),
        (lambda: ISSUER.token("app", []), errors.TokenAudienceError),
        (lambda: ISSUER.token("app", iat=1, exp=ISSUER.now_s - SKEW_S), errors.TokenExpiredError),
        (lambda: ISSUER.token("app", iat=ISSUER.now_s + SKEW_S + 1), errors.TokenFromTheFutureError),
        (lambda: ISSUER.token("app", nbf=ISSUER.now_s + SKEW_S + 1), errors.TokenFromTheFutureError),
    ],
)
def test_each_wrong_part_has_an_error_of_its_own(token: Callable[[], str], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        TOKENS.verified(token(), [SERVICE])
    assert type(caught.value) is error


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_believed_or_raises_anything_else(header: str, claims: str) -> None:
    whole = [header, f"{_encoded(header)}.{_encoded(claims)}.", ISSUER.token("app")[: len(header)]]
    for text in whole:
        with pytest.raises(errors.TokenMalformedError):
            TOKENS.verified(text, [SERVICE])


@given(st.integers(0, 2000))
def test_one_changed_character_is_never_believed(at: int) -> None:
    token = ISSUER.token("app")
    at %= len(token) - 1
    other = "A" if token[at] != "A" else "B"
    with pytest.raises(errors.TokenError):
        TOKENS.verified(token[:at] + other + token[at + 1 :], [SERVICE])
