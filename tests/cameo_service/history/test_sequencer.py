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
    sequencer = Sequencer(folder, leaves)
    leaves.append(20_000)
    sequencer.close()
    published = TilesTree(folder).checkpoint()
    assert published is not None
    assert published.root == whole_root(leaves)
    assert folder.mark.read() == leaves.high_water()


def test_while_another_process_is_the_sequencer_nothing_is_published(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    leaves.append(5)
    with folder.lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        Sequencer(folder, leaves).close()
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


def test_a_database_with_another_past_is_not_published(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    leaves.append(10)
    integrate(folder, leaves)
    leaves.all[9] = leaves.all[8]
    leaves.append(1)
    with pytest.raises(HistoryRewrittenError, match="another state of the database"):
        integrate(folder, leaves)
    leaves.all = leaves.all[:5]
    with pytest.raises(HistoryRewrittenError, match="another state of the database"):
        integrate(folder, leaves)


def whole_root(leaves: FakeLeaves) -> bytes:
    return root(subtrees_of([leaf_hash(entry) for entry in leaves.all]), len(leaves.all))
