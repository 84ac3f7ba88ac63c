"""The high-water mark only rises, survives a crash in the middle of a write, and keeps an old database out."""

from dataclasses import replace
from pathlib import Path

import pytest

from cameo_service.history.errors import HistoryInDataError, MarkUnreadableError
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.mark_file import SLOT_BYTES, MarkFile
from cameo_service.history.note import NoteSigner
from cameo_service.usecases.ports.history import BehindItsMarkError, HighWater
from tests.cameo_service.history.fake_leaves import DEPLOYMENT

FIRST = HighWater(DEPLOYMENT, 1, 10, 12)
SECOND = replace(FIRST, revision=11, tree_size=13)


class Standing:
    """A database without leaves that says how far it has come."""

    def __init__(self, high_water: HighWater) -> None:
        self._high_water = high_water

    def high_water(self) -> HighWater:
        return self._high_water

    def entries(self, start: int, most: int) -> tuple[bytes, ...]:
        del start, most
        return ()


@pytest.fixture
def mark(tmp_path: Path) -> MarkFile:
    return MarkFile(tmp_path / "mark", NoteSigner("cameo/test", bytes(32)))


def test_there_is_no_mark_at_first(mark: MarkFile) -> None:
    assert mark.read() is None
    mark.admit(Standing(HighWater(DEPLOYMENT, 1, 0, 0)))


def test_the_mark_rises_and_never_goes_back(mark: MarkFile) -> None:
    for high_water in (FIRST, SECOND, FIRST):
        mark.raise_to(high_water)
    assert mark.read() == SECOND


def test_a_write_that_a_crash_cut_off_leaves_the_mark_before(mark: MarkFile, tmp_path: Path) -> None:
    mark.raise_to(FIRST)
    mark.raise_to(SECOND)
    content = bytearray((tmp_path / "mark").read_bytes())
    content[SLOT_BYTES + 60 : SLOT_BYTES + 70] = bytes(10)
    (tmp_path / "mark").write_bytes(content)
    assert mark.read() == FIRST
    mark.raise_to(SECOND)
    assert mark.read() == SECOND


def test_a_mark_of_another_signer_is_no_mark(mark: MarkFile, tmp_path: Path) -> None:
    MarkFile(tmp_path / "mark", NoteSigner("cameo/test", bytes([1]) * 32)).raise_to(FIRST)
    with pytest.raises(MarkUnreadableError):
        mark.read()
    with pytest.raises(MarkUnreadableError):
        mark.admit(Standing(FIRST))


@pytest.mark.parametrize(
    "older",
    [
        replace(FIRST, revision=9),
        replace(FIRST, tree_size=11),
        replace(FIRST, incarnation=0, revision=99),
        replace(FIRST, deployment_id=bytes(16)),
    ],
)
def test_a_database_behind_its_mark_is_kept_out(mark: MarkFile, older: HighWater) -> None:
    mark.raise_to(FIRST)
    with pytest.raises(BehindItsMarkError, match="new-incarnation"):
        mark.admit(Standing(older))


@pytest.mark.parametrize("newer", [FIRST, SECOND, replace(FIRST, incarnation=2, revision=1)])
def test_a_database_at_its_mark_or_past_it_is_let_in(mark: MarkFile, newer: HighWater) -> None:
    mark.raise_to(FIRST)
    mark.admit(Standing(newer))


def test_a_history_without_its_mark_is_kept_out(mark: MarkFile) -> None:
    with pytest.raises(BehindItsMarkError):
        mark.admit(Standing(FIRST))


def test_the_history_may_not_lie_in_the_data_directory(tmp_path: Path) -> None:
    with pytest.raises(HistoryInDataError):
        HistoryFolder(tmp_path / "data/history", tmp_path / "data", bytes(32))
