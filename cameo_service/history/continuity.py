"""Whether a database and its published history are of one past. What is not so must not serve."""

from cameo_client.checkpoint import Checkpoint, parse_checkpoint
from cameo_client.signed_note import open_note
from cameo_service.history.errors import BehindItsHistoryError, HistoryRewrittenError
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.tiles import TILE_WIDTH
from cameo_service.usecases.ports.history import Entries
from consent.history.tree import EMPTY_ROOT


def published_head(folder: HistoryFolder) -> Checkpoint:
    """The newest checkpoint; the one of an empty tree before the first.

    Raises:
        HistoryError: the file is not a checkpoint that this deployment signed.
    """
    signer, note = folder.signer, folder.files.checkpoint()
    if note is None:
        return Checkpoint(signer.verifier.name, 0, EMPTY_ROOT)
    return parse_checkpoint(open_note(note, signer.verifier))


def require_one_past(folder: HistoryFolder, entries: Entries) -> None:
    """Refuses a database that lost what was marked or published, or has another last published leaf.

    Mark and checkpoint are read before the database, because both follow it.

    Raises:
        BehindItsMarkError: the database is behind its mark.
        BehindItsHistoryError: the database is behind the published tree. Its mark went back with it.
        HistoryRewrittenError: the database was restored and written to.
        HistoryError: mark, checkpoint or tile cannot be read.
    """
    folder.mark.admit(entries)
    head = published_head(folder)
    if head.size:
        _require_last_leaf(folder, entries, head.size)


def _require_last_leaf(folder: HistoryFolder, entries: Entries, size: int) -> None:
    stored = entries.entries(size - 1, 1)
    if not stored:
        raise BehindItsHistoryError(str(BehindItsHistoryError.__doc__))
    number, rest = divmod(size - 1, TILE_WIDTH)
    if stored != folder.files.entries(number, rest + 1)[-1:]:
        raise HistoryRewrittenError(
            "The published history belongs to another state of the database: put the database of this history back;"
            " `cameo audit` says where they differ"
        )
