"""Every room of a transaction is furnished, and plain rows have the types that their table and port say."""

from dataclasses import dataclass
from typing import Any, get_args

import pytest

from cameo_service.storage.rows import RowTable, row_tables
from cameo_service.storage.transaction import StoredSnapshot
from cameo_service.storage.written.layouts import FILE, spelled_layouts
from cameo_service.usecases.ports.store import Room, Snapshot, Transaction
from consent.identity import SubjectId
from scripts.compile_statements import laid_out
from tests.cameo_service.storage.bare_store import bare_transaction

READ = {name for name, room in vars(Snapshot).items() if isinstance(room, Room)}
WRITTEN = {name for name, room in vars(Transaction).items() if isinstance(room, Room)}


@pytest.mark.parametrize("room", sorted(READ | WRITTEN))
def test_a_transaction_has_every_room_and_a_snapshot_what_it_may_read(room: str) -> None:
    transaction = bare_transaction()
    getattr(transaction, room)
    if room in READ:
        getattr(StoredSnapshot(transaction.connection, transaction.keys, transaction.salts), room)


def test_a_room_that_a_store_did_not_furnish_is_named() -> None:
    class Bare(Snapshot):
        def revision(self) -> int:
            return 0

        def remembered(self, caller: str, request_id: str, now_us: int) -> None:
            return None

    with pytest.raises(LookupError, match="Bare has no room people"):
        _ = Bare().people


@pytest.mark.parametrize("name", row_tables())
def test_the_rows_of_a_room_are_those_of_its_table(name: str) -> None:
    reads, writes = get_args(vars(Snapshot)[name].__orig_class__)
    assert get_args(reads) == get_args(writes) == (row_tables()[name].row,)


def test_the_layouts_that_were_read_beforehand_are_those_of_the_tables_now() -> None:
    assert FILE.read_text("utf-8") == spelled_layouts(laid_out()), "run: python -m scripts.compile_statements"


@dataclass(frozen=True)
class OddRow:
    minor: SubjectId
    guardian: SubjectId
    evidence: dict[str, Any]
    expires_us: int


def test_a_field_that_no_plain_row_can_have_is_refused_when_the_program_starts() -> None:
    with pytest.raises(TypeError, match="dict"):
        RowTable(row_tables()["guardianships"].layout, OddRow)
