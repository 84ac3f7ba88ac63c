"""A process that writes when it is told to: `python -m tests.cameo_service.storage.told_writer DIRECTORY`.

Each line that comes is one grant to a new person and one read; its number is printed once the store acknowledged it.
"""

import os
import sys
from pathlib import Path

from cameo_service.storage.store import open_store
from tests.contracts.store_rows import NOW_US, grant, subject_id, with_people


def write_as_told(directory: Path) -> None:
    store = open_store(directory, os.urandom)
    with_people(store)
    for line in sys.stdin:
        step = int(line)
        with store.write() as tx:
            tx.grants.put(grant(step, grantee=subject_id(1000 + step)), NOW_US)
        with store.read() as snapshot:
            snapshot.revision()
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    write_as_told(Path(sys.argv[1]))
