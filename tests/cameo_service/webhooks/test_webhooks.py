"""Events posted to a real HTTP server on loopback."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cameo_service.data_directory import OneOfDirectory
from cameo_service.observing import UNTOLD, Ended, Observer
from cameo_service.usecases.consent.access import RevokeAccessRequest, revoke_access
from cameo_service.usecases.ports.events import EPOCH_KINDS, START
from cameo_service.webhooks import relay as relays
from cameo_service.webhooks.message import Message, NotDeliveredError, deliver_to, post, signed_bytes
from cameo_service.webhooks.relay import RelayThread, WebhookRelay
from tests.cameo_service.usecases.world import SECOND_US, World

SOON_S = 300.0
"""What is awaited comes at once; so long only where the machine is far too busy."""


class App(HTTPServer):
    """What the app's end answers, and what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.got: Queue[tuple[dict[str, str], bytes]] = Queue()
        self.status = 204

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?from=cameo"


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, App)
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.put(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("location", "/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Says nothing."""


class OneKey:
    key_id = "one"
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


@pytest.fixture
def app() -> Iterator[App]:
    app = App()
    thread = Thread(target=app.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield app
    app.shutdown()
    thread.join()
    app.server_close()


def relay_to(app: App, world: World) -> WebhookRelay:
    return WebhookRelay(world.store, world.clock, OneKey(), partial(post, app.url))


def drained(app: App) -> list[tuple[dict[str, str], bytes]]:
    return [app.got.get_nowait() for _ in range(app.got.qsize())]


def caught_up(app: App, world: World) -> WebhookRelay:
    relay = relay_to(app, world)
    while relay.relay():
        pass
    drained(app)
    return relay


def revoke(world: World, grantee: str) -> None:
    owner = world.people["ada"]
    world.run(revoke_access, world.app(), RevokeAccessRequest(world.request_id(), owner, world.people[grantee]))


def test_the_app_is_told_what_happened_and_by_whom(app: App, world: World) -> None:
    relay = caught_up(app, world)
    revoke(world, "bob")
    assert relay.relay()
    ((headers, body),) = drained(app)
    assert json.loads(body) == {
        "type": "revoked",
        "timestamp": world.clock.now_us // SECOND_US,
        "data": {"owner_id": str(world.people["ada"]), "actor_id": str(world.people["bob"]), "provider": "app"},
    }
    assert headers["content-type"] == "application/json"
    assert not relay.relay()
    assert drained(app) == []


def test_the_signature_is_of_the_id_the_time_and_the_body(app: App, world: World) -> None:
    relay_to(app, world).relay()
    public = OneKey.private.public_key()
    for headers, body in drained(app):
        scheme, _, signature = headers["webhook-signature"].partition(",")
        assert (scheme, headers["cameo-key-id"]) == ("v1a", "one")
        signed = signed_bytes(headers["webhook-id"], int(headers["webhook-timestamp"]), body)
        public.verify(base64.b64decode(signature), signed)
        with pytest.raises(InvalidSignature):
            public.verify(base64.b64decode(signature), signed + b" ")


def test_every_event_but_raised_epochs_is_told_once_in_order(app: App, world: World) -> None:
    relay = relay_to(app, world)
    while relay.relay():
        pass
    with world.store.read() as snapshot:
        wanted = [row.kind for row in snapshot.events.after(START, 1000) if row.kind not in EPOCH_KINDS]
    got = drained(app)
    assert [json.loads(body)["type"] for _, body in got] == wanted
    assert len({headers["webhook-id"] for headers, _ in got}) == len(wanted)


@pytest.mark.parametrize("status", [301, 404, 500])
def test_what_was_not_taken_comes_again_with_the_same_id_and_a_new_signature(
    app: App, world: World, status: int
) -> None:
    relay = caught_up(app, world)
    revoke(world, "bob")
    revoke(world, "eve")
    app.status = status
    with pytest.raises(NotDeliveredError):
        relay.relay()
    world.clock.now_us += 60 * SECOND_US
    app.status = 200
    relay_to(app, world).relay()
    (first, _), (again, _), (other, _) = drained(app)
    assert first["webhook-id"] == again["webhook-id"] != other["webhook-id"]
    assert int(again["webhook-timestamp"]) == int(first["webhook-timestamp"]) + 60
    assert first["webhook-signature"] != again["webhook-signature"]


def test_what_was_taken_is_not_told_again_after_a_restart(app: App, world: World) -> None:
    caught_up(app, world)
    assert not relay_to(app, world).relay()


def test_an_app_that_does_not_answer_is_not_delivered_to() -> None:
    with pytest.raises(NotDeliveredError):
        post("http://127.0.0.1:1/hook", Message("id", {}, b""))


def test_events_that_were_forgotten_are_skipped_and_the_log_says_so(
    app: App, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with world.store.write() as transaction:
        transaction.events.forget(world.clock.now_us)
    revoke(world, "bob")
    relay_to(app, world).relay()
    assert [json.loads(body)["type"] for _, body in drained(app)] == ["revoked"]
    assert "before the app accepted them" in caplog.text


def test_a_thread_relays_and_survives_what_goes_wrong(tmp_path: Path) -> None:
    tries: Queue[None] = Queue()
    failures = iter([OSError("the disk is full"), NotDeliveredError("status 500")])

    def relay() -> bool:
        tries.put(None)
        failure = next(failures, None)
        if failure is not None:
            raise failure
        return False

    thread = RelayThread(relay, OneOfDirectory(tmp_path))
    for _ in range(4):
        tries.get(timeout=SOON_S)
    thread.close()


class ToldElection:
    """Elects as the test says, and notes that it was asked."""

    def __init__(self, happened: Queue[str]) -> None:
        self._happened = happened
        self.elects = self.is_closed = False

    def is_elected(self) -> bool:
        self._happened.put("asked")
        return self.elects

    def close(self) -> None:
        self.is_closed = True


def test_a_service_posts_while_it_is_elected_and_leaves_that_to_another_when_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    happened: Queue[str] = Queue()

    def relay() -> bool:
        happened.put("posted")
        return False

    monkeypatch.setattr(relays, "EVENTS_POLL_S", 0.0)
    election = ToldElection(happened)
    with closing(RelayThread(relay, election)):
        assert {happened.get(timeout=SOON_S) for _ in range(3)} == {"asked"}
        election.elects = True
        while happened.get(timeout=SOON_S) != "posted":
            pass
    assert election.is_closed


class OneTrace:
    """An observer with a trace to pass on."""

    trace_id = ""

    def begin(self, method: str, traceparent: str) -> "OneTrace":
        raise AssertionError(f"{method} is no call that comes in, with {traceparent}")

    def end(self, ended: Ended) -> None:
        raise AssertionError(ended)

    @contextmanager
    def sending(self, what: str) -> Iterator[Mapping[str, str]]:
        yield {"traceparent": f"of a {what}"}


@pytest.mark.parametrize(("observer", "sent"), [(OneTrace(), "of a webhook"), (UNTOLD, None)])
def test_a_delivery_names_its_trace_where_there_is_one(app: App, observer: Observer, sent: str | None) -> None:
    deliver_to(app.url, observer, Message("1", {"webhook-id": "1"}, b"{}"))
    headers, _ = app.got.get(timeout=SOON_S)
    assert (headers.get("traceparent"), headers["webhook-id"]) == (sent, "1")
