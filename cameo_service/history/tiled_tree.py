"""A tree kept in tiles: grows by entries, answers subtree hashes for roots and proofs."""

from collections.abc import Sequence

from cameo_service.history.tile_files import TileFiles
from cameo_service.history.tile_path import TILE_WIDTH, width_at
from consent.history.tree import complete_root, leaf_hash, root

_TILE_HEIGHT = 8
"""A tile spans eight levels of the tree: 2^8 = TILE_WIDTH."""


class TiledTree:
    """The tree over the first `size` entries in `files`. Reads a tile once, so it is for one growth or one answer."""

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
        """Writes the tiles of a tree that has these entries more. Doing it twice does no harm."""
        first = self.size // TILE_WIDTH
        bundled = [*self._files.entries(first, self.size % TILE_WIDTH), *entries] if self._is_partial() else entries
        for number, at in enumerate(range(0, len(bundled), TILE_WIDTH), first):
            self._files.write_entries(number, bundled[at : at + TILE_WIDTH])
        self._write_hashes([leaf_hash(entry) for entry in entries])
        return TiledTree(self._files, self.size + len(entries))

    def _is_partial(self) -> bool:
        return self.size % TILE_WIDTH > 0

    def _write_hashes(self, hashes: list[bytes]) -> None:
        """Level by level: every tile that is full now is one hash on the level above."""
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
