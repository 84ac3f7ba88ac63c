"""Which service calls, by its client certificate or its own token."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from cameo_service.rpc.front.call import Call, Peer
from cameo_service.rpc.front.errors import UnauthenticatedError
from cameo_service.rpc.identity.caller_file import CallerFile, CallerTable
from cameo_service.rpc.identity.errors import IdentityAmbiguousError, TokenTooLongError
from cameo_service.rpc.identity.tokens import Claims, SignedTokens
from cameo_service.usecases.acting.caller import Caller

METADATA_KEY = "authorization"
SCHEME = "bearer "
CERTIFICATE_NAMES = ("peer_uri", "peer_dns")
"""Where gRPC lists the names of a verified client certificate."""
LONGEST_TOKEN_S = 24 * 3600
REMEMBERED_S = 300
"""How long a verified token is believed without a look at the issuer's keys."""
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class ConfiguredCallers:
    """Callers of a caller file. tokens: verifies the tokens of its issuers."""

    file: CallerFile
    tokens: SignedTokens
    _known: "OrderedDict[bytes, tuple[CallerTable, int]]" = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def identify(self, call: Call) -> Caller:
        """The caller that the token or the certificate stands for.

        Raises:
            UnauthenticatedError: neither stands for a caller of the file.
            IdentityAmbiguousError: they stand for two, or there are two tokens.
            TokenError, TokenKeysUnavailableError: the token does not hold now.
        """
        said = call.metadata(METADATA_KEY)
        if said is None:
            raise IdentityAmbiguousError("Send one authorization value: with two, neither counts.")
        by_certificate = self._by_certificate(call.peer)
        by_token = self._by_token(said) if said else None
        found = by_token or by_certificate
        if found is None:
            raise UnauthenticatedError("Send a token, or connect with a certificate, that the caller file names.")
        if by_certificate not in (None, found):
            raise IdentityAmbiguousError("Certificate and token name two callers: send those of one.")
        return Caller(found.id, found.role, frozenset(found.people), None, quotas=found.limits)

    def known_as(self, call: Call) -> str:
        """The caller's id, as far as it costs no signature: by the certificate, or a token that was verified before.

        "" for all others together. Decides nothing but whose calls wait behind whose.
        """
        try:
            by_certificate = self._by_certificate(call.peer)
        except IdentityAmbiguousError:
            return ""
        found = by_certificate or self._remembered(call.metadata(METADATA_KEY) or "")
        return found.id if found else ""

    def _by_certificate(self, peer: Peer) -> CallerTable | None:
        names = {name.decode(errors="replace") for key in CERTIFICATE_NAMES for name in peer.get(key, ())}
        found = [caller for caller in self.file.caller if caller.certificate in names]
        if len(found) > 1:
            raise IdentityAmbiguousError("The certificate names two callers: use one certificate a service.")
        return found[0] if found else None

    def _by_token(self, said: str) -> CallerTable:
        if not said.lower().startswith(SCHEME):
            raise UnauthenticatedError("Send authorization: Bearer <token>.")
        if (known := self._remembered(said)) is not None:
            return known
        token = _token_of(said)
        claims = self.tokens.verified(token, (self.file.audience,))
        found = self._named(claims)
        with self._lock:
            self._known[_digest_of(token)] = (found, min(self._now_s() + REMEMBERED_S, claims.expires_s))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _remembered(self, said: str) -> CallerTable | None:
        with self._lock:
            known = self._known.get(_digest_of(_token_of(said)))
        return known[0] if known is not None and self._now_s() < known[1] else None

    def _named(self, claims: Claims) -> CallerTable:
        if claims.expires_s - claims.issued_s > LONGEST_TOKEN_S:
            raise TokenTooLongError("Use tokens that are valid for at most a day.")
        for caller in self.file.caller:
            if caller.token and (caller.token.issuer, caller.token.sub) == (claims.issuer, claims.sub):
                return caller
        raise UnauthenticatedError("Add this token's iss and sub to a caller of the caller file.")

    def _now_s(self) -> int:
        return self.tokens.clock.utc_us() // 1_000_000


def _token_of(said: str) -> str:
    return said[len(SCHEME) :].strip()


def _digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
