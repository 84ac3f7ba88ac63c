"""A process that writes until it is killed: `python -m tests.cameo_service.storage.grant_writer PLACE FIRST`.

Each step is one grant to a new person and one new enrollment; its number is printed once the store acknowledged it.
"""

import os
import sys
from itertools import count
from pathlib import Path

from cameo_service.addresses import POSTGRESQL
from cameo_service.storage.engines.database_store import DatabaseStore
from cameo_service.storage.store import open_store
from tests.contracts.store_rows import ADA, NOW_US, enrollment, grant, subject_id, with_people


def opened(place: str) -> DatabaseStore:
    """place: a data directory, or the URL of a PostgreSQL database."""
    if place.startswith(POSTGRESQL):
        from cameo_service.storage.postgresql.store import open_postgresql  # noqa: PLC0415 - where it is asked for

        return open_postgresql(place, os.urandom)
    return open_store(Path(place), os.urandom)


def write_on(place: str, first: int) -> None:
    store = opened(place)
    with_people(store)
    for step in count(first):
        with store.write() as tx:
            tx.next_revision()
            tx.grants.put(grant(step, grantee=subject_id(1000 + step)), NOW_US)
            tx.epochs.bump_owner(ADA)
            tx.enrollments.put(enrollment(step))
            tx.events.emit(ADA, "granted", b"{}", NOW_US)
        sys.stdout.write(f"{step}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    write_on(sys.argv[1], int(sys.argv[2]))
