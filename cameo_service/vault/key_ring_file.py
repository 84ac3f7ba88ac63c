"""The key ring file, never inside the data directory: made and rotated by `cameo keys`, read by the service.

The service changes it for erasures alone: those end with a new key-encryption key and the end of all older ones.
"""

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cameo_service.vault.errors import (
    KeyRingExistsError,
    KeyRingExposedError,
    KeyRingInDataError,
    KeyRingMissingError,
    KeyRingOwnerError,
)
from cameo_service.vault.key_ring import KeyRing
from cameo_service.vault.key_ring_format import from_json, to_json

MISSING = "There is no key ring: make one with `cameo keys init`"


class KeyRingFile:
    """One key ring file.

    Args:
        path: the file; a link is refused.
        data_dir: the data directory of the same deployment, which must not contain it.

    Raises:
        KeyRingInDataError: it does.
    """

    def __init__(self, path: Path, data_dir: Path) -> None:
        if path.resolve().is_relative_to(data_dir.resolve()):
            raise KeyRingInDataError("The key ring lies inside the data directory: keep it apart, and apart in backups")
        self._path = path

    def create(self, ring: KeyRing) -> None:
        """Writes a first ring; its folder is made with mode 0700.

        Raises:
            KeyRingExistsError: a file is already there. It stays as it is.
        """
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone():
            if os.path.lexists(self._path):
                raise KeyRingExistsError("There is a key ring already: rotate its keys, or choose another path")
            self._write(ring)

    def load(self) -> KeyRing:
        """Reads the ring.

        Raises:
            KeyRingMissingError: no file.
            KeyRingOwnerError: another user's file, a link, or no file at all but a folder or device.
            KeyRingExposedError: its mode lets others in.
            KeyRingMalformedError: its content is not a key ring.
        """
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            raise KeyRingMissingError(MISSING) from None
        except OSError:
            raise KeyRingOwnerError("The key ring cannot be opened: it must be this user's own file, no link") from None
        try:
            status = os.fstat(descriptor)
            _check_private(status)
            return from_json(os.read(descriptor, status.st_size).decode(errors="replace"))
        finally:
            os.close(descriptor)

    def change(self, step: Callable[[KeyRing], KeyRing]) -> KeyRing:
        """Reads the ring, applies `step` and writes the result in its place; one at a time. Raises what load does."""
        with self._alone():
            ring = step(self.load())
            self._write(ring)
            return ring

    def _write(self, ring: KeyRing) -> None:
        """Puts a complete file in place or changes nothing: a new file is on the disk before it gets the name."""
        unfinished = self._path.with_name(self._path.name + ".new")
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(to_json(ring))
            file.flush()
            os.fsync(descriptor)
        unfinished.replace(self._path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Holds the folder's lock, and has its new content on the disk when the block ends."""
        try:
            folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            raise KeyRingMissingError(MISSING) from None
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
            os.fsync(folder)
        finally:
            os.close(folder)


def _check_private(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
        raise KeyRingOwnerError("The key ring must be a file that belongs to the user who runs the service")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise KeyRingExposedError("The key ring can be read by others: take their rights away (chmod 600)")
