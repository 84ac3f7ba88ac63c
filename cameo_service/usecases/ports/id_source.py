"""Where new ids come from."""

from typing import Protocol
from uuid import UUID


class IdSource(Protocol):
    """New ids."""

    def new(self, now_us: int) -> UUID:
        """A UUIDv7 of this moment."""
