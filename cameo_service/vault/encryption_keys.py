"""Key-encryption keys made and destroyed while the service runs, in the ring's file."""

from collections.abc import Callable

from cameo_service.clock import Clock
from cameo_service.vault.key_ring import with_new_encryption_key, without_encryption_keys_below
from cameo_service.vault.key_ring_file import KeyRingFile


class RingEncryptionKeys:
    """See erasure_ports.EncryptionKeys. What it changes is on the disk when it returns, whole or not at all."""

    def __init__(self, file: KeyRingFile, random_bytes: Callable[[int], bytes], clock: Clock) -> None:
        self._file = file
        self._random_bytes = random_bytes
        self._clock = clock

    def add(self) -> int:
        """Makes a newest key; returns its version. Raises KeyRingError."""
        now_us = self._clock.utc_us()
        ring = self._file.change(lambda ring: with_new_encryption_key(ring, self._random_bytes, now_us))
        return ring.newest_encryption_key().version

    def destroy_below(self, version: int) -> None:
        """Leaves no key of an older version in the file. Raises KeyRingError."""
        self._file.change(lambda ring: without_encryption_keys_below(ring, version))
