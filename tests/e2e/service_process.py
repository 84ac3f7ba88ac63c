"""A whole service in a process of its own, as an operator runs it: started, killed, started again over its data."""

import os  # the environment that the child gets
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Self

import grpc
import psutil

from cameo_client.connection import open_channel
from cameo_service.cli.connection import Callers
from cameo_service.clock import SystemClock
from cameo_service.vault.key_ring import new_key_ring
from cameo_service.vault.key_ring_file import KeyRingFile
from tests.log_hygiene import found_in

NO_SETTINGS: Mapping[str, str] = MappingProxyType({})
STOP_S = 300.0
"""A service stops within seconds; so long only where the machine is far too busy."""


class ServiceProcess:
    """One deployment with its data, keys and log in `folder`; ports are new at every start.

    settings: of its environment, such as CAMEO_WORDLESS.

    Attributes:
        checks, streams, watch: its ports of unary calls, recordings and revocations, as callers see them.
        addresses: likewise as host:port.
    """

    def __init__(
        self, folder: Path, models: Path, policy: str = "demo", settings: Mapping[str, str] = NO_SETTINGS
    ) -> None:
        self.folder, self._models, self._policy, self._settings = folder, models, policy, settings
        self.data_dir, self._ring, self._log = folder / "data", folder / "keys" / "ring.json", folder / "service.log"
        KeyRingFile(self._ring, self.data_dir).create(new_key_ring(os.urandom, SystemClock().utc_us()))
        self._process: subprocess.Popen[str] | None = None
        self._channels: list[grpc.Channel] = []

    def start(self) -> Self:
        log = self._log.open("ab")
        with log:
            self._process = self.popen(log)
        assert self._process.stdout is not None
        word, *ports = self._process.stdout.readline().split() or ["nothing"]
        if word != "ready":
            self._end(signal.SIGKILL)
            raise AssertionError(self.log)
        self.addresses = [f"127.0.0.1:{port}" for port in ports]
        self._channels = [open_channel(address) for address in self.addresses]
        self.checks, self.streams, self.watch = (Callers(channel) for channel in self._channels)
        return self

    @property
    def options(self) -> list[str]:
        """What `cameo serve` is told."""
        places = ["--data-dir", self.data_dir, "--key-ring", self._ring, "--models", self._models]
        ports = ["--port", "0", "--stream-port", "0", "--watch-port", "0"]
        return [*map(str, places), *ports, "--policy", self._policy, "--insecure-dev"]

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def popen(self, log: IO[bytes] | int) -> "subprocess.Popen[str]":
        """The process alone, for a start that is not over soon. The caller ends it."""
        command = [sys.executable, "-m", "cameo_service", "serve", *self.options]
        environment = {**os.environ, "CAMEO_ANALYSIS_WORKERS": "1", **self._settings}  # noqa: TID251 - the child's own
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)

    @property
    def log(self) -> str:
        return self._log.read_text()

    def kill(self) -> None:
        """Without any chance to tidy up."""
        self._end(signal.SIGKILL)

    def tell_to_stop(self) -> None:
        """As a supervisor does, who then waits; `stop` says it once more and waits."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """As an operator stops it; the exit status."""
        return self._end(signal.SIGTERM)

    def stop_impatiently(self, times: int) -> int:
        """As an operator who asks again and again without waiting; the exit status."""
        return self._end(signal.SIGTERM, times)

    def restart(self) -> Self:
        self.kill()
        return self.start()

    def _end(self, number: signal.Signals, times: int = 1) -> int:
        if self._process is None:
            return 0
        has_ended = self._process.poll() is not None
        children = [] if has_ended else psutil.Process(self._process.pid).children(recursive=True)
        for _ in range(times):
            self._process.send_signal(number)
        self._process.communicate(timeout=STOP_S)
        _, outliving = psutil.wait_procs(children, STOP_S)
        assert not outliving, "a process outlives the service that started it"
        status = self._process.returncode
        self._process = None
        for channel in self._channels:
            channel.close()
        faults = [f"{what}: {line}" for line in self.log.splitlines() for what in found_in(line)]
        assert not faults, "the log tells too much:\n" + "\n".join(faults)
        return status
