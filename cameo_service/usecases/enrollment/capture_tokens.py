"""Capture tokens: a person decides once, and one page may then record one session of theirs, and nothing else.

A token is signed and not stored. It holds the session, its person, the origin of the page, and its end.
"""

import hashlib
import hmac
import re
import struct
from base64 import b64decode
from dataclasses import dataclass, field, replace
from uuid import UUID

from cameo_service.addresses import is_safe_url
from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.acting.person import acting_owner, is_served
from cameo_service.usecases.acting.reads import View, opaque_text
from cameo_service.usecases.enrollment.enrollment_errors import (
    CaptureOriginRefusedError,
    CaptureTokenExpiredError,
    CaptureTokenInvalidError,
    CaptureTokenNotAloneError,
    CaptureTokenOtherOriginError,
    CaptureTokenOtherSessionError,
    UnknownSessionError,
)
from cameo_service.usecases.enrollment.sessions import challenge_language_of, session_of
from cameo_service.usecases.ports.store import Store
from consent.identity import EnrollmentId, SubjectId
from liveness.challenge.language import WITHOUT_WORDS
from liveness.live import session as rules

LIFETIME_US = 10 * 60 * 1_000_000
"""As long as a session at most: an attempt takes half a minute, a person some minutes for three of them."""
_LAYOUT = struct.Struct(">16s16sQ32s")
"""Session, person, end (UTC microseconds), SHA-256 of the origin. The MAC follows."""
_KEY_PURPOSE = b"cameo.v1 capture token"
_ORIGIN = re.compile(r"https?://[a-z0-9.\-]+(:[1-9][0-9]{0,4})?|https?://\[[0-9a-f:]+\](:[1-9][0-9]{0,4})?")
LONGEST_ORIGIN = 256


@dataclass(frozen=True, slots=True)
class Capture:
    """What a caller shows in place of an assertion. origin: of the page, as the browser told it."""

    token: str = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class Captured:
    """What a token says. expires_us: UTC microseconds."""

    session: EnrollmentId
    subject: SubjectId
    expires_us: int


class CaptureTokens:
    """Makes and reads tokens.

    Args:
        secret: of at least 32 bytes, the same on every replica. Tokens have a key of their own, made from it.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, _KEY_PURPOSE, hashlib.sha256)

    def make(self, captured: Captured, origin: str) -> str:
        """The token."""
        packed = _LAYOUT.pack(captured.session.bytes, captured.subject.bytes, captured.expires_us, _digest(origin))
        return opaque_text(packed + self._mac(packed))

    def read(self, capture: Capture, now_us: int) -> Captured:
        """What a token says, for the page it was made for.

        Raises:
            CaptureTokenInvalidError: not made here, or changed since.
            CaptureTokenExpiredError: it is over.
            CaptureTokenOtherOriginError: another page.
        """
        packed, mac = _parts(capture.token)
        if not hmac.compare_digest(mac, self._mac(packed)):
            raise CaptureTokenInvalidError("Pass a capture token on exactly as MintCaptureToken made it.")
        session, subject, expires_us, origin = _LAYOUT.unpack(packed)
        if now_us >= expires_us:
            raise CaptureTokenExpiredError("The capture token is over: start a new session and make a new token.")
        if not hmac.compare_digest(origin, _digest(capture.origin)):
            raise CaptureTokenOtherOriginError("Make the capture token for the origin of the page that records.")
        return Captured(EnrollmentId(UUID(bytes=session)), SubjectId(UUID(bytes=subject)), expires_us)

    def _mac(self, packed: bytes) -> bytes:
        return hmac.digest(self._key, packed, hashlib.sha256)


@dataclass(frozen=True, slots=True)
class MintCaptureTokenRequest:
    """`at_least`: a consistency token of an earlier reply, or None."""

    session_id: EnrollmentId
    origin: str
    at_least: str | None = None


@dataclass(frozen=True, slots=True)
class MintedCaptureToken:
    """capture_token: a secret. expires_us: UTC microseconds. may_ask_for_colours: of the page that records."""

    capture_token: str = field(repr=False)
    expires_us: int
    token: str
    may_ask_for_colours: bool


@dataclass(frozen=True, slots=True)
class MintCaptureToken:
    """Makes a token for a session of the acting person. asks_for_colours: the operator chose that challenge; a session
    without words asks for them, too.
    """

    tokens: CaptureTokens
    asks_for_colours: bool = False

    def __call__(self, view: View, request: MintCaptureTokenRequest) -> MintedCaptureToken:
        """The token. Stores nothing.

        Raises:
            NotTheOwnerError: the call carries no assertion of the person.
            CaptureOriginRefusedError: about the origin.
            UnknownSessionError: no session with that id for this person.
            SessionExpiredError, SessionUsedError, TooManyAttemptsError: the session allows no attempt.
        """
        owner = acting_owner(view.caller)
        _require_origin(request.origin)
        row = view.snapshot.sessions.by_id(request.session_id)
        if row is None or row.subject != owner:
            raise UnknownSessionError("No such enrollment session for this person.")
        rules.require_open(session_of(row), view.now_us)
        captured = Captured(row.session_id, owner, min(view.now_us + LIFETIME_US, row.expires_us))
        made = self.tokens.make(captured, request.origin)
        asks = self.asks_for_colours or challenge_language_of(row) == WITHOUT_WORDS
        return MintedCaptureToken(made, captured.expires_us, view.token, asks)


@dataclass(frozen=True, slots=True)
class CaptureDoor:
    """Says for which person a recording is opened: the person of the assertion, or of the capture token."""

    tokens: CaptureTokens
    store: Store
    clock: Clock

    def caller_of(self, caller: Caller, session_id: EnrollmentId, capture: Capture | None) -> Caller:
        """The caller, acting for the person who records. Without a token as it was.

        Raises:
            NotTheOwnerError: neither an assertion nor a token says who records.
            CaptureTokenError: the token opens nothing, or not this session on this page.
            UnknownSessionError: the person is none of this caller's.
        """
        if capture is None:
            if caller.acting is None:
                raise NotTheOwnerError("Send the person's assertion or a capture token: they say who records.")
            return caller
        if caller.acting is not None:
            raise CaptureTokenNotAloneError("Send the capture token or the person's assertion, not both.")
        captured = self.tokens.read(capture, self.clock.utc_us())
        if captured.session != session_id:
            raise CaptureTokenOtherSessionError("Open the session that the capture token was made for.")
        with self.store.read() as snapshot:
            if not is_served(snapshot, caller, captured.subject):
                raise UnknownSessionError("No such enrollment session for this person.")
        return replace(caller, acting=captured.subject)


def _digest(origin: str) -> bytes:
    return hashlib.sha256(origin.encode(errors="replace")).digest()


def _parts(token: str) -> tuple[bytes, bytes]:
    """What is signed, and the MAC. A token has one spelling: any other was changed on the way."""
    try:
        decoded = b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        decoded = b""
    if len(decoded) != _LAYOUT.size + hashlib.sha256().digest_size or opaque_text(decoded) != token:
        raise CaptureTokenInvalidError("Pass a capture token on exactly as MintCaptureToken made it.")
    return decoded[: _LAYOUT.size], decoded[_LAYOUT.size :]


def _require_origin(origin: str) -> None:
    if len(origin) > LONGEST_ORIGIN or not _ORIGIN.fullmatch(origin) or not is_safe_url(origin):
        raise CaptureOriginRefusedError("Send the page's origin as https://host or https://host:port, without a path.")
