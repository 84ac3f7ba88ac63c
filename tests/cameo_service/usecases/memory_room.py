"""What the rooms of the store in memory share."""

from typing import Any


class MemoryRoom:
    """One noun. within: the snapshot or transaction; tables: what it holds."""

    def __init__(self, within: Any) -> None:
        self.within = within
        self.tables = within.tables
