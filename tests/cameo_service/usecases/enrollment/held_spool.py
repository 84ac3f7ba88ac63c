"""Where the bytes of a recording lie while a test looks on."""

from types import TracebackType
from typing import Self

from cameo_service.usecases.ports.outside import Spool


class HeldSpool:
    """Keeps them until its block is left."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.is_closed = False

    @property
    def size(self) -> int:
        return len(self.data)

    def write(self, data: bytes) -> None:
        self.data += data

    def part(self, start: int, end: int) -> "HeldSpool":
        raise AssertionError("no worker is given a part of it")

    def seal(self) -> int:
        raise AssertionError("no worker reads it")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.data.clear()
        self.is_closed = True


def held(spool: Spool) -> bytes:
    """What it holds."""
    assert isinstance(spool, HeldSpool)
    return bytes(spool.data)
