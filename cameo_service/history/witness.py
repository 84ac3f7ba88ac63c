"""An independent look at a published history: it may grow, and nothing in it may be deleted, altered or moved.

Reads every entry each time and hashes the tree anew, so what the log's own tiles say is not believed.
"""

from dataclasses import dataclass

from cameo_client.checkpoint import Checkpoint, open_checkpoint
from cameo_client.errors import NoteRefusedError
from cameo_client.signed_note import Verifier
from cameo_service.history.errors import HistoryRewrittenError, TileMissingError
from cameo_service.history.tile_files import TileFiles
from cameo_service.history.tile_path import TILE_WIDTH, width_at
from consent.history.leaf import parse_entry
from consent.history.tree import leaf_hash, root, subtrees_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that was found consistent. note: as published, with the log's signature."""

    head: Checkpoint
    note: str


def look(files: TileFiles, log: Verifier, earlier: Checkpoint | None) -> Seen:
    """The newest checkpoint, verified against every entry and against what was seen `earlier`.

    Raises:
        NoteRefusedError: the log's key did not sign the checkpoint, or there is none any more.
        TileMissingError: an entry or a tile is missing.
        HistoryRewrittenError: an entry was deleted, altered or moved, or the tree shrank.
    """
    note = files.checkpoint()
    if note is None:
        raise NoteRefusedError("There is no checkpoint: ask the operator where it went")
    head = open_checkpoint(note, log)
    _check(head, earlier, _leaf_hashes(files, head.size))
    return Seen(head, note)


def _check(head: Checkpoint, earlier: Checkpoint | None, hashes: list[bytes]) -> None:
    subtree = subtrees_of(hashes)
    if root(subtree, head.size) != head.root:
        raise HistoryRewrittenError("The entries are not those that the checkpoint was signed over")
    if earlier is None:
        return
    if head.size < earlier.size or root(subtree, earlier.size) != earlier.root:
        raise HistoryRewrittenError("The history that was seen before is not the beginning of this one")


def _leaf_hashes(files: TileFiles, size: int) -> list[bytes]:
    """Of every entry; the log's own leaf hashes must be the same, as proofs are made of those."""
    hashes: list[bytes] = []
    for number in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
        width = width_at(number, size)
        found = [_hashed(entry) for entry in files.entries(number, width)]
        if found != list(files.hashes(0, number, width)):
            raise HistoryRewrittenError("Entries and tiles do not fit together")
        hashes += found
    return hashes


def _hashed(entry: bytes) -> bytes:
    try:
        parse_entry(entry)
    except ValueError as error:
        raise TileMissingError("An entry is none of this history") from error
    return leaf_hash(entry)
