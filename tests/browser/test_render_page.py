"""The page of a generation service, before a service that the test tells what the owner does."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.types import ASGIApp

from cameo_client.connection import dev_connection
from cameo_client.fake_server import FakeCameo
from cameo_client.services.render import RenderClient
from cameo_client.watch_client import guarded_renders
from examples.render_page import RenderPage
from tests.browser.any_page import AnyPage

GENERATOR = "studio"


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """A web application on this machine. Yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def cameo() -> Iterator[FakeCameo]:
    with FakeCameo(GENERATOR) as running:
        yield running


@pytest.fixture
def address(cameo: FakeCameo) -> Iterator[str]:
    with cameo.channel() as channel:
        service = dev_connection(channel, GENERATOR, "generation")
        with (
            guarded_renders(GENERATOR, service, service) as guard,
            served(RenderPage(RenderClient(service), guard).application()) as where,
        ):
            yield where


def test_a_requester_sees_the_render_end_when_the_owner_stops_it(
    cameo: FakeCameo, address: str, page: AnyPage, shoot: Callable[..., None]
) -> None:
    cameo.allow("ada")
    page.goto(address)
    page.press("Render it")
    page.wait_for_text("Frame 2")
    shoot("render-runs")
    cameo.revoke("ada")
    page.wait_for_text("Cancelled: the consent for it ended. Nothing was kept.")
    shoot("render-cancelled")
    assert page.troubles == []


def test_a_requester_who_is_not_allowed_reads_no_more_than_that(address: str, page: AnyPage) -> None:
    page.goto(address)
    page.press("Render it")
    page.wait_for_text("Not allowed.")
    assert "Frame" not in page.shown
