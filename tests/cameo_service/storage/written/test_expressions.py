"""What is written down is what SQLAlchemy builds, and is built once."""

import pytest
import sqlalchemy

from cameo_service.storage.tables.every import MainTable
from cameo_service.storage.written.expressions import Written, build, func, rows_in, select, spell

BLOCKS = rows_in("blocks")
THEIRS = MainTable.metadata.tables["blocks"]


def test_what_is_written_is_what_sqlalchemy_builds() -> None:
    def stated(table: sqlalchemy.Table, chosen: object, functions: object) -> object:
        owner, ends = table.c.owner, table.c["expires_us"]
        is_over = ~(ends == 7) & (ends > 1) & (ends <= 9) | (ends != 4) & (ends + 1 >= 3) & (ends - 1 < 2)
        return chosen(owner, functions.max(ends).label("last")).where(owner == table.c.actor, is_over)  # type: ignore[operator,attr-defined]

    ours = build(stated(BLOCKS, select, func))
    assert str(ours) == str(stated(THEIRS, sqlalchemy.select, sqlalchemy.func))


def test_what_is_used_twice_is_built_once() -> None:
    newest = select(func.max(BLOCKS.c.expires_us).label("latest")).subquery()
    assert str(build(select(newest.c.latest).where(newest.c.latest > 1))).count("FROM blocks") == 1
    assert build(newest) is build(newest)


def test_what_is_written_alike_is_spelled_alike_and_all_else_is_not() -> None:
    one, same, other = (select(BLOCKS).where(BLOCKS.c.owner == value) for value in (1, 1, 2))
    assert spell(one) == spell(same) != spell(other)


def test_a_part_is_neither_true_nor_false() -> None:
    assert isinstance(BLOCKS, Written)
    with pytest.raises(TypeError, match="no truth value"):
        bool(BLOCKS.c.owner == BLOCKS.c.actor)
