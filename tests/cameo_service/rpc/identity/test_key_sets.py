import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from cameo_service.rpc.identity.errors import TokenKeyError, TokenKeysUnavailableError
from cameo_service.rpc.identity.key_sets import (
    BELIEVED_S,
    BETWEEN_FETCHES_S,
    FRESH_S,
    LARGEST_SET_BYTES,
    FetchedKeys,
    UnreadableKeySetError,
    fetch,
    keys_in,
)
from tests.cameo_service.rpc.identity.small_issuer import SmallIssuer
from tests.cameo_service.usecases.world import SECOND_US, ToldClock

LOG = logging.getLogger("tests.keys")
URL = "https://id.example/keys"
LONG_S = 60


@dataclass
class Publisher:
    """Answers fetches, or cannot be reached; says when the last one is over."""

    issuer: SmallIssuer = field(default_factory=lambda: SmallIssuer("https://id.example", 0))
    is_reachable: bool = True
    fetches: int = 0
    was_asked: Event = field(default_factory=Event)

    def __call__(self, url: str) -> bytes:
        assert url == URL
        self.fetches += 1
        self.was_asked.set()
        if not self.is_reachable:
            raise OSError("unreachable")
        return self.issuer.jwks


@dataclass
class Followed:
    publisher: Publisher = field(default_factory=Publisher)
    clock: ToldClock = field(default_factory=ToldClock)

    def __post_init__(self) -> None:
        self.keys = FetchedKeys(URL, self.publisher, self.clock, LOG)

    def later(self, seconds: float) -> None:
        self.clock.now_us += int(seconds * SECOND_US)

    def fetched(self) -> None:
        """Waits until the thread that fetches has been there, and is done."""
        assert self.publisher.was_asked.wait(LONG_S)
        self.publisher.was_asked.clear()
        self.keys.refresh()


def test_keys_are_known_after_a_fetch() -> None:
    followed = Followed()
    followed.keys.refresh()
    assert followed.keys.key("one").key_id == followed.keys.key("").key_id == "one"
    with pytest.raises(TokenKeyError):
        followed.keys.key("two")


def test_an_issuer_that_cannot_be_reached_is_asked_again_later() -> None:
    followed = Followed(Publisher(is_reachable=False))
    followed.keys.refresh()
    with pytest.raises(TokenKeysUnavailableError):
        followed.keys.key("one")
    assert followed.publisher.fetches == 1
    followed.publisher.is_reachable = True
    followed.publisher.was_asked.clear()
    followed.later(BETWEEN_FETCHES_S)
    with pytest.raises(TokenKeysUnavailableError):
        followed.keys.key("one")
    followed.fetched()
    assert followed.keys.key("one").key_id == "one"


def test_a_new_key_is_fetched_when_it_is_first_seen_and_no_known_key_waits() -> None:
    followed = Followed()
    followed.keys.refresh()
    followed.publisher.was_asked.clear()
    followed.publisher.issuer.rotate("two")
    followed.later(BETWEEN_FETCHES_S)
    with pytest.raises(TokenKeysUnavailableError):
        followed.keys.key("two")
    followed.fetched()
    assert followed.keys.key("two").key_id == "two"
    with pytest.raises(TokenKeyError):
        followed.keys.key("one")


def test_made_up_key_names_cause_one_fetch_in_ten_seconds() -> None:
    followed = Followed()
    followed.keys.refresh()
    for number in range(50):
        with pytest.raises(TokenKeyError):
            followed.keys.key(f"made up {number}")
    assert followed.publisher.fetches == 1


def test_known_keys_outlive_an_issuer_that_cannot_be_reached_for_an_hour_and_no_longer() -> None:
    followed = Followed()
    followed.keys.refresh()
    followed.publisher.is_reachable = False
    followed.later(BELIEVED_S - 1)
    assert followed.keys.key("one").key_id == "one"
    followed.later(1)
    with pytest.raises(TokenKeysUnavailableError):
        followed.keys.key("one")


def test_old_keys_are_used_while_newer_ones_are_fetched() -> None:
    followed = Followed()
    followed.keys.refresh()
    followed.publisher.was_asked.clear()
    followed.later(FRESH_S)
    assert followed.keys.key("one").key_id == "one"
    assert followed.publisher.was_asked.wait(LONG_S)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b'{"keys": []}',
        b'{"keys": 7}',
        b"\xff",
        json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "shared"}]}).encode(),
        json.dumps({"keys": [{**json.loads(SmallIssuer("i", 0).jwks)["keys"][0], "use": "enc"}]}).encode(),
    ],
)
def test_a_set_without_a_public_key_for_signatures_is_refused(text: bytes) -> None:
    with pytest.raises(UnreadableKeySetError):
        keys_in(text)


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/keys")
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * (LARGEST_SET_BYTES + 1) if self.path == "/large" else b"keys")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_keys_come_from_where_the_operator_said_and_are_not_endless(site: str) -> None:
    assert fetch(f"{site}/keys") == b"keys"
    for path in ("/moved", "/large"):
        with pytest.raises(OSError, match=r"302|too large"):
            fetch(f"{site}{path}")
