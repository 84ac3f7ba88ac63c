"""Everything that says who calls and for which person, from one caller file; it follows the file while it serves."""

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from cameo_service.clock import Clock
from cameo_service.rpc.front.assertions import Act, KnownPeople, Voice
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.identity.assertions import SignedAssertions, SignedRelationships
from cameo_service.rpc.identity.caller_file import CallerFileError, IssuerTable, read_caller_file
from cameo_service.rpc.identity.callers import ConfiguredCallers
from cameo_service.rpc.identity.key_sets import Fetch, FetchedKeys, KeySet, KnownKeys, keys_in
from cameo_service.rpc.identity.tokens import SignedTokens
from cameo_service.usecases.acting.caller import Caller
from consent.facts import Vouched
from consent.identity import SubjectId


def no_person(issuer: str, sub: str, caller: Caller) -> SubjectId:
    """For a process that serves no person.

    Raises:
        LookupError: always.
    """
    del issuer, sub, caller
    raise LookupError


LOOK_S = 2.0
"""How often the file is looked at."""


@dataclass(frozen=True, slots=True)
class Edges:
    """What the file is read with. people: the person of an account."""

    people: KnownPeople
    clock: Clock
    fetch: Fetch
    log: logging.Logger


@dataclass(frozen=True, slots=True)
class _Read:
    """One reading of the file."""

    callers: ConfiguredCallers
    assertions: SignedAssertions
    relationships: SignedRelationships


class Identity:
    """Callers, assertions and relationships of a caller file. A changed file counts within seconds, as a whole.

    A changed file that cannot be used is told to the operator and changes nothing.

    Raises:
        CallerFileError: the file cannot be used.
    """

    loopback_only = False

    def __init__(self, path: Path, edges: Edges) -> None:
        self._path, self._edges, self._lock = path, edges, Lock()
        self._fetched: dict[str, FetchedKeys] = {}
        self._read_files: tuple[Path, ...] = (path,)
        self._now = self._read()
        self._stamps, self._looked_s = self._stamps_of_files(), edges.clock.monotonic_s()
        for keys in self._fetched.values():
            keys.refresh()

    def identify(self, call: Call) -> Caller:
        """The caller: see ConfiguredCallers."""
        self._look()
        return self._now.callers.identify(call)

    def known_as(self, call: Call) -> str:
        """What a call waits under: see ConfiguredCallers."""
        return self._now.callers.known_as(call)

    def verify(self, assertion: str, caller: Caller, act: Act | None, *, may_ask: bool = False) -> Voice:
        """The person: see SignedAssertions."""
        return self._now.assertions.verify(assertion, caller, act, may_ask=may_ask)

    def vouched(self, assertion: str, caller: Caller) -> Vouched | None:
        """What an app says about a person's relationships: see SignedRelationships."""
        return self._now.relationships.vouched(assertion, caller)

    def _look(self) -> None:
        """Reads the file again if it changed. One thread does; the others go on with what they know."""
        now_s = self._edges.clock.monotonic_s()
        if now_s - self._looked_s < LOOK_S or not self._lock.acquire(blocking=False):
            return
        try:
            self._looked_s, stamps = now_s, self._stamps_of_files()
            if stamps != self._stamps:
                self._stamps = stamps
                self._now = self._read()
                self._stamps = self._stamps_of_files()
                self._edges.log.info("the caller file changed and counts now")
        except CallerFileError as error:
            self._edges.log.error("the changed caller file is refused, the one before it still counts: %s", error)  # noqa: TRY400
        finally:
            self._lock.release()

    def _read(self) -> _Read:
        file = read_caller_file(self._path)
        tokens = SignedTokens({issuer.url: self._keys(issuer) for issuer in file.issuer}, self._edges.clock)
        rules = {issuer.url: issuer.people for issuer in file.issuer if issuer.people}
        self._read_files = (self._path, *(issuer.jwks_file for issuer in file.issuer if issuer.jwks_file))
        return _Read(
            ConfiguredCallers(file, tokens),
            SignedAssertions(tokens, rules, self._edges.people),
            SignedRelationships(tokens, rules),
        )

    def _keys(self, issuer: IssuerTable) -> KeySet:
        if issuer.jwks_file is not None:
            try:
                return KnownKeys(keys_in(issuer.jwks_file.read_bytes()))
            except (OSError, ValueError) as error:
                raise CallerFileError(f"issuer {issuer.url}: jwks_file cannot be used: {error}") from error
        url = issuer.jwks_url or ""
        known = self._fetched.get(url)
        if known is None:
            known = self._fetched[url] = FetchedKeys(url, self._edges.fetch, self._edges.clock, self._edges.log)
        return known

    def _stamps_of_files(self) -> tuple[tuple[int, int, int], ...]:
        """Changes whenever the caller file or a file of keys does."""
        return tuple(map(_stamp, self._read_files))


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)
