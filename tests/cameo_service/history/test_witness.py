"""The witness lets a history grow, and refuses one in which anything was deleted, altered or moved."""

from pathlib import Path

import pytest

from cameo_client.checkpoint import Checkpoint
from cameo_client.errors import HistoryError, NoteRefusedError
from cameo_service.history.errors import HistoryRewrittenError, TileMissingError
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.note import NoteSigner
from cameo_service.history.sequencer import integrate
from cameo_service.history.witness import look
from tests.cameo_service.history.conftest import SECRET
from tests.cameo_service.history.fake_leaves import FakeLeaves, entry


def published(folder: HistoryFolder, leaves: FakeLeaves, count: int) -> None:
    leaves.append(count)
    integrate(folder, leaves)


def seen(folder: HistoryFolder, earlier: Checkpoint | None = None) -> Checkpoint:
    return look(folder.files, folder.signer.verifier, earlier).head


def rewritten(tmp_path: Path, leaves: list[bytes]) -> HistoryFolder:
    """The same log's key over other leaves: what an operator could publish who wants to hide something."""
    other, source = HistoryFolder(tmp_path / "other", tmp_path / "data", SECRET), FakeLeaves()
    source.all = leaves
    integrate(other, source)
    return other


def test_a_history_that_grows_is_consistent(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    published(folder, leaves, 300)
    first = seen(folder)
    published(folder, leaves, 300)
    assert seen(folder, first).size == 600
    assert seen(folder, seen(folder)).size == 600


@pytest.mark.parametrize("place", [0, 150, 299])
@pytest.mark.parametrize("more", [0, 5])
def test_a_deleted_altered_or_moved_leaf_is_refused(
    folder: HistoryFolder, leaves: FakeLeaves, tmp_path: Path, place: int, more: int
) -> None:
    published(folder, leaves, 300)
    before, grown = seen(folder), [*leaves.all, *(entry(1_000 + number) for number in range(more))]
    deleted = [*grown[:place], *grown[place + 1 :]]
    altered = [*grown[:place], entry(5_000), *grown[place + 1 :]]
    other = (place + 7) % 300
    moved = grown.copy()
    moved[place], moved[other] = grown[other], grown[place]
    for number, forged in enumerate((deleted, altered, moved)):
        with pytest.raises(HistoryRewrittenError):
            seen(rewritten(tmp_path / str(number), forged), before)


def test_a_history_that_shrank_is_refused(folder: HistoryFolder, leaves: FakeLeaves, tmp_path: Path) -> None:
    published(folder, leaves, 300)
    with pytest.raises(HistoryRewrittenError):
        seen(rewritten(tmp_path, leaves.all[:200]), seen(folder))


def test_an_entry_that_was_altered_in_its_file_is_refused(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    published(folder, leaves, 300)
    entries = [*folder.files.entries(0, 256)]
    entries[17] = entry(5_000)
    folder.files.write_entries(0, entries)
    with pytest.raises(HistoryRewrittenError, match="do not match"):
        seen(folder)


def test_a_leaf_hash_that_was_altered_in_its_tile_is_refused(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    published(folder, leaves, 300)
    hashes = [*folder.files.hashes(0, 0, 256)]
    hashes[17] = bytes(32)
    folder.files.write_hashes(0, 0, hashes)
    with pytest.raises(HistoryRewrittenError, match="tiles do not match"):
        seen(folder)


def test_an_entry_of_another_kind_is_refused(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    leaves.all = [b"anything"]
    integrate(folder, leaves)
    with pytest.raises(TileMissingError):
        seen(folder)


def test_a_missing_bundle_is_refused(folder: HistoryFolder, leaves: FakeLeaves, tmp_path: Path) -> None:
    published(folder, leaves, 300)
    (tmp_path / "history/tile/entries/000").unlink()
    with pytest.raises(TileMissingError):
        seen(folder)


def test_a_checkpoint_that_the_log_did_not_sign_is_refused(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    published(folder, leaves, 3)
    with pytest.raises(NoteRefusedError):
        look(folder.files, NoteSigner(folder.signer.verifier.name, bytes([9]) * 32).verifier, None)


def test_a_checkpoint_that_is_gone_is_refused(folder: HistoryFolder) -> None:
    with pytest.raises(HistoryError, match="checkpoint is missing"):
        seen(folder)


def test_a_checkpoint_of_another_log_is_refused(folder: HistoryFolder, leaves: FakeLeaves) -> None:
    published(folder, leaves, 3)
    folder.files.publish(folder.signer.sign(Checkpoint("cameo/other", 0, bytes(32)).text()))
    with pytest.raises(NoteRefusedError, match="another log"):
        seen(folder)
