"""An independent check of a published history: it may grow; no entry may be deleted, altered or moved.

Reads every entry each time and hashes the tree anew, so it does not rely on the log's own tiles.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cameo_client.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from cameo_client.errors import NoteRefusedError
from cameo_client.signed_note import Verifier, open_note
from cameo_service.history.errors import HistoryRewrittenError, TileMissingError, WitnessKeyError
from cameo_service.history.note import NoteSigner
from cameo_service.history.tiles import TILE_WIDTH, TileFiles, width_at
from consent.history.leaf import parse_entry
from consent.history.tree import leaf_hash, root, subtrees_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that was found consistent. note: the published note with the log's signature."""

    head: Checkpoint
    note: str


def look(files: TileFiles, log: Verifier, earlier: Checkpoint | None) -> Seen:
    """Verifies the newest checkpoint against every entry and against an `earlier` checkpoint; returns it.

    Raises:
        NoteRefusedError: the log's key did not sign the checkpoint, or the checkpoint is missing.
        TileMissingError: an entry or a tile is missing.
        HistoryRewrittenError: an entry was deleted, altered or moved, or the tree shrank.
    """
    note = files.checkpoint()
    if note is None:
        raise NoteRefusedError("The checkpoint is missing: ask the operator for it")
    head = open_checkpoint(note, log)
    _check(head, earlier, _leaf_hashes(files, head.size))
    return Seen(head, note)


def _check(head: Checkpoint, earlier: Checkpoint | None, hashes: list[bytes]) -> None:
    subtree = subtrees_of(hashes)
    if root(subtree, head.size) != head.root:
        raise HistoryRewrittenError("The entries do not match the signed checkpoint")
    if earlier is None:
        return
    if head.size < earlier.size or root(subtree, earlier.size) != earlier.root:
        raise HistoryRewrittenError("The history does not begin with the history seen before")


def _leaf_hashes(files: TileFiles, size: int) -> list[bytes]:
    """Leaf hashes of all entries; the log's own leaf hashes must be the same, because proofs are made from them."""
    hashes: list[bytes] = []
    for number in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
        width = width_at(number, size)
        found = [_hashed(entry) for entry in files.entries(number, width)]
        if found != list(files.hashes(0, number, width)):
            raise HistoryRewrittenError("Entries and tiles do not match")
        hashes += found
    return hashes


def _hashed(entry: bytes) -> bytes:
    try:
        parse_entry(entry)
    except ValueError as error:
        raise TileMissingError("An entry has a wrong format") from error
    return leaf_hash(entry)


class WitnessMemory:
    """The memory of a witness: its key, and the last checkpoint it cosigned.

    A folder with mode 0700 that only the witness may write: its content is what the witness has seen.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def create(self, name: str, seed: bytes) -> NoteSigner:
        """Creates the key of a new witness.

        Raises:
            WitnessKeyError: the folder has a key already.
            ValueError: the name is not allowed in a note.
        """
        signer = NoteSigner(name, seed)
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(self._key, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            raise WitnessKeyError("This witness has a key already: choose another folder") from None
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{name} {seed.hex()}\n")
        return signer

    def signer(self) -> NoteSigner:
        """The signer with the witness's key.

        Raises:
            WitnessKeyError: the key is missing or cannot be read.
        """
        try:
            name, seed = self._key.read_text(encoding="utf-8").split()
            return NoteSigner(name, bytes.fromhex(seed))
        except (FileNotFoundError, ValueError):
            raise WitnessKeyError("This witness has no usable key: create one with `cameo witness init`") from None

    def last(self) -> Checkpoint | None:
        """The last cosigned checkpoint; None before the first look.

        Raises:
            NoteRefusedError: the witness did not sign it.
        """
        try:
            note = self._seen.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return parse_checkpoint(open_note(note, self.signer().cosigner))

    def remember(self, note: str) -> None:
        """Replaces the last cosigned checkpoint."""
        unfinished = self._seen.with_suffix(".new")
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._seen)

    @property
    def _key(self) -> Path:
        return self._directory / "key"

    @property
    def _seen(self) -> Path:
        return self._directory / "seen"
