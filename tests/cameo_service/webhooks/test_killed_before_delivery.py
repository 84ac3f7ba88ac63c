"""An order survives the process that gave it, and is told to the app until the app acknowledges it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.writes import Writes
from cameo_service.usecases.outputs.takedowns import AcknowledgeTakedownRequest, RetellTakedowns, acknowledge_takedown
from cameo_service.webhooks.message import NotDeliveredError, post
from cameo_service.webhooks.relay import WebhookRelay
from consent.takedown import TAKEDOWN_DUE_US
from tests.cameo_service.usecases.world import SECOND_US, CountedIds, ToldClock
from tests.cameo_service.webhooks.test_webhooks import App, OneKey, app, drained

__all__ = ["app"]

ORDERING = [sys.executable, "-m", "tests.cameo_service.webhooks.order_and_wait"]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """What a process left that was killed between its order and the delivery."""
    with subprocess.Popen(
        [*ORDERING, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as ordering:
        assert ordering.stdout is not None
        assert ordering.stdout.readline() == "ordered\n"
        ordering.kill()
    return tmp_path


@pytest.fixture
def store(directory: Path) -> Iterator[SqliteStore]:
    store = open_store(directory, os.urandom)
    yield store
    store.close()


def told(app: App, store: SqliteStore) -> list[tuple[str, dict[str, Any]]]:
    """What the app takes by now about orders, under which event id."""
    relay = WebhookRelay(store, ToldClock(), OneKey(), partial(post, app.url))
    while relay.relay():
        pass
    events = [(headers["webhook-id"], json.loads(body)) for headers, body in drained(app)]
    return [(identity, event) for identity, event in events if event["type"] in {"taken_down", "takedown_due"}]


def test_an_order_whose_process_was_killed_before_delivery_is_delivered(app: App, store: SqliteStore) -> None:
    ((_, event),) = told(app, store)
    assert event["type"] == "taken_down"
    assert len(event["data"]["takedown_id"]) == 36
    assert event["data"]["removal"] == "deleted"


def test_what_the_app_did_not_take_comes_again_with_the_same_id(app: App, store: SqliteStore) -> None:
    app.status = 500
    with pytest.raises(NotDeliveredError):
        told(app, store)
    (first,) = {headers["webhook-id"] for headers, _ in drained(app)}
    app.status = 204
    relay = WebhookRelay(store, ToldClock(), OneKey(), partial(post, app.url))
    relay.relay()
    assert drained(app)[0][0]["webhook-id"] == first


def test_it_is_told_again_after_a_restart_and_no_more_once_acknowledged(
    app: App, directory: Path, store: SqliteStore
) -> None:
    ((_, order),) = told(app, store)
    clock = ToldClock()
    clock.now_us += 60 * SECOND_US
    restarted = open_store(directory, os.urandom)
    RetellTakedowns(restarted, clock)()
    ((_, again),) = told(app, restarted)
    assert (again["type"], again["data"]["takedown_id"]) == ("takedown_due", order["data"]["takedown_id"])
    with restarted.read() as snapshot:
        (open_order,) = snapshot.takedowns.open(None, 9)
    backend = Caller("app", Role.APP_BACKEND, EVERY_ISSUER, None)
    request = AcknowledgeTakedownRequest("done", open_order.takedown_id)
    Writes(restarted, clock, CountedIds()).run(acknowledge_takedown, backend, request)
    clock.now_us += TAKEDOWN_DUE_US
    assert RetellTakedowns(restarted, clock)() == 0
    assert told(app, restarted) == []
    restarted.close()
