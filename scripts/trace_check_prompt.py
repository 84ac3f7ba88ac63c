"""Which project files one CheckPrompt goes through, from the servicer to SQL and back.

Runs one allowed check of one mention over the real wiring and a real database. A file counts when one of its functions
runs; a file that only defines types does not. Generated code is not counted.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from benchmarks.check_prompt import FRIEND, question, settled_ports
from cameo_client.dev_assertion import dev_assertion
from cameo_client.pb.cameo.v1 import render_service_pb2 as pb
from cameo_service.clock import SystemClock
from cameo_service.rpc.front.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.render import RenderServicer
from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from cameo_service.wiring.deciding import render_use_cases
from cameo_service.wiring.usecases import Ports

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("cameo_service", "consent", "liveness", "cameo_client")
STUDIO = Caller("studio", Role.GENERATION, EVERY_ISSUER, None)
GENERATED = "cameo_client/pb/"
MOST_FILES = 26
"""As many as may be opened to follow one check. A test holds it."""
_LOG = logging.getLogger("trace_check_prompt")


def traced_files() -> list[str]:
    """Paths from the root of the repository, sorted. The first check of a process is not traced: it fills caches."""
    ran: set[str] = set()
    no_transport: Any = None
    call = Call("CheckPrompt", no_transport, acts_for=STUDIO, metered=Meter(SystemClock()))
    with TemporaryDirectory() as directory, settled_ports(Path(directory)) as ports:
        servicer, asked = _servicer(ports), _asked(ports)
        for noted in (set[str](), ran):
            with _noting(noted):
                answer = servicer.CheckPrompt(asked, call)
        if answer.decision != pb.PROMPT_DECISION_ALLOWED:
            raise RuntimeError("the traced check is not allowed")
    return sorted(ran)


def _servicer(ports: Ports) -> RenderServicer:
    people = FirstContact(ports.store, ports.clock, ports.ids, Meter(ports.clock).admit)
    assertions = InsecureDevAssertions(people, ports.clock)
    return RenderServicer(render_use_cases(ports), ports.reads, assertions, InsecureDevRelationships())


def _asked(ports: Ports) -> pb.CheckPromptRequest:
    assertion = dev_assertion("issuer", FRIEND, ports.clock.utc_us() // 1_000_000 + 60)
    return pb.CheckPromptRequest.FromString(question(assertion, mentions=1))


@contextmanager
def _noting(ran: set[str]) -> Iterator[None]:
    """Notes the product file of every Python function that is called."""

    def note(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT):
            ran.add(path.relative_to(ROOT).as_posix())

    sys.setprofile(note)
    yield
    sys.setprofile(None)


def opened_files() -> list[str]:
    """Those of the product that are written by hand."""
    return [path for path in traced_files() if path.startswith(PRODUCT) and not path.startswith(GENERATED)]


def main() -> None:
    """Prints the files, those of the database's side last, and how many there are."""
    files = opened_files()
    stored = [path for path in files if path.startswith("cameo_service/storage/")]
    for path in [*(path for path in files if path not in stored), *stored]:
        _LOG.info(path)
    _LOG.info("%d files, %d of them in cameo_service/storage", len(files), len(stored))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main()
