"""Certificates, keys and the caller file change under load: no call is lost. And how often a signature is verified."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from math import inf
from pathlib import Path
from threading import Condition, Semaphore

import jwt
import pytest

from cameo_client.connection import open_tls_channel, token_connection
from cameo_service.rpc.identity.identity import LOOK_S
from cameo_service.rpc.identity.key_sets import KnownKeys
from tests.cameo_service.rpc.identity.secure_service import APP, CALLERS, CONSENT, LOG, SecureService
from tests.cameo_service.rpc.identity.small_issuer import SmallIssuer, both
from tests.cameo_service.rpc.identity.test_secure_story import granted, revoked
from tests.cameo_service.usecases.world import SECOND_US

WORKERS, CALLS, A_CONNECTION, ROTATIONS = 4, 200, 20, 8
LONG_S = 30


class Load:
    """Workers that each make `CALLS` calls, over a new connection every 20."""

    def __init__(self, secure: SecureService) -> None:
        self._secure, self._numbers, self._certificate = secure, count(), secure.authority.issue("proxy.example")
        self._answered, self._told = [0.0] * WORKERS, Condition()
        self.issuer = secure.people

    def run(self, worker: int) -> int:
        """How many calls were answered. Raises the first refusal."""
        try:
            for number in range(CALLS):
                if number % A_CONNECTION == 0:
                    channel = open_tls_channel(self._secure.target, self._secure.authority.pem, self._certificate)
                connection = token_connection(channel, self.issuer.token("the app"))
                revoked(self._secure, connection, f"revoke {next(self._numbers)}")
                self._tell(worker, number + 1)
                if number % A_CONNECTION == A_CONNECTION - 1:
                    channel.close()
            return CALLS
        finally:
            self._tell(worker, inf)

    def wait_until_each_has_called_again(self) -> None:
        """Whatever a worker had in its hands before is answered."""
        with self._told:
            before = list(self._answered)
            pairs = partial(zip, self._answered, before, strict=True)
            assert self._told.wait_for(lambda: all(now > then + 1 or now == inf for now, then in pairs()), LONG_S)

    def _tell(self, worker: int, answered: float) -> None:
        with self._told:
            self._answered[worker] = answered
            self._told.notify_all()


def _put(path: Path, text: bytes) -> None:
    """As configuration is put in place: whole, by a rename."""
    unfinished = path.with_suffix(".new")
    unfinished.write_bytes(text)
    unfinished.replace(path)


class Changes(logging.Handler):
    """Hears when a changed file counts."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = Semaphore(0)

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == "the caller file changed and counts now":
            self.heard.release()


@pytest.fixture
def changes() -> Iterator[Changes]:
    handler, level = Changes(), LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    yield handler
    LOG.removeHandler(handler)
    LOG.setLevel(level)


def _rotate(secure: SecureService, load: Load, changes: Changes, number: int) -> None:
    """A new certificate, a changed caller file, and a new key: published beside the old one, used, then alone."""
    renewed = secure.authority.issue("127.0.0.1")
    _put(secure.folder / "server.pem", renewed.chain)
    _put(secure.folder / "server.key", renewed.key)
    _put(secure.folder / "callers.toml", f"{CALLERS}\n# change {number}\n".encode())
    new = SmallIssuer(secure.people.url, secure.now_s, f"key {number}")
    _put(secure.folder / "people.json", both(load.issuer, new))
    _looked_at(secure, changes)
    load.issuer = new
    load.wait_until_each_has_called_again()
    _put(secure.folder / "people.json", new.jwks)
    _looked_at(secure, changes)


def _looked_at(secure: SecureService, changes: Changes) -> None:
    """Time passes, and a call finds that the files changed."""
    secure.world.clock.now_us += int(LOOK_S * SECOND_US)
    assert changes.heard.acquire(timeout=LONG_S)


def test_no_call_is_lost_while_certificate_keys_and_caller_file_change(secure: SecureService, changes: Changes) -> None:
    load = Load(secure)
    with ThreadPoolExecutor(WORKERS) as pool:
        running = [pool.submit(load.run, worker) for worker in range(WORKERS)]
        for number in range(ROTATIONS):
            _rotate(secure, load, changes, number)
        assert not all(one.done() for one in running), "the load ended before the changes"
        assert sum(one.result() for one in running) == WORKERS * CALLS


def test_a_services_token_is_verified_once_and_a_persons_assertion_once_an_act(
    secure: SecureService, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    known = KnownKeys.key

    def counted(keys: KnownKeys, name: str) -> jwt.PyJWK:
        asked.append(name)
        return known(keys, name)

    monkeypatch.setattr(KnownKeys, "key", counted)
    app = secure.connection(APP, token=secure.people.token("the app"))
    for number in range(10):
        revoked(secure, app, f"revoke {number}")
    assert len(asked) == 1
    request = secure.grant("bob")
    granted(secure, app, secure.decides("ada", CONSENT + "GrantAccess", request))
    assert len(asked) == 2
