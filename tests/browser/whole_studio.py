"""A whole service in a process of its own, and a studio before it: what `cameo studio --demo` starts, with open doors.

The command is tried by itself in `test_command.py`; here the tests also reach the service, as apps and generators do.
"""

import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cameo_service.cli.studio.demo import DEV_IDENTITY, PEOPLE, SERVICE_ID, introduce
from cameo_service.clock import SystemClock
from cameo_service.studio.serve import Place, StudioServer, Target
from cameo_service.studio.sign_in import DemoSignIn
from tests.e2e.service_process import ServiceProcess


@dataclass(slots=True)
class WholeStudio:
    """Attributes: service: behind it. origin: its address."""

    service: ServiceProcess
    origin: str
    _server: StudioServer
    _thread: threading.Thread

    @classmethod
    def start(cls, folder: Path, models: Path) -> Self:
        service = ServiceProcess(folder, models).start()
        for person in PEOPLE:
            introduce(service.checks, person)
        listening = socket.create_server(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        checks, streams = service.addresses[:2]
        target, clock = Target(checks, streams, SERVICE_ID, lambda: DEV_IDENTITY), SystemClock()
        server = StudioServer(target, Place(listening, origin), DemoSignIn(PEOPLE, clock), clock)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        return cls(service, origin, server, thread)

    def stop(self) -> None:
        self._server.stop()
        self._thread.join()
        assert self.service.stop() == 0, self.service.log
