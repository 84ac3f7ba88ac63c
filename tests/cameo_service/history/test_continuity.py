"""A database and a published history serve together if they are of one past."""

import shutil
from pathlib import Path

import pytest

from cameo_service.history.continuity import require_one_past
from cameo_service.history.errors import BehindItsHistoryError, HistoryRewrittenError, TileMissingError
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.sequencer import integrate
from cameo_service.usecases.ports.history import BehindItsMarkError
from tests.cameo_service.history.fake_leaves import FakeLeaves


def live(folder: HistoryFolder, leaves: FakeLeaves, count: int) -> None:
    leaves.append(count)
    folder.mark.raise_to(leaves.high_water())
    integrate(folder, leaves)


@pytest.mark.parametrize("count", [1, 255, 256, 257])
def test_a_database_that_went_on_serves(folder: HistoryFolder, leaves: FakeLeaves, count: int) -> None:
    require_one_past(folder, leaves)
    live(folder, leaves, count)
    require_one_past(folder, leaves)
    leaves.append(300)
    require_one_past(folder, leaves)


def test_a_database_behind_its_mark_does_not_serve(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    live(folder, leaves, 3)
    leaves.all.pop()
    with pytest.raises(BehindItsMarkError, match="new-incarnation"):
        require_one_past(folder, leaves)


def test_a_database_that_went_back_with_its_mark_does_not_serve(
    folder: HistoryFolder, leaves: FakeLeaves, tmp_path: Path
) -> None:
    live(folder, leaves, 3)
    mark = (tmp_path / "history" / "mark").read_bytes()
    live(folder, leaves, 2)
    (tmp_path / "history" / "mark").write_bytes(mark)
    leaves.all, leaves.revision = leaves.all[:3], 3
    with pytest.raises(BehindItsHistoryError, match="new-incarnation"):
        require_one_past(folder, leaves)


def test_a_database_that_was_written_to_since_it_went_back_does_not_serve(
    folder: HistoryFolder, leaves: FakeLeaves
) -> None:
    live(folder, leaves, 5)
    leaves.all[4] = leaves.all[3]
    leaves.append(2)
    with pytest.raises(HistoryRewrittenError, match="cameo audit"):
        require_one_past(folder, leaves)


def test_a_history_without_its_tiles_does_not_serve(folder: HistoryFolder, leaves: FakeLeaves, tmp_path: Path) -> None:
    live(folder, leaves, 5)
    shutil.rmtree(tmp_path / "history" / "tile")
    with pytest.raises(TileMissingError):
        require_one_past(folder, leaves)
