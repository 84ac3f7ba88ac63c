"""Assertions of people and of relationships. An accept: one is believed that a slow reading of its text refuses."""

import base64
import json
import re
from typing import Any
from uuid import UUID

from cameo_client.dev_assertion import dev_assertion, dev_relationships
from cameo_service.rpc.front.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from consent.facts import MOST_MUTUALS
from consent.identity import SubjectId
from tests.cameo_service.usecases.world import NOW_US, ToldClock
from tests.fuzz.target import PublicError, as_seed, require, text_of

NOW_S = NOW_US // 1_000_000
_CLAIMS = '{"iss": "idp", "sub": "ada", "aud": "cameo", "exp": %d}'
SEEDS = (
    as_seed(dev_assertion("idp", "ada", NOW_S + 60)),
    as_seed(dev_assertion("idp", "ada", NOW_S)),
    as_seed(dev_relationships("idp", "ada", ["bob", "eve"], NOW_S)),
    *(
        as_seed("{" + text)
        for text in (
            _CLAIMS % (NOW_S + 60),
            _CLAIMS % NOW_S,
            '{"iss": "idp", "requester": "ada", "mutuals": ["bob"], "aud": "cameo", "iat": 1800000000}',
            '{"iss": "\\ud800", "sub": "\\u0000", "aud": "cameo", "exp": 1e400, "exp": 1800000060}',
        )
    ),
)
_WELL_FORMED = re.compile(r"dev\.[A-Za-z0-9_+/-]*={0,2}")
_LONGEST_NAME = 256


def attempt(data: bytes) -> None:
    """One text; behind a `{`, the JSON that a whole assertion is made of."""
    text = text_of(data)
    if text.startswith("{"):
        text = "dev." + base64.urlsafe_b64encode(text[1:].encode()).decode().rstrip("=")
    _try_person(text)
    _try_relationship(text)


CALLER = Caller("app", Role.APP_BACKEND, EVERY_ISSUER, None)


def _try_person(assertion: str) -> None:
    asked = []

    def person(issuer: str, sub: str, _caller: Caller) -> SubjectId:
        asked.append((issuer.encode(), sub.encode()))
        return SubjectId(UUID(int=1))

    try:
        InsecureDevAssertions(person, ToldClock()).verify(assertion, CALLER, None)
    except PublicError:
        return
    claims = _claims(assertion)
    holds = claims["aud"] == "cameo" and type(claims["exp"]) is int and claims["exp"] > NOW_S
    require(holds=holds, otherwise="an assertion for another service, or one that is over, is believed")
    named = tuple(_name(claims[key]) for key in ("iss", "sub"))
    require(holds=asked == [named], otherwise="an assertion is believed for another person")


def _try_relationship(assertion: str) -> None:
    vouched = InsecureDevRelationships().vouched(assertion, CALLER)
    if vouched is None:
        return
    claims = _claims(assertion)
    mutuals = {_name(mutual) for mutual in claims["mutuals"]}
    holds = claims["aud"] == "cameo" and type(claims["mutuals"]) is list and len(claims["mutuals"]) <= MOST_MUTUALS
    require(holds=holds, otherwise="a relationship for another service, or with too many people, is believed")
    said = (vouched.issuer.encode(), vouched.requester.encode(), {mutual.encode() for mutual in vouched.mutuals})
    named = (_name(claims["iss"]), _name(claims["requester"]), mutuals)
    require(holds=said == named, otherwise="a relationship is believed of other people")


def _claims(assertion: str) -> dict[str, Any]:
    """The slow reading: Base64 by its alphabet, then a JSON object."""
    require(holds=bool(_WELL_FORMED.fullmatch(assertion)), otherwise="what is no assertion is believed")
    encoded = assertion.removeprefix("dev.").rstrip("=").replace("-", "+").replace("_", "/")
    claims: dict[str, Any] = json.loads(base64.b64decode(encoded + "=" * (-len(encoded) % 4)))
    require(holds=type(claims) is dict, otherwise="what is no JSON object is believed")
    return claims


def _name(value: object) -> bytes:
    require(holds=isinstance(value, str), otherwise="a name that is no text is believed")
    name = str(value).encode()
    require(holds=0 < len(name) <= _LONGEST_NAME, otherwise="a name of another length is believed")
    return name
