"""Names of tiles and entry bundles (C2SP tlog-tiles)."""

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
    """How many of a level's `count` hashes stand in its `number`th tile: 0..256."""
    return max(0, min(TILE_WIDTH, count - number * TILE_WIDTH))
