"""What every store does with plain rows: each table that says which dataclass its rows are joins by itself."""

from collections.abc import Iterator
from dataclasses import fields, replace
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from cameo_service.storage.rows import row_tables
from cameo_service.usecases.ports.rows import RowWrites
from cameo_service.usecases.ports.store import Store, Transaction
from cameo_service.usecases.ports.subjects import UnknownSubjectError
from consent.identity import SubjectId
from tests.contracts.store_rows import ADA, BOB, EVE, NOBODY_KNOWN, NOW_US, with_people

ROOMS = {name: table.row for name, table in row_tables().items()}
KEYS = {name: len(table.key) for name, table in row_tables().items()}
PARTIES = {row: [name for name, hint in get_type_hints(row).items() if hint is SubjectId] for row in ROOMS.values()}


def row_about(kind: type[Any], number: int, *people: SubjectId) -> Any:
    """A row of these people, the owner first; every other field is of its type, and its own for each number."""
    hints = get_type_hints(kind)
    others = {name: any_value(hint, number) for name, hint in hints.items() if hint is not SubjectId}
    return kind(**others, **dict(zip(PARTIES[kind], people, strict=False)))


def any_value(hint: Any, number: int) -> Any:
    if get_origin(hint) is UnionType:
        return any_value(get_args(hint)[0], number) if number % 2 else None
    if get_origin(hint) is frozenset:
        return frozenset(get_args(hint)[0]) if number % 2 else frozenset()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)[number % len(hint)]
    plain: dict[Any, Any] = {
        str: f"text {number}",
        bytes: bytes([number]),
        int: NOW_US + number,
        bool: bool(number % 2),
    }
    return plain[hint] if hint in plain else UUID(int=number)


def key_of(room: str, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, field.name) for field in fields(row)[: KEYS[room]])


def room_of(within: Transaction, name: str) -> RowWrites[Any]:
    room: RowWrites[Any] = getattr(within, name)
    return room


class RowContract:
    """Subclasses give a fixture `store`."""

    @pytest.fixture(params=ROOMS)
    def room(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def tx(self, store: Store) -> Iterator[Transaction]:
        with_people(store)
        with store.write() as tx:
            yield tx

    def test_a_row_is_read_as_it_was_put(self, tx: Transaction, room: str) -> None:
        for number, owner in enumerate((ADA, BOB)):
            row = row_about(ROOMS[room], number, owner, EVE)
            room_of(tx, room).put(row)
            assert room_of(tx, room).at(*key_of(room, row)) == row
            assert room_of(tx, room).of(owner) == (row,)

    def test_a_row_is_written_over_what_has_its_key(self, tx: Transaction, room: str) -> None:
        first = row_about(ROOMS[room], 1, ADA, BOB)
        key = [field.name for field in fields(first)[: KEYS[room]]]
        second = replace(row_about(ROOMS[room], 3, ADA, BOB), **{name: getattr(first, name) for name in key})
        room_of(tx, room).put(first)
        room_of(tx, room).put(second)
        assert room_of(tx, room).of(ADA) == (second,)

    def test_an_ended_row_is_gone_and_no_other(self, tx: Transaction, room: str) -> None:
        ended, kept = (row_about(ROOMS[room], number, owner, EVE) for number, owner in enumerate((ADA, BOB)))
        for row in (ended, kept):
            room_of(tx, room).put(row)
        assert room_of(tx, room).end(*key_of(room, ended)) is True
        assert room_of(tx, room).end(*key_of(room, ended)) is False
        assert room_of(tx, room).at(*key_of(room, ended)) is None
        assert room_of(tx, room).of(ADA) == ()
        assert room_of(tx, room).of(BOB) == (kept,)

    def test_every_row_that_names_a_person_is_found_by_that_person(self, tx: Transaction, room: str) -> None:
        rows = [row_about(ROOMS[room], number, *pair) for number, pair in enumerate(((BOB, EVE), (ADA, BOB)))]
        for row in rows:
            room_of(tx, room).put(row)
        for person in (ADA, BOB, EVE):
            named = [row for row in reversed(rows) if person in {getattr(row, name) for name in PARTIES[ROOMS[room]]}]
            assert room_of(tx, room).naming(person) == tuple(named)

    def test_no_row_is_put_about_an_owner_who_does_not_exist(self, store: Store, room: str) -> None:
        with pytest.raises(UnknownSubjectError), store.write() as tx:
            room_of(tx, room).put(row_about(ROOMS[room], 1, NOBODY_KNOWN, BOB))

    def test_an_erasure_leaves_no_row_that_names_the_person(self, tx: Transaction, room: str) -> None:
        kept = row_about(ROOMS[room], 2, EVE, EVE)
        for row in (row_about(ROOMS[room], 0, ADA, BOB), row_about(ROOMS[room], 1, BOB, ADA), kept):
            room_of(tx, room).put(row)
        tx.erasures.wipe(ADA, NOW_US)
        assert [room_of(tx, room).naming(person) for person in (ADA, EVE)] == [(), (kept,)]
