"""A real Ray cluster of several nodes on this machine, started by the commands that docs/operate.md names."""

import os  # nodes need the path of the programs, and nothing else of the environment
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

HERE = "127.0.0.1"
STORE_BYTES = 80 * 1024**2
"""The smallest store of objects that a node has."""
_STARTED = "--block"
_AGENT_PORTS = (
    "dashboard-agent-listen-port",
    "dashboard-agent-grpc-port",
    "metrics-export-port",
    "runtime-env-agent-port",
)


@dataclass(eq=False)
class Node:
    """One node: its processes have a session of their own."""

    process: "subprocess.Popen[str]"

    def has(self, pid: int) -> bool:
        """Whether a process belongs to it."""
        return self.process.pid in {parent.pid for parent in psutil.Process(pid).parents()}

    def processes(self) -> list[psutil.Process]:
        """Those of it that run."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def process_named(self, name: str) -> psutil.Process:
        """The one process of it with this name."""
        [found] = [process for process in self.processes() if process.name() == name]
        return found

    def kill(self) -> None:
        """Ends every process of it at once, with SIGKILL."""
        with suppress(psutil.NoSuchProcess):
            processes = self.processes()
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(processes[1:])
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@dataclass
class RayCluster:
    """A head that runs no job, and nodes that run as many as they have CPUs."""

    folder: Path
    token: Path
    nodes: list[Node] = field(default_factory=list)
    address: str = ""

    def start_head(self) -> Node:
        """The head, on a free port."""
        [port] = _free_ports(1)
        self.address = f"{HERE}:{port}"
        return self._start("--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={self.folder}", cpus=0)

    def add_node(self) -> Node:
        """One more node, with room for one job."""
        return self._start(f"--address={self.address}", cpus=1)

    def kill(self, node: Node) -> None:
        """Ends one node at once."""
        self.nodes.remove(node)
        node.kill()

    def stop(self) -> None:
        """Ends all nodes, the head last."""
        for node in reversed(self.nodes.copy()):
            self.kill(node)

    def _start(self, *options: str, cpus: int) -> Node:
        ports = zip(_AGENT_PORTS, _free_ports(len(_AGENT_PORTS)), strict=True)
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", *options]
        command += ["--disable-usage-stats", "--include-log-monitor=false", f"--node-ip-address={HERE}"]
        command += [f"--num-cpus={cpus}", f"--memory={16 * 1024**3}", f"--object-store-memory={STORE_BYTES}"]
        command += [f"--{name}={port}" for name, port in ports]
        process = subprocess.Popen(
            command,
            env={
                "PATH": os.environ["PATH"],  # noqa: TID251 - as above
                "PYTHONPATH": os.pathsep.join(sys.path),
                "RAY_AUTH_MODE": "token",
                "RAY_AUTH_TOKEN_PATH": str(self.token),
                "RAY_USAGE_STATS_ENABLED": "0",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        node = Node(process)
        self.nodes.append(node)
        said = _read_until_started(process)
        if process.poll() is not None:
            raise RuntimeError(said)
        return node


def _read_until_started(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if _STARTED in line:
            break
    return said


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server((HERE, 0)) for _ in range(number)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports
