"""`python -m benchmarks.fleet.fan_out COUNT`: what telling COUNT connections costs at the least, with epoll.

Prints its port, and `ready` when all have connected. Each line of its input, in hexadecimal, is then sent to all of
them, one after another. Nothing else is done with a connection: what a client says is never read.
"""

import socket
import sys
from select import EPOLLIN, epoll


def serve(count: int) -> None:
    """Until the input ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=count) as server, epoll() as ready:
        print(server.getsockname()[1], flush=True)
        clients = [server.accept()[0] for _ in range(count)]
        ready.register(sys.stdin.fileno(), EPOLLIN)
        print("ready", flush=True)
        while True:
            ready.poll()
            line = sys.stdin.buffer.readline()
            if not line:
                return
            told = bytes.fromhex(line.decode())
            for client in clients:
                client.sendall(told)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
