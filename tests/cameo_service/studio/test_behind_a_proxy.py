"""A studio behind proxies: what comes by another way, or came to them in the clear, goes no further."""

import asyncio
from ipaddress import ip_network
from typing import Any

import pytest

from cameo_service.studio.doors import Doors

HOST = "studio.example"
PROXIES = (ip_network("10.0.0.0/24"), ip_network("::1/128"))


def reason(peer: tuple[str, int] | None, *said: tuple[str, str], path: str = "/", kind: str = "http") -> str:
    """Why the doors do not open; empty: they do."""
    told: list[Any] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        told.append(message)

    headers = [(name.encode(), value.encode()) for name, value in (("host", HOST), *said)]
    scope = {"type": kind, "method": "GET", "path": path, "headers": headers, "client": peer}
    doors = Doors(inside, f"https://{HOST}", PROXIES)
    asyncio.run(doors(scope, None, send))  # type: ignore[arg-type]  # nothing is received
    if kind == "websocket" and told[0]["type"] == "websocket.close":
        return str(told[0]["reason"])
    if told[0]["status"] == 200:
        return ""
    return str(told[1]["body"]).partition('"reason":"')[2].partition('"')[0]


@pytest.mark.parametrize("peer", [("10.0.0.7", 1), ("::1", 1)])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_what_a_proxy_took_encrypted_comes_in(peer: tuple[str, int], kind: str) -> None:
    assert reason(peer, ("x-forwarded-proto", "https"), kind=kind) == ""


@pytest.mark.parametrize("peer", [("10.0.1.7", 1), ("127.0.0.1", 1), ("2001:db8::1", 1), ("a name", 1), None])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_what_comes_by_another_way_is_refused(peer: tuple[str, int] | None, kind: str) -> None:
    assert reason(peer, ("x-forwarded-proto", "https"), kind=kind) == "PROXY_UNKNOWN"


def test_a_header_cannot_say_that_it_came_by_the_proxy() -> None:
    forged = (("x-forwarded-for", "10.0.0.7"), ("forwarded", "for=10.0.0.7;proto=https"))
    assert reason(("192.0.2.1", 1), *forged, ("x-forwarded-proto", "https")) == "PROXY_UNKNOWN"


@pytest.mark.parametrize(
    "said",
    [
        (),
        (("x-forwarded-proto", "http"),),
        (("x-forwarded-proto", "https, http"),),
        (("x-forwarded-proto", "https"), ("x-forwarded-proto", "http")),
        (("x-forwarded-proto", ""),),
    ],
)
def test_what_the_proxy_took_in_the_clear_is_refused(said: tuple[tuple[str, str], ...]) -> None:
    assert reason(("10.0.0.7", 1), *said) == "NOT_ENCRYPTED"


def test_a_supervisor_beside_it_reads_its_state_alone() -> None:
    assert reason(("127.0.0.1", 1), path="/health") == ""
    assert reason(("127.0.0.1", 1), path="/api/me") == "PROXY_UNKNOWN"
