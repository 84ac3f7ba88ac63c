"""The high-water mark: the newest state of the database, signed, in a file outside the data directory.

Two slots of one disk sector each are written in turn, so a crash while one is written leaves the other. Nothing is
renamed, because every revocation waits for the mark. Any process may write it; it never goes back.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from cameo_client.errors import NoteRefusedError
from cameo_client.signed_note import open_note
from cameo_service.history.errors import MarkUnreadableError
from cameo_service.history.note import NoteSigner
from cameo_service.usecases.ports.history import BehindItsMarkError, Entries, HighWater

MARK_FORMAT = "cameo-high-water-mark/v1"


def mark_text(mark: HighWater) -> str:
    """The mark as text of five lines."""
    return f"{MARK_FORMAT}\n{mark.deployment_id.hex()}\n{mark.incarnation}\n{mark.revision}\n{mark.tree_size}\n"


def parse_mark(text: str) -> HighWater:
    """The reverse of mark_text.

    Raises:
        MarkUnreadableError: the text is no mark.
    """
    try:
        found, deployment_id, incarnation, revision, tree_size = text.splitlines()
        mark = HighWater(bytes.fromhex(deployment_id), int(incarnation), int(revision), int(tree_size))
    except ValueError as error:
        raise MarkUnreadableError(str(MarkUnreadableError.__doc__)) from error
    if found != MARK_FORMAT:
        raise MarkUnreadableError("The high-water mark is of another version: install the one that wrote it")
    return mark


SLOT_BYTES = 512
"""A disk writes a sector of 512 bytes whole or not at all; a mark has about 250."""
_SLOTS = 2


class MarkFile:
    """The mark of one deployment. For many threads."""

    def __init__(self, path: Path, signer: NoteSigner) -> None:
        self._path = path
        self._signer = signer
        self._lock = Lock()
        self._slots: dict[int, tuple[bytes, HighWater]] = {}

    def read(self) -> HighWater | None:
        """The mark; None if there is no file.

        Raises:
            MarkUnreadableError: the file exists, and neither slot holds a mark that this deployment signed.
        """
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return None
        return max(self._marks(content).values(), key=_order)

    def admit(self, entries: Entries) -> None:
        """Refuses a database that is behind its mark.

        Raises:
            BehindItsMarkError: the database is behind, or its history has leaves and no mark.
            MarkUnreadableError: see read.
        """
        mark = self.read()  # before the database: another process may raise it meanwhile
        if is_behind(entries.high_water(), mark):
            raise BehindItsMarkError(str(BehindItsMarkError.__doc__))

    def raise_to(self, high_water: HighWater) -> None:
        """Raises the mark to `high_water` unless it is as high already; the mark is on the disk when this returns."""
        with self._lock, self._opened() as descriptor:
            marks = self._marks(os.pread(descriptor, _SLOTS * SLOT_BYTES, 0)) if os.fstat(descriptor).st_size else {}
            newest = max(marks, key=lambda slot: _order(marks[slot]), default=None)
            if newest is not None and _order(marks[newest]) >= _order(high_water):
                return
            self._write(descriptor, 0 if newest is None else 1 - newest, high_water)

    def _write(self, descriptor: int, slot: int, mark: HighWater) -> None:
        note = self._signer.sign(mark_text(mark)).encode()
        os.pwrite(descriptor, note.ljust(SLOT_BYTES, b"\0"), slot * SLOT_BYTES)
        os.fdatasync(descriptor)
        self._slots[slot] = (note, mark)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        """The file, locked for this process."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)

    def _marks(self, content: bytes) -> dict[int, HighWater]:
        """Marks by slot, for slots that are signed and complete."""
        marks = {}
        for slot in range(_SLOTS):
            note = content[slot * SLOT_BYTES : (slot + 1) * SLOT_BYTES].rstrip(b"\0")
            with suppress(NoteRefusedError):
                marks[slot] = self._mark_of(slot, note)
        if not marks:
            raise MarkUnreadableError(str(MarkUnreadableError.__doc__))
        return marks

    def _mark_of(self, slot: int, note: bytes) -> HighWater:
        """The mark of one slot. Verified once and kept: verifying two signatures takes longer than the disk."""
        known = self._slots.get(slot)
        if known is None or known[0] != note:
            known = (note, parse_mark(open_note(note.decode(errors="replace"), self._signer.verifier)))
            self._slots[slot] = known
        return known[1]


def is_behind(high_water: HighWater, mark: HighWater | None) -> bool:
    """Whether a database lost something since the mark was written. A history with leaves and no mark lost the mark."""
    return bool(high_water.tree_size) if mark is None else high_water.is_behind(mark)


def _order(mark: HighWater) -> tuple[int, int, int]:
    return mark.incarnation, mark.revision, mark.tree_size
