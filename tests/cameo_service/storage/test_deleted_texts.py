"""A text that was deleted stands in no file of the database: the raw bytes of every file are read."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from cameo_service.storage.store import SqliteStore, open_store
from cameo_service.storage.tables.values import deletable, deletable_text
from cameo_service.usecases.ports.removals import RemovalAnswer, RemovalId, RemovalRow
from cameo_service.usecases.ports.store import Transaction
from consent.held_render import HeldRender
from consent.identity import GroupId
from consent.restrictions import UNTOUCHED, Restrictions
from consent.terms import Answer
from tests.contracts.held_contract import FIRST
from tests.contracts.store_rows import ADA, BOB, NOW_US, with_people

SECRET = b"zebras by moonlight"
ASKED = replace(FIRST, prompt=SECRET.decode())
DYING_PROCESS = "tests.cameo_service.storage.dying_answer"


def files_with(directory: Path, text: bytes) -> set[str]:
    """Names of the files that hold these bytes."""
    return {path.name for path in directory.iterdir() if text in path.read_bytes()}


def ask(store: SqliteStore, *asked: HeldRender) -> None:
    for held in asked:
        with store.write() as tx:
            tx.held.put(held)


def answered(held: HeldRender, answer: Answer = Answer.YES) -> HeldRender:
    return replace(held, owner_answer=answer, prompt="")


@pytest.fixture
def asked(store: SqliteStore) -> SqliteStore:
    with_people(store)
    with store.write() as tx:
        tx.groups.put(ADA, GroupId(UUID(int=1)), "friends")
        tx.groups.put_member(ADA, GroupId(UUID(int=1)), BOB)
    ask(store, ASKED)
    return store


ENDS: dict[str, Callable[[Transaction], object]] = {
    "a yes": lambda tx: tx.held.put(answered(ASKED)),
    "a no": lambda tx: tx.held.put(answered(ASKED, Answer.NO)),
    "time": lambda tx: tx.held.end(ADA, ASKED.ask),
    "the owner's act": lambda tx: tx.epochs.bump_owner(ADA),
    "the revocation of a pair": lambda tx: tx.epochs.bump_pair(ADA, BOB),
    "the operator's stop": lambda tx: tx.everything.bump_epoch(),
    "an erasure": lambda tx: tx.erasures.wipe(ADA, NOW_US),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_prompt_is_in_no_file_once_its_question_ended(
    asked: SqliteStore, directory: Path, end: Callable[[Transaction], object]
) -> None:
    assert files_with(directory, SECRET)
    with asked.write() as tx:
        end(tx)
    assert files_with(directory, SECRET) == set()


def test_a_read_that_began_before_the_answer_delays_the_end_until_the_next_sweep(
    asked: SqliteStore, directory: Path
) -> None:
    with asked.read() as snapshot:
        assert snapshot.held.under(ASKED.ask, [ADA])[ADA].prompt == SECRET.decode()
        ask(asked, answered(ASKED))
        assert asked.empty_logs() == 0
        assert files_with(directory, SECRET) == {"main.db-wal"}
    assert asked.empty_logs() == 1
    assert files_with(directory, SECRET) == set()


def test_a_process_that_dies_before_the_log_is_empty_leaves_that_to_the_next(
    asked: SqliteStore, directory: Path
) -> None:
    asked.close()
    died = subprocess.run([sys.executable, "-m", DYING_PROCESS, str(directory)], check=False)
    assert died.returncode == 9
    assert files_with(directory, SECRET)
    store = open_store(directory, os.urandom)
    store.empty_logs()
    assert files_with(directory, SECRET) == set()
    store.close()


def prompts() -> Iterator[tuple[bytes, HeldRender]]:
    """Questions with prompts of many lengths, each of one mark over and over, in no order of their keys."""
    for number, length in enumerate((16, 80, 900, 3000, 4080, 9000) * 12):
        mark = f"<zebra {number:04d}>"
        ask_id = sha256(mark.encode()).digest()
        yield mark.encode(), replace(FIRST, ask=ask_id, prompt=(mark * (length // len(mark) + 1))[:length])


def test_rows_that_move_from_page_to_page_leave_no_prompt_behind(asked: SqliteStore, directory: Path) -> None:
    questions = list(prompts())
    ask(asked, *(held for _, held in questions))
    for mark, held in sorted(questions, key=lambda question: sha256(question[0] * 2).digest()):
        ask(asked, answered(held))
        assert files_with(directory, mark) == set()


def test_what_is_replaced_without_haste_is_gone_after_the_next_sweep(asked: SqliteStore, directory: Path) -> None:
    with asked.write() as tx:
        tx.restrictions.put(ADA, Restrictions(wishes="no marzipan"))
    with asked.write() as tx:
        tx.restrictions.put(ADA, UNTOUCHED)
    asked.empty_logs()
    assert files_with(directory, b"marzipan") == set()


def test_contact_and_description_of_removal_requests_are_gone_wherever_their_rows_moved(
    asked: SqliteStore, directory: Path
) -> None:
    open_rows = [
        RemovalRow(
            RemovalId(UUID(bytes=sha256(bytes([number])).digest()[:16])),
            filed_us=NOW_US,
            due_us=NOW_US + 1,
            service_id="app",
            contact=f"mail {number:04d}",
            what=f"what {number:04d} " * 30,
            outputs=(),
        )
        for number in range(60)
    ]
    for row in open_rows:
        with asked.write() as tx:
            tx.removals.put(row)
    for row in open_rows:
        gone = replace(row, contact="", what="", answer=RemovalAnswer.REFUSED, answered_us=NOW_US)
        with asked.write() as tx:
            tx.removals.put(gone)
        assert files_with(directory, row.contact.encode()) == files_with(directory, row.what[:9].encode()) == set()
        with asked.read() as snapshot:
            assert snapshot.removals.by_id(row.removal_id) == gone


@pytest.mark.parametrize("text", ["", "a", "\0", "\0" * 5000])
def test_a_deletable_text_comes_back_as_it_was(text: str) -> None:
    assert deletable_text(deletable(text)) == text


def test_a_text_that_an_earlier_version_stored_is_read_as_it_is() -> None:
    assert deletable_text("@ada dances") == "@ada dances"
