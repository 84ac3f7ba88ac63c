"""Tiles, entry bundles and the checkpoint as files. A file with a name is complete and on the disk."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from cameo_service.history.errors import TileMissingError
from cameo_service.history.tile_path import ENTRIES, TILE_WIDTH, tile_path, width_at
from consent.history.tree import EMPTY_ROOT

HASH_BYTES = len(EMPTY_ROOT)
_LENGTH_BYTES = 2


class TileFiles:
    """One folder that a web server may serve as it is."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def checkpoint(self) -> str | None:
        """The newest signed checkpoint; None before the first."""
        try:
            return (self._directory / "checkpoint").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def publish(self, note: str) -> None:
        """Replaces the checkpoint. Whatever it stands on has to be written before."""
        self._write("checkpoint", note.encode())

    def hashes(self, level: int, number: int, width: int) -> tuple[bytes, ...]:
        """The first `width` hashes of a tile; the full tile serves too where the partial one is gone.

        Raises:
            TileMissingError: neither is there, or it is too short.
        """
        content = self._read(level, number, width)
        if len(content) < width * HASH_BYTES:
            raise TileMissingError(f"Tile {level}/{number} is cut off: restore the history from a copy")
        return tuple(content[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, HASH_BYTES))

    def entries(self, number: int, width: int) -> tuple[bytes, ...]:
        """The first `width` entries of a bundle. Raises as hashes does."""
        content, at = self._read(ENTRIES, number, width), 0
        found: list[bytes] = []
        while len(found) < width:
            end = at + _LENGTH_BYTES + int.from_bytes(content[at : at + _LENGTH_BYTES], "big")
            if at + _LENGTH_BYTES > len(content) or end > len(content):
                raise TileMissingError(f"Entry bundle {number} is cut off: restore the history from a copy")
            found.append(content[at + _LENGTH_BYTES : end])
            at = end
        return tuple(found)

    def all_entries(self, size: int) -> list[bytes]:
        """Every entry of the tree over `size` leaves. Raises as hashes does."""
        bundles = range((size + TILE_WIDTH - 1) // TILE_WIDTH)
        return [entry for number in bundles for entry in self.entries(number, width_at(number, size))]

    def write_hashes(self, level: int, number: int, hashes: Sequence[bytes]) -> None:
        """Writes a tile."""
        self._write_tile(level, number, len(hashes), b"".join(hashes))

    def write_entries(self, number: int, entries: Sequence[bytes]) -> None:
        """Writes an entry bundle: each entry after its length, two bytes, big-endian."""
        content = b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)
        self._write_tile(ENTRIES, number, len(entries), content)

    def _read(self, level: int | str, number: int, width: int) -> bytes:
        for found_width in dict.fromkeys((width, TILE_WIDTH)):
            try:
                return (self._directory / tile_path(level, number, found_width)).read_bytes()
            except FileNotFoundError:
                continue
        raise TileMissingError(f"Tile {level}/{number} is not there: restore the history from a copy")

    def _write_tile(self, level: int | str, number: int, width: int, content: bytes) -> None:
        """Writes it; a full one makes its partial predecessors superfluous."""
        self._write(tile_path(level, number, width), content)
        if width == TILE_WIDTH:
            shutil.rmtree(self._directory / (tile_path(level, number, width) + ".p"), ignore_errors=True)

    def _write(self, name: str, content: bytes) -> None:
        path = self._directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".new")
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
