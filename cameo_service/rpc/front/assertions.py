"""Assertions: who a call is made for, on the word of the app's identity provider.

Here: the port, and its form for development. That form checks no signature, so it exists behind `--insecure-dev` alone.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import AssertionInvalidError
from consent.facts import MOST_MUTUALS, Vouched
from consent.identity import SubjectId

ASSERTION_KEY = "cameo-subject-assertion"
"""Metadata that an assertion comes in."""
AUDIENCE = "cameo"
"""What `aud` must say: the assertion was made for this service."""
LONGEST_BYTES = 4096
LONGEST_NAME_BYTES = 256

KnownPeople: TypeAlias = Callable[[str, str, Caller], SubjectId]
"""(issuer, sub, who acts for them) to the person's id, made at first contact."""


@dataclass(frozen=True, slots=True)
class Act:
    """One call, as far as a person's decision is bound to it. method: full name. request: the bytes that came."""

    service_id: str
    method: str
    request: bytes


@dataclass(frozen=True, slots=True)
class Voice:
    """The person an assertion is about, and whether it is their decision for the act that it was compared with."""

    person: SubjectId
    has_decided: bool


class AssertionVerifier(Protocol):
    """Turns an assertion into the person it is about."""

    def verify(self, assertion: str, caller: Caller, act: Act | None, *, may_ask: bool = False) -> Voice:
        """The person.

        Args:
            assertion: as it came.
            caller: who sent it.
            act: what a decision must be for; None: the assertion need only say who asks.
            may_ask: whether one that says only who asks may come where there is an act.

        Raises:
            AssertionInvalidError: an unsigned assertion that does not hold now.
            TokenError: a signed one that does not.
        """


class NoAssertions:
    """For a port where no caller acts for a person."""

    def verify(self, assertion: str, caller: Caller, act: Act | None, *, may_ask: bool = False) -> Voice:
        """Refuses every assertion.

        Raises:
            AssertionInvalidError: always.
        """
        del assertion, caller, act, may_ask
        raise AssertionInvalidError("Send no assertion to this port: no call here is made for a person.")


@dataclass(frozen=True, slots=True)
class InsecureDevAssertions:
    """Believes `dev.<base64url of {"iss", "sub", "aud", "exp"}>`, unsigned. `exp`: seconds since 1970, UTC."""

    people: KnownPeople
    clock: Clock

    def verify(self, assertion: str, caller: Caller, act: Act | None, *, may_ask: bool = False) -> Voice:
        """The person an unsigned assertion names. It is bound to no caller and no act, and decides whatever it is for.

        Raises:
            AssertionInvalidError: malformed, for another audience, or over.
            QuotaExceededError: as `KnownPeople`.
        """
        del may_ask
        issuer, sub, audience, expires_s = _claims(assertion)
        if audience != AUDIENCE:
            raise AssertionInvalidError(f"Ask the identity provider for an assertion with the audience {AUDIENCE!r}.")
        if expires_s * 1_000_000 <= self.clock.utc_us():
            raise AssertionInvalidError("The assertion is over: ask the identity provider for a new one.")
        return Voice(self.people(issuer, sub, caller), act is not None)


class RelationshipVerifier(Protocol):
    """Turns a relationship assertion into what the app vouches for."""

    def vouched(self, assertion: str, caller: Caller) -> Vouched | None:
        """What it says; None unless it can be believed. Never an error: a claim without a voucher is a no."""


class InsecureDevRelationships:
    """Believes `dev.<base64url of {"iss", "requester", "mutuals", "aud", "iat"}>`, without a signature.

    requester, mutuals: names of one identity provider, 16 mutuals at most. iat: seconds since 1970, UTC.
    """

    def vouched(self, assertion: str, caller: Caller) -> Vouched | None:
        """What an unsigned assertion says; how old it is, is judged where it is used."""
        del caller
        try:
            fields = _fields(assertion)
            names = (fields["iss"], fields["requester"], fields["aud"], *fields["mutuals"])
            said_s = fields["iat"]
        except (KeyError, TypeError, ValueError, RecursionError):
            return None
        if not all(_is_name(name) for name in names) or type(said_s) is not int or fields["aud"] != AUDIENCE:
            return None
        if not isinstance(fields["mutuals"], list) or len(fields["mutuals"]) > MOST_MUTUALS:
            return None
        return Vouched(fields["iss"], fields["requester"], frozenset(fields["mutuals"]), said_s * 1_000_000)


def _claims(assertion: str) -> tuple[str, str, str, int]:
    try:
        fields = _fields(assertion)
        issuer, sub, audience, expires_s = (fields[name] for name in ("iss", "sub", "aud", "exp"))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise AssertionInvalidError("Send dev.<base64url of iss, sub, aud and exp as JSON>.") from error
    if type(expires_s) is not int or not all(_is_name(name) for name in (issuer, sub, audience)):
        raise AssertionInvalidError("iss, sub and aud are texts of 1 to 256 bytes, exp whole seconds.")
    return issuer, sub, audience, expires_s


def _fields(assertion: str) -> Any:
    """What an assertion says. Raises ValueError or RecursionError where that is unreadable or not one thing."""
    return json.loads(_payload(assertion), object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError
    return fields


def _payload(assertion: str) -> bytes:
    kind, _, encoded = assertion.partition(".")
    if kind != "dev" or len(assertion) > LONGEST_BYTES:
        raise ValueError
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError from error


def _is_name(value: object) -> bool:
    """A text of 1 to 256 bytes. Half of a surrogate pair, which JSON can spell, is no text: nothing can store it."""
    try:
        return isinstance(value, str) and 0 < len(value.encode()) <= LONGEST_NAME_BYTES
    except UnicodeEncodeError:
        return False
