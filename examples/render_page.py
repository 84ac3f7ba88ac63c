"""A generation service's page: a requester sees their render grow, and sees at once that the owner stopped it.

Start `cameo serve --insecure-dev`, let ada allow ben, then: python -m examples.render_page
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import uuid4

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from cameo_client.connection import dev_connection, open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.errors import RefusedError, RenderStoppedError, StopReason
from cameo_client.render_guard import RenderGuard
from cameo_client.services.render import RenderClient
from cameo_client.watch_client import guarded_renders
from examples.generator import Generator, Job, NotAllowedError

SERVICE_ID, ISSUER, REQUESTER = "example-generator", "dev", "ben"
PROMPT = "@ada plays trumpet among zebras"
FRAMES, FRAME_S = 1000, 0.1
WHY = {
    StopReason.REVOKED: "the consent for it ended",
    StopReason.STALE: "whether the consent for it still holds is not known",
    StopReason.OTHER_INCARNATION: "the consent for it has to be asked for again",
}
"""Reasons are for logs; a requester is told in words."""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>Render</title>
<style>body { font: 1rem/1.5 system-ui; max-width: 40rem; margin: 1rem auto; padding: 0 1rem } button { font: inherit;
padding: .6rem 1rem }</style>
<main><h1>Render</h1><p>@ada plays trumpet among zebras</p><button>Render it</button>
<p id="frames"></p><p id="end" role="status"></p></main>
<script>
document.querySelector("button").addEventListener("click", (event) => {
  event.target.disabled = true;
  const source = new EventSource("/render");
  source.addEventListener("frame", (said) => { document.querySelector("#frames").textContent = `Frame ${said.data}`; });
  source.addEventListener("end", (said) => { source.close(); document.querySelector("#end").textContent = said.data; });
});
</script></html>"""


class RenderPage:
    """The page of one requester.

    Args:
        render: calls of the consent service.
        guard: a guard that a watch keeps fresh.
    """

    def __init__(self, render: RenderClient, guard: RenderGuard) -> None:
        self._generator, self._guard = Generator(render, guard), guard

    def application(self) -> Starlette:
        """The web application."""
        return Starlette(routes=[Route("/", self.page), Route("/render", self.render)])

    async def page(self, request: Request) -> Response:
        """One button."""
        del request
        return HTMLResponse(PAGE)

    async def render(self, request: Request) -> Response:
        """Frame after frame, as events, until the render is done or stopped."""
        del request
        return StreamingResponse(self._events(), media_type="text/event-stream", headers={"cache-control": "no-store"})

    async def _events(self) -> AsyncIterator[str]:
        stopped: asyncio.Future[StopReason] = asyncio.get_running_loop().create_future()

        def cancel(reason: StopReason) -> None:
            # The guard calls on a thread of its own.
            stopped.get_loop().call_soon_threadsafe(stopped.set_result, reason)

        job = Job(str(uuid4()), PROMPT, dev_assertion(ISSUER, REQUESTER, time.time_ns() // 1_000_000_000 + 60))
        try:
            grant = await asyncio.to_thread(self._generator.check, job)
            admitted = await asyncio.to_thread(
                lambda: self._guard.admit(grant, job=job.job_id, prompt=job.prompt, cancel=cancel)
            )
        except (NotAllowedError, RefusedError, RenderStoppedError):
            yield _event("end", "Not allowed.")
            return
        try:
            for number in range(FRAMES):
                yield _event("frame", str(number))
                # The model would work here.
                with suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(stopped), FRAME_S)
                if stopped.done():
                    yield _event("end", f"Cancelled: {WHY[stopped.result()]}. Nothing was kept.")
                    return
            yield _event("end", "Done.")
        finally:
            self._guard.finish(admitted)


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"


def main() -> None:
    """Serves the page on this machine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="127.0.0.1:7443", help="host:port of unary calls")
    parser.add_argument("--watch", default="127.0.0.1:7445", help="host:port of watches")
    parser.add_argument("--port", type=int, default=8081)
    chosen = parser.parse_args()
    checks, watch = (
        dev_connection(open_channel(address), SERVICE_ID, "generation") for address in (chosen.server, chosen.watch)
    )
    with guarded_renders(SERVICE_ID, checks, watch) as guard:
        uvicorn.run(RenderPage(RenderClient(checks), guard).application(), host="127.0.0.1", port=chosen.port)


if __name__ == "__main__":
    main()
