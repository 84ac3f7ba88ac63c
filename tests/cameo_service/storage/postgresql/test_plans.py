"""With many people no statement of a check, a recording or the watch reads a whole table, however it is planned."""

from collections.abc import Iterator
from typing import Any

import pytest

from cameo_service.storage.postgresql.hot_statements import WATCH_EVENTS
from cameo_service.storage.sessions import _RUNNING
from tests.cameo_service.storage.postgresql.crowd import PLACE, SMALL, asked, crowded, numbered, plan_of, scanned
from tests.postgresql import Server

PEOPLE, FEWER = 100_000, 20_000
ASKED = asked(PEOPLE)


@pytest.fixture(scope="module")
def many(postgresql: Server) -> Iterator[Any]:
    with crowded(postgresql, PEOPLE, FEWER) as connection:
        yield connection


@pytest.mark.parametrize("name", ASKED)
def test_no_statement_of_a_check_reads_a_whole_table(many: Any, name: str) -> None:
    statement, values = ASKED[name]
    prepared = statement.prepared("postgresql", values)
    assert scanned(plan_of(many, prepared.text, prepared.arranged(values))) <= SMALL
    if many.info.server_version >= 160_000:
        assert scanned(plan_of(many, numbered(prepared.text), options="FORMAT JSON, GENERIC_PLAN")) <= SMALL


def test_the_watch_reads_no_whole_outbox(many: Any) -> None:
    assert scanned(plan_of(many, WATCH_EVENTS, PLACE)) <= SMALL


def test_attempts_that_run_are_read_by_the_index_that_has_them_alone(many: Any) -> None:
    plan = plan_of(many, _RUNNING.prepared("postgresql", {}).text)
    assert plan["Index Name"] == "running_attempts"


def test_a_table_that_is_read_as_a_whole_would_be_found(many: Any) -> None:
    assert scanned(plan_of(many, "SELECT count(*) FROM subjects WHERE created_us = 5")) == {"subjects"}
