"""What the rooms of the store in memory share."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cameo_service.usecases.memory_store import MemoryTransaction, Tables


class MemoryRoom:
    """One noun. within: the snapshot or transaction; tables: what it holds."""

    def __init__(self, within: Any) -> None:
        self.within: MemoryTransaction = within
        self.tables: Tables = within.tables
