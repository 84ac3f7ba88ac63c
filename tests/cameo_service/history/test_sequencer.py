"""The sequencer publishes what is committed, in its order, and never what was changed."""

import fcntl
from pathlib import Path

import pytest

from cameo_client.tree_proof import is_consistent, is_included
from cameo_service.history.errors import HistoryRewrittenError
from cameo_service.history.folder import HistoryFolder, TilesTree
from cameo_service.history.sequencer import Sequencer, integrate
from consent.history.tree import leaf_hash, root, subtrees_of
from tests.cameo_service.history.fake_leaves import FakeLeaves


def test_nothing_committed_publishes_nothing(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    assert integrate(folder, leaves).size == 0
    assert TilesTree(folder).checkpoint() is None


def test_proofs_come_from_what_was_published(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    leaves.append(300)
    old = integrate(folder, leaves)
    leaves.append(301)
    new, tree = integrate(folder, leaves), TilesTree(folder)
    published = tree.checkpoint()
    assert published is not None
    assert (published.size, published.root) == (new.size, new.root) == (601, whole_root(leaves))
    assert is_included(299, leaf_hash(leaves.all[299]), 601, new.root, tree.inclusion(299, 601))
    assert is_consistent(300, old.root, 601, new.root, tree.consistency(300, 601))


def test_closing_publishes_what_was_committed_and_marks_it(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    folder.mark.raise_to(leaves.high_water())
    sequencer = Sequencer(folder, leaves, fail)
    leaves.append(20_000)
    sequencer.close()
    published = TilesTree(folder).checkpoint()
    assert published is not None
    assert published.root == whole_root(leaves)
    assert folder.mark.read() == leaves.high_water()


def test_while_another_process_is_the_sequencer_nothing_is_published(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    folder.mark.raise_to(leaves.high_water())
    leaves.append(5)
    with folder.lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        Sequencer(folder, leaves, fail).close()
    assert TilesTree(folder).checkpoint() is None
    assert folder.mark.read() == leaves.high_water()


def test_changed_tiles_are_not_signed(folder: HistoryFolder, leaves: FakeLeaves, tmp_path: Path) -> None:
    leaves.append(10)
    integrate(folder, leaves)
    tile = tmp_path / "history/tile/0/000.p/10"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    leaves.append(1)
    with pytest.raises(HistoryRewrittenError):
        integrate(folder, leaves)


def test_a_database_with_another_past_stops_the_service_once(
    folder: HistoryFolder, leaves: FakeLeaves, caplog: pytest.LogCaptureFixture
) -> None:
    leaves.append(10)
    folder.mark.raise_to(leaves.high_water())
    integrate(folder, leaves)
    leaves.all[9] = leaves.all[8]
    stopped: list[str] = []
    Sequencer(folder, leaves, lambda: stopped.append("stopped")).close()
    assert stopped == ["stopped"]
    assert "cameo audit" in caplog.text


def test_what_another_process_publishes_is_compared_too(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    leaves.append(10)
    folder.mark.raise_to(leaves.high_water())
    integrate(folder, leaves)
    leaves.all = leaves.all[:9]
    stopped: list[str] = []
    with folder.lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        Sequencer(folder, leaves, lambda: stopped.append("stopped")).close()
    assert stopped == ["stopped"]


def test_a_disk_that_fails_is_tried_again_and_stops_nothing(
    folder: HistoryFolder, leaves: FakeLeaves, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(note: str) -> None:
        raise OSError(note)

    leaves.append(1)
    folder.mark.raise_to(leaves.high_water())
    monkeypatch.setattr(folder.files, "publish", full)
    Sequencer(folder, leaves, fail).close()
    assert "could not be published yet" in caplog.text


def fail() -> None:
    raise AssertionError("nothing is wrong with this past")


def whole_root(leaves: FakeLeaves) -> bytes:
    return root(subtrees_of([leaf_hash(entry) for entry in leaves.all]), len(leaves.all))
