"""A command that looks a name up, or speaks to another machine, is caught, however it does so."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.resolver_trap import CANNOT_RUN, CAUGHT
from scripts.trapped_network import asked_name, described

ROOT = Path(__file__).parents[1]
NAME = "a-secret.example"


def trapped(*command: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "scripts.resolver_trap", *command]
    ran = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode == CANNOT_RUN:
        pytest.skip(f"THE RESOLVER TRAP WAS NOT TESTED. {ran.stderr}")
    return ran


def in_python(program: str) -> subprocess.CompletedProcess[str]:
    return trapped(sys.executable, "-c", program)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(f"import socket; socket.getaddrinfo('{NAME}', 443)", id="by the system's resolver"),
        pytest.param(f"import ctypes; ctypes.CDLL(None).gethostbyname(b'{NAME}')", id="by the C library, past Python"),
        pytest.param(
            "import os; os.environ['GRPC_DNS_RESOLVER'] = 'ares'; import grpc; "
            f"grpc.channel_ready_future(grpc.insecure_channel('dns:///{NAME}:443')).result(3)",
            id="by the resolver inside gRPC",
        ),
        pytest.param(f"import av; av.open('http://{NAME}/a.mp4')", id="by FFmpeg"),
    ],
)
def test_a_name_that_is_looked_up_is_caught_and_told(program: str) -> None:
    ran = in_python(f"try:\n    exec({program!r})\nexcept Exception: pass")
    assert ran.returncode == CAUGHT, ran.stderr
    assert f"which asks for {NAME}" in ran.stderr


@pytest.mark.parametrize(
    ("sends", "told"),
    [
        ("socket.socket(2, 2).sendto(b'x' * 20, ('198.51.100.7', 53))", "UDP to 198.51.100.7 port 53"),
        ("socket.socket(10, 2).sendto(b'x' * 20, ('2001:db8::7', 53))", "UDP to 2001:db8::7 port 53"),
        ("socket.socket(2, 2).sendto(b'x' * 20, ('127.0.0.1', 53))", "UDP to 127.0.0.1 port 53"),
        ("socket.create_connection(('198.51.100.7', 443), 0.2)", "TCP to 198.51.100.7 port 443"),
        ("socket.create_connection(('2001:db8::7', 443), 0.2)", "TCP to 2001:db8::7 port 443"),
    ],
)
def test_what_is_sent_to_an_address_without_a_name_is_caught_too(sends: str, told: str) -> None:
    ran = in_python(f"import socket\ntry: {sends}\nexcept OSError: pass")
    assert (ran.returncode, told in ran.stderr) == (CAUGHT, True), ran.stderr


def test_loopback_works_and_a_command_that_stays_there_keeps_its_exit_code() -> None:
    ran = in_python(
        "import socket, sys; server = socket.create_server(('127.0.0.1', 0)); "
        "socket.create_connection(('localhost', server.getsockname()[1])); sys.exit(5)"
    )
    assert ran.returncode == 5
    assert "No name was looked up" in ran.stderr


def test_a_trap_that_is_told_to_end_tells_its_command() -> None:
    program = (
        "import signal, sys; signal.signal(15, lambda *_: sys.exit(7)); print('ready', flush=True); signal.pause()"
    )
    run = [sys.executable, "-m", "scripts.resolver_trap", sys.executable, "-c", program]
    with subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as trap:
        if trap.stdout is None or trap.stdout.readline() != "ready\n":
            pytest.skip(f"THE RESOLVER TRAP WAS NOT TESTED. {trap.communicate()[1]}")
        trap.terminate()
        assert trap.wait() == 7


def test_a_machine_that_allows_no_trap_says_loudly_that_nothing_was_shown(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "scripts.resolver_trap", "true"]
    ran = subprocess.run(run, cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert ran.returncode == CANNOT_RUN
    assert "NOT RUN" in ran.stderr
    assert "is NOT shown" in ran.stderr


def test_a_question_with_a_pointer_or_without_an_end_is_no_name() -> None:
    header = bytes(12)
    assert asked_name(header + b"\x01a\x02bc\x00") == "a.bc"
    assert asked_name(header + b"\xc0\x0c") == ""
    assert asked_name(header + b"\x07a") == "a"


def test_a_packet_that_is_neither_tcp_nor_udp_is_told_by_its_protocol() -> None:
    assert described(bytes((0x45, *bytes(8), 1, *bytes(6), 198, 51, 100, 7))) == "protocol 1 to 198.51.100.7"
