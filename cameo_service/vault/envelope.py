"""Envelope encryption: every sealed item has its own data key; the ring's keys wrap data keys only.

AES-256-GCM both times (NIST SP 800-38D), 96-bit random nonces: a data key encrypts once, and a key-encryption key stays
far below the 2^32 messages that random nonces allow. The associated data of an item names the deployment; that of its
wrapped key also names the incarnation and the key version. After a restore or a rotation only keys are wrapped again,
and until then nothing opens.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealBrokenError, SealedItem
from cameo_service.usecases.ports.history import Deployment
from cameo_service.vault.key_ring import KEY_BYTES, KeyRing
from consent.identity import EnrollmentId, SubjectId

ITEM_LABEL = b"cameo-sealed-item/v1"
DATA_KEY_LABEL = b"cameo-data-key/v1"


def item_data(
    deployment: Deployment, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem
) -> bytes:
    """Associated data of the ciphertext."""
    return _joined(ITEM_LABEL, *_bound(deployment, subject, enrollment, version, item))


def key_data(
    deployment: Deployment, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem
) -> bytes:
    """Associated data of the wrapped data key."""
    bound = _bound(deployment, subject, enrollment, version, item)
    return _joined(DATA_KEY_LABEL, *bound, _number(deployment.incarnation), _number(item.key_version))


def _bound(
    deployment: Deployment, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem
) -> tuple[bytes, ...]:
    return (
        deployment.deployment_id,
        subject.bytes,
        enrollment.bytes,
        _number(version),
        item.kind.encode(),
        item.model_id.encode(),
    )


def _number(value: int) -> bytes:
    return value.to_bytes(8, "big")


def _joined(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


NONCE_BYTES = 12


class EnvelopeVault:
    """See ports.enrollment.Vault.

    Args:
        load_ring: reads the deployment's key ring. Called at every seal, and for an unknown key version: erasures and
            rotations change the keys while the service runs.
        deployment: bound into every sealed item.
        random_bytes: returns n unpredictable bytes.
    """

    def __init__(
        self, load_ring: Callable[[], KeyRing], deployment: Deployment, random_bytes: Callable[[int], bytes]
    ) -> None:
        self._load_ring = load_ring
        self._deployment = deployment
        self._ciphers: dict[int, AESGCM] = {}
        self._random_bytes = random_bytes

    def seal(
        self, subject: SubjectId, enrollment: EnrollmentId, version: int, kind: str, model_id: str, plaintext: bytes
    ) -> SealedItem:
        """Encrypts under a new data key, and wraps that key under the newest key of the ring."""
        data_key = self._random_bytes(KEY_BYTES)
        bare = SealedItem(kind, model_id, self._newest_version(), b"", b"")
        bound = item_data(self._deployment, subject, enrollment, version, bare)
        ciphertext = self._encrypt(AESGCM(data_key), plaintext, bound)
        return self._wrap(subject, enrollment, version, replace(bare, ciphertext=ciphertext), data_key)

    def open(self, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem) -> bytes:
        """Decrypts.

        Raises:
            SealBrokenError: bound data differs, or the ring no longer holds the key.
        """
        data_key = self._unwrap(subject, enrollment, version, item)
        bound = item_data(self._deployment, subject, enrollment, version, item)
        return _decrypt(AESGCM(data_key), item.ciphertext, bound)

    def rewrap(self, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem) -> SealedItem:
        """The same item with its data key under the newest key of the ring; the ciphertext does not change.

        Raises:
            SealBrokenError: as for open.
        """
        data_key = self._unwrap(subject, enrollment, version, item)
        return self._wrap(subject, enrollment, version, replace(item, key_version=self._newest_version()), data_key)

    def rewrap_enrollment(self, row: EnrollmentRow) -> EnrollmentRow:
        """The same enrollment, every data key under the newest key of the ring.

        Raises:
            SealBrokenError: as for open.
        """
        sealed = tuple(self.rewrap(row.subject, row.enrollment_id, row.version, item) for item in row.sealed)
        return replace(row, sealed=sealed)

    def carried_over(self, row: EnrollmentRow, lives: Sequence[Deployment]) -> EnrollmentRow:
        """An enrollment of an earlier life of this deployment, its keys wrapped for this one: after a restore.

        lives: which incarnations may have wrapped them.

        Raises:
            SealBrokenError: none of them opens it.
        """
        for life in lives:
            earlier = EnvelopeVault(self._load_ring, life, self._random_bytes)
            with suppress(SealBrokenError):
                keys = [earlier.data_key(row, item) for item in row.sealed]
                newest = self._newest_version()
                return replace(
                    row,
                    sealed=tuple(
                        self._wrap(row.subject, row.enrollment_id, row.version, replace(item, key_version=newest), key)
                        for item, key in zip(row.sealed, keys, strict=True)
                    ),
                )
        raise SealBrokenError("no key of the ring opens this sealed item, in no life of this deployment")

    def data_key(self, row: EnrollmentRow, item: SealedItem) -> bytes:
        """The key that encrypts one item. It stays in this process. Raises SealBrokenError."""
        return self._unwrap(row.subject, row.enrollment_id, row.version, item)

    def forget_destroyed_keys(self) -> None:
        """Reads the key ring again, and drops keys that it no longer holds."""
        self._newest_version()

    def _newest_version(self) -> int:
        """Newest version in the key ring now. Keys that the ring no longer holds are dropped here too."""
        ring = self._load_ring()
        self._ciphers = {key.version: AESGCM(key.key) for key in ring.encryption_keys}
        return ring.newest_encryption_key().version

    def _wrap(
        self, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem, data_key: bytes
    ) -> SealedItem:
        bound = key_data(self._deployment, subject, enrollment, version, item)
        return replace(item, wrapped_key=self._encrypt(self._ciphers[item.key_version], data_key, bound))

    def _unwrap(self, subject: SubjectId, enrollment: EnrollmentId, version: int, item: SealedItem) -> bytes:
        if item.key_version not in self._ciphers:
            self._newest_version()
        cipher = self._ciphers.get(item.key_version)
        if cipher is None:
            raise SealBrokenError("the key ring no longer holds the key of this sealed item")
        return _decrypt(cipher, item.wrapped_key, key_data(self._deployment, subject, enrollment, version, item))

    def _encrypt(self, cipher: AESGCM, plaintext: bytes, bound: bytes) -> bytes:
        nonce = self._random_bytes(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, plaintext, bound)


def _decrypt(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    if len(sealed) < NONCE_BYTES:
        raise SealBrokenError("a sealed item is cut short")
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except InvalidTag:
        raise SealBrokenError("a sealed item was altered, or belongs to another person, kind or deployment") from None
