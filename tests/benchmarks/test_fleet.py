"""The people of a measurement are such that checks about them are allowed; the loop over epoll tells every client."""

import socket
import subprocess
import sys
from contextlib import ExitStack

from benchmarks.fleet.growth import MENTIONS, checking
from benchmarks.fleet.people import on_postgresql, on_sqlite
from tests.postgresql import Server

PEOPLE = 40


def test_people_made_on_sqlite_may_be_rendered() -> None:
    with on_sqlite(PEOPLE) as ports:
        check = checking(ports, PEOPLE)
        for mentions in MENTIONS:
            check(mentions)


def test_people_made_on_postgresql_may_be_rendered(postgresql: Server) -> None:
    with on_postgresql(postgresql, PEOPLE) as ports:
        check = checking(ports, PEOPLE)
        for mentions in MENTIONS:
            check(mentions)


def test_the_loop_sends_each_line_to_every_client() -> None:
    command = [sys.executable, "-m", "benchmarks.fleet.fan_out", "3"]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as loop,
        ExitStack() as opened,
    ):
        assert loop.stdin
        assert loop.stdout
        port = int(loop.stdout.readline())
        clients = [opened.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(3)]
        assert loop.stdout.readline() == "ready\n"
        loop.stdin.write(b"first".hex() + "\n" + b"second".hex() + "\n")
        loop.stdin.close()
        assert [client.makefile("rb").read() for client in clients] == [b"firstsecond"] * 3
