"""Answers a question and dies after the commit, before the write-ahead log is emptied: `python -m ... DIRECTORY`."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from cameo_service.storage import store as stores
from consent.terms import Answer
from tests.contracts.held_contract import FIRST

if __name__ == "__main__":
    setattr(stores, "truncate_wal", lambda *_: os._exit(9))  # noqa: B010 - the module exports it to none
    with stores.open_store(Path(sys.argv[1]), os.urandom).write() as tx:
        tx.held.put(replace(FIRST, owner_answer=Answer.YES, prompt=""))
