"""The secrets of one deployment as values. `key_ring_file.py` keeps them.

Three kinds. Key-encryption keys wrap data keys: the newest one wraps, all unwrap. Signing keys sign render grants: the
first open one signs, the second is published before its use. The token secret makes opaque tokens.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.render_grant import LONGEST_RENDER_GRANT_US

KEY_BYTES = 32
"""AES-256 keys, Ed25519 seeds (RFC 8032) and the token secret all have 32 bytes."""

RETIREMENT_US = 24 * 3_600_000_000
"""How long a signing key stays valid after its rotation: a day, in which every running service is restarted."""


@dataclass(frozen=True, slots=True)
class KeyEncryptionKey:
    """AES-256 key that wraps data keys. version: from 1."""

    version: int
    key: bytes = field(repr=False)
    created_us: int


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Ed25519 key. Valid from `not_before_us` until `not_after_us` (None: open), unless revoked.

    key_id: first 8 bytes of the SHA-256 of the public key, in hexadecimal.
    """

    key_id: str
    seed: bytes = field(repr=False)
    not_before_us: int
    not_after_us: int | None
    revoked_us: int | None

    def is_open(self) -> bool:
        """Whether the key may still sign."""
        return self.not_after_us is None and self.revoked_us is None

    def private_key(self) -> Ed25519PrivateKey:
        """The private key."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All secrets. At least one key-encryption key and two open signing keys, oldest first."""

    encryption_keys: tuple[KeyEncryptionKey, ...]
    signing_keys: tuple[SigningKey, ...]
    token_secret: bytes = field(repr=False)

    def newest_encryption_key(self) -> KeyEncryptionKey:
        """The key that wraps."""
        return self.encryption_keys[-1]

    def signing_key(self) -> SigningKey:
        """The key that signs."""
        return next(key for key in self.signing_keys if key.is_open())


def new_key_ring(random_bytes: Callable[[int], bytes], now_us: int) -> KeyRing:
    """A ring with fresh secrets: one key-encryption key, the current signing key and the next."""
    return KeyRing(
        encryption_keys=(KeyEncryptionKey(1, random_bytes(KEY_BYTES), now_us),),
        signing_keys=(_new_signing_key(random_bytes, now_us), _new_signing_key(random_bytes, now_us)),
        token_secret=random_bytes(KEY_BYTES),
    )


def rotated(ring: KeyRing, random_bytes: Callable[[int], bytes], now_us: int, *, is_compromised: bool) -> KeyRing:
    """A new newest key-encryption key; the next signing key becomes current and a new one becomes next.

    is_compromised: the current signing key leaked, so it is revoked now instead of retired over a day.
    Keys without valid grants are dropped.
    """
    current = ring.signing_key()
    ended = (
        replace(current, revoked_us=now_us) if is_compromised else replace(current, not_after_us=now_us + RETIREMENT_US)
    )
    kept = [ended if key == current else key for key in ring.signing_keys if not _is_past(key, now_us)]
    return replace(
        with_new_encryption_key(ring, random_bytes, now_us),
        signing_keys=(*kept, _new_signing_key(random_bytes, now_us)),
    )


def with_new_encryption_key(ring: KeyRing, random_bytes: Callable[[int], bytes], now_us: int) -> KeyRing:
    """The ring with a newest key-encryption key; signing keys stay as they are."""
    newest = KeyEncryptionKey(ring.newest_encryption_key().version + 1, random_bytes(KEY_BYTES), now_us)
    return replace(ring, encryption_keys=(*ring.encryption_keys, newest))


def without_encryption_keys_below(ring: KeyRing, version: int) -> KeyRing:
    """The ring without its key-encryption keys of older versions; the newest always stays."""
    kept = tuple(key for key in ring.encryption_keys[:-1] if key.version >= version)
    return replace(ring, encryption_keys=(*kept, ring.newest_encryption_key()))


def _new_signing_key(random_bytes: Callable[[int], bytes], now_us: int) -> SigningKey:
    seed = random_bytes(KEY_BYTES)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return SigningKey(sha256(public).digest()[:8].hex(), seed, now_us, None, None)


def _is_past(key: SigningKey, now_us: int) -> bool:
    ends = [end for end in (key.not_after_us, key.revoked_us) if end is not None]
    return bool(ends) and min(ends) + LONGEST_RENDER_GRANT_US < now_us
