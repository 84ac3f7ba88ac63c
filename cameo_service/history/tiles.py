"""The tree in tiles (C2SP tlog-tiles): their names, their files, and the tree that grows in them.

A file with a name is complete and on the disk.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from cameo_service.history.errors import TileMissingError
from consent.history.tree import EMPTY_ROOT, complete_root, leaf_hash, root

TILE_WIDTH = 256
"""Hashes in a full tile, entries in a full bundle."""
ENTRIES = "entries"


def tile_path(level: int | str, number: int, width: int) -> str:
    """The path of the `number`th tile of a level, or of the level ENTRIES, with `width` (1..256) hashes."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def width_at(number: int, count: int) -> int:
    """Number of hashes in the `number`th tile of a level with `count` hashes: 0..256."""
    return max(0, min(TILE_WIDTH, count - number * TILE_WIDTH))


HASH_BYTES = len(EMPTY_ROOT)
_LENGTH_BYTES = 2


class TileFiles:
    """Files of tiles, entry bundles and the checkpoint, in a folder that a web server may serve."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def checkpoint(self) -> str | None:
        """The newest signed checkpoint; None before the first."""
        try:
            return (self._directory / "checkpoint").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    @property
    def is_begun(self) -> bool:
        """Whether there are tiles: the first are written just before the first checkpoint."""
        return (self._directory / "tile").exists()

    def publish(self, note: str) -> None:
        """Replaces the checkpoint. Write its tiles and entries before."""
        self._write("checkpoint", note.encode())

    def hashes(self, level: int, number: int, width: int) -> tuple[bytes, ...]:
        """The first `width` hashes of a tile; read from the full tile if the partial one is deleted.

        Raises:
            TileMissingError: both are missing, or the file is too short.
        """
        content = self._read(level, number, width)
        if len(content) < width * HASH_BYTES:
            raise TileMissingError(f"Tile {level}/{number} is cut short: restore the history from a copy")
        return tuple(content[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, HASH_BYTES))

    def entries(self, number: int, width: int) -> tuple[bytes, ...]:
        """The first `width` entries of a bundle. Raises as hashes does."""
        content, at = self._read(ENTRIES, number, width), 0
        found: list[bytes] = []
        while len(found) < width:
            end = at + _LENGTH_BYTES + int.from_bytes(content[at : at + _LENGTH_BYTES], "big")
            if at + _LENGTH_BYTES > len(content) or end > len(content):
                raise TileMissingError(f"Entry bundle {number} is cut short: restore the history from a copy")
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
        raise TileMissingError(f"Tile {level}/{number} is missing: restore the history from a copy")

    def _write_tile(self, level: int | str, number: int, width: int, content: bytes) -> None:
        """Writes a tile; a full tile replaces its partial versions."""
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


_TILE_HEIGHT = 8
"""A tile spans eight levels of the tree: 2^8 = TILE_WIDTH."""


class TiledTree:
    """The tree over the first `size` entries in `files`. Keeps the tiles it read: use it for one growth or one
    proof.
    """

    def __init__(self, files: TileFiles, size: int) -> None:
        self._files = files
        self.size = size
        self._tiles: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def root(self) -> bytes:
        """The root."""
        return root(self.subtree, self.size)

    def subtree(self, height: int, number: int) -> bytes:
        """See consent.history.tree.SubtreeHash."""
        level, rest = divmod(height, _TILE_HEIGHT)
        tile, first = divmod(number << rest, TILE_WIDTH)
        return complete_root(self._tile(level, tile)[first : first + (1 << rest)])

    def grown_by(self, entries: Sequence[bytes]) -> "TiledTree":
        """Writes the tiles of the tree with these entries added. May be repeated."""
        first = self.size // TILE_WIDTH
        bundled = [*self._files.entries(first, self.size % TILE_WIDTH), *entries] if self._is_partial() else entries
        for number, at in enumerate(range(0, len(bundled), TILE_WIDTH), first):
            self._files.write_entries(number, bundled[at : at + TILE_WIDTH])
        self._write_hashes([leaf_hash(entry) for entry in entries])
        return TiledTree(self._files, self.size + len(entries))

    def _is_partial(self) -> bool:
        return self.size % TILE_WIDTH > 0

    def _write_hashes(self, hashes: list[bytes]) -> None:
        """Writes level by level: every full tile is one hash on the level above."""
        level, count = 0, self.size
        while hashes:
            first = count // TILE_WIDTH
            row = [*self._tile(level, first), *hashes]
            tiles = [row[at : at + TILE_WIDTH] for at in range(0, len(row), TILE_WIDTH)]
            for number, tile in enumerate(tiles, first):
                self._files.write_hashes(level, number, tile)
            hashes = [complete_root(tile) for tile in tiles if len(tile) == TILE_WIDTH]
            level, count = level + 1, first

    def _tile(self, level: int, number: int) -> tuple[bytes, ...]:
        width = width_at(number, self.size >> (_TILE_HEIGHT * level))
        if width and (level, number) not in self._tiles:
            self._tiles[level, number] = self._files.hashes(level, number, width)
        return self._tiles.get((level, number), ())
