"""The key ring file, never inside the data directory: `cameo keys` makes and rotates it, the service reads it.

JSON, keys in hexadecimal. The service changes the file for erasures only: they end with a new key-encryption key and
the destruction of all older ones.
"""

import fcntl
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cameo_service.clock import Clock
from cameo_service.vault.errors import (
    KeyRingExistsError,
    KeyRingExposedError,
    KeyRingInDataError,
    KeyRingMalformedError,
    KeyRingMissingError,
    KeyRingOwnerError,
)
from cameo_service.vault.key_ring import (
    KEY_BYTES,
    KeyEncryptionKey,
    KeyRing,
    SigningKey,
    with_new_encryption_key,
    without_encryption_keys_below,
)

KEY_RING_FORMAT = "cameo-key-ring/v1"


def to_json(ring: KeyRing) -> str:
    """The whole ring, secrets included."""
    return json.dumps(
        {
            "format": KEY_RING_FORMAT,
            "encryption_keys": [
                {"version": key.version, "key": key.key.hex(), "created_us": key.created_us}
                for key in ring.encryption_keys
            ],
            "signing_keys": [
                {
                    "key_id": key.key_id,
                    "seed": key.seed.hex(),
                    "not_before_us": key.not_before_us,
                    "not_after_us": key.not_after_us,
                    "revoked_us": key.revoked_us,
                }
                for key in ring.signing_keys
            ],
            "token_secret": ring.token_secret.hex(),
        },
        indent=2,
    )


def from_json(text: str) -> KeyRing:
    """The reverse of to_json.

    Raises:
        KeyRingMalformedError: the text is no key ring, or a key is missing or has the wrong size.
    """
    try:
        parts = json.loads(text)
        ring = KeyRing(
            encryption_keys=tuple(_encryption_key(part) for part in parts["encryption_keys"]),
            signing_keys=tuple(_signing_key(part) for part in parts["signing_keys"]),
            token_secret=_secret(parts["token_secret"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        # `from None`: the cause would quote the file, which holds secrets
        raise KeyRingMalformedError("The key ring file is damaged or of another version: restore its backup") from None
    _check_complete(ring, parts.get("format"))
    return ring


def _encryption_key(part: Mapping[str, Any]) -> KeyEncryptionKey:
    return KeyEncryptionKey(int(part["version"]), _secret(part["key"]), int(part["created_us"]))


def _signing_key(part: Mapping[str, Any]) -> SigningKey:
    return SigningKey(
        key_id=str(part["key_id"]),
        seed=_secret(part["seed"]),
        not_before_us=int(part["not_before_us"]),
        not_after_us=part["not_after_us"],
        revoked_us=part["revoked_us"],
    )


def _secret(text: str) -> bytes:
    secret = bytes.fromhex(text)
    if len(secret) != KEY_BYTES:
        raise ValueError("a key has the wrong size")
    return secret


def _check_complete(ring: KeyRing, found_format: object) -> None:
    versions = [key.version for key in ring.encryption_keys]
    are_versions_fine = bool(versions) and versions == sorted(set(versions))
    if found_format != KEY_RING_FORMAT or not are_versions_fine or sum(key.is_open() for key in ring.signing_keys) != 2:
        raise KeyRingMalformedError("The key ring file is of another version or lacks keys: restore its backup")


MISSING = "There is no key ring: create one with `cameo keys init`"


class KeyRingFile:
    """One key ring file.

    Args:
        path: the file; a link is refused.
        data_dir: the data directory of the same deployment, which must not contain it.

    Raises:
        KeyRingInDataError: the data directory contains it.
    """

    def __init__(self, path: Path, data_dir: Path) -> None:
        if path.resolve().is_relative_to(data_dir.resolve()):
            raise KeyRingInDataError("The key ring lies inside the data directory: keep it apart, and apart in backups")
        self._path = path

    def create(self, ring: KeyRing) -> None:
        """Writes the first ring; creates its folder with mode 0700.

        Raises:
            KeyRingExistsError: the file exists already; it is not changed.
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
            KeyRingOwnerError: the file belongs to another user, or is a link, folder or device.
            KeyRingExposedError: its mode gives access to other users.
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
        """Reads the ring, applies `step` and writes the result; one change at a time. Raises as load."""
        with self._alone():
            ring = step(self.load())
            self._write(ring)
            return ring

    def _write(self, ring: KeyRing) -> None:
        """Replaces the file as a whole or not at all: the new file is on the disk before it gets the name."""
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
        """Holds the lock of the folder; its new content is on the disk when the block ends."""
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
        raise KeyRingExposedError("Other users can read the key ring: remove their rights (chmod 600)")


class RingEncryptionKeys:
    """Adds and destroys key-encryption keys while the service runs. See ports.erasure.EncryptionKeys.

    A change is on the disk when a method returns, whole or not at all.
    """

    def __init__(self, file: KeyRingFile, random_bytes: Callable[[int], bytes], clock: Clock) -> None:
        self._file = file
        self._random_bytes = random_bytes
        self._clock = clock

    def add(self) -> int:
        """Adds a new newest key; returns its version. Raises KeyRingError."""
        now_us = self._clock.utc_us()
        ring = self._file.change(lambda ring: with_new_encryption_key(ring, self._random_bytes, now_us))
        return ring.newest_encryption_key().version

    def destroy_below(self, version: int) -> None:
        """Deletes all keys of older versions from the file. Raises KeyRingError."""
        self._file.change(lambda ring: without_encryption_keys_below(ring, version))
