"""The bytes of one recording while it arrives: in a file without a name that no disk ever holds, memfd_create(2).

They are never part of this process's memory, which holds keys. A worker is handed the open file. The last process that
has it open takes it along when it ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from cameo_service.usecases.enrollment.enrollment_errors import AnalysisInterruptedError

_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK
_LOST = "The service could not keep the recording: send it again."


class MemorySpool:
    """See usecases.ports.outside.Spool.

    Raises:
        AnalysisInterruptedError: the system has no room for it; also from `write`.
    """

    def __init__(self) -> None:
        with _kept():
            self._file = os.memfd_create("recording", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        self._size = 0

    @property
    def size(self) -> int:
        """Number of bytes."""
        return self._size

    def write(self, data: bytes) -> None:
        """Adds bytes."""
        left = memoryview(data)
        while left:
            with _kept():
                left = left[os.write(self._file, left) :]
        self._size += len(data)

    def part(self, start: int, end: int) -> "MemorySpool":
        """A copy of the bytes between two places, which the caller closes."""
        part = MemorySpool()
        with _kept():
            while part._size < end - start and (
                copied := os.sendfile(part._file, self._file, start + part._size, end - start - part._size)
            ):
                part._size += copied
        return part

    def seal(self) -> int:
        """From now on no process changes a byte of it, whatever happens to that process; the descriptor."""
        fcntl.fcntl(self._file, fcntl.F_ADD_SEALS, _SEALS)
        return self._file

    def close(self) -> None:
        """Erases it, once no worker has it open."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_whole(descriptor: int) -> bytes:
    """Every byte of an open file, wherever others have read it to."""
    data = bytearray()
    while part := os.pread(descriptor, os.fstat(descriptor).st_size - len(data), len(data)):
        data += part
    return bytes(data)


@contextmanager
def _kept() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AnalysisInterruptedError(_LOST, f"a recording was not kept: {error.strerror}") from error
