"""Recordings and results on their way through a cluster: encrypted under a key that one job has and nothing stores.

The store of objects of a node may write them to its disk, and does so in the open.
"""

from enum import Enum

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BITS = 256


class Way(Enum):
    """Which way a message goes. Each key seals one message each way, so a nonce never comes twice under it."""

    THERE = (b"cameo analysis job", bytes(12))
    BACK = (b"cameo analysis result", bytes(11) + b"\x01")


def new_key() -> bytes:
    """The key of one job."""
    return AESGCM.generate_key(KEY_BITS)


def seal(key: bytes, way: Way, content: bytes) -> bytes:
    """The content, encrypted (AES-256-GCM)."""
    about, nonce = way.value
    return AESGCM(key).encrypt(nonce, content, about)


def unseal(key: bytes, way: Way, sealed: bytes) -> bytes:
    """The content.

    Raises:
        cryptography.exceptions.InvalidTag: it was sealed with another key, for the other way, or changed since.
    """
    about, nonce = way.value
    return AESGCM(key).decrypt(nonce, sealed, about)
