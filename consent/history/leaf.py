"""One leaf of the history as it is published: hashes that tell nothing without the subject's salt.

An entry is 49 bytes: effect (1), owner tag (16), commitment (32). Tag and commitment depend on a secret of the
subject and on the leaf's place, so no reader without the secret can tell that two leaves are about one person. Once the
salt is destroyed, a leaf can be linked to no person; the tree over it stays the same.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

SALT_BYTES = 32
"""As many as SHA-256 has, so that guessing the salt is as hard as inverting the hash."""
TAG_BYTES = 16
ENTRY_BYTES = 1 + TAG_BYTES + 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A published leaf.

    is_narrowing: the act narrowed what is allowed; a restore must not undo it.
    tag: names the subject to a reader who has the subject's salt.
    commitment: binds the record for a reader who has the leaf's salt.
    """

    is_narrowing: bool
    tag: bytes
    commitment: bytes

    def packed(self) -> bytes:
        """The 49 bytes."""
        return bytes([self.is_narrowing]) + self.tag + self.commitment


def parse_entry(packed: bytes) -> Entry:
    """The entry of 49 packed bytes.

    Raises:
        ValueError: not 49 bytes, or the first is neither 0 nor 1.
    """
    if len(packed) != ENTRY_BYTES or packed[0] > 1:
        raise ValueError("not an entry of this history")
    return Entry(bool(packed[0]), packed[1 : 1 + TAG_BYTES], packed[1 + TAG_BYTES :])


def entry_for(subject_salt: bytes, index: int, record: bytes, *, is_narrowing: bool) -> Entry:
    """The leaf at `index` about the subject of this salt."""
    return Entry(is_narrowing, owner_tag(subject_salt, index), _commitment(leaf_salt(subject_salt, index), record))


def owner_tag(subject_salt: bytes, index: int) -> bytes:
    """The tag, 16 bytes, of a leaf at `index` about this subject."""
    return _derived(subject_salt, b"cameo-leaf-owner/v1", index)[:TAG_BYTES]


def leaf_salt(subject_salt: bytes, index: int) -> bytes:
    """The salt of one leaf, 32 bytes. May be shown with the leaf's record: it opens no other leaf."""
    return _derived(subject_salt, b"cameo-leaf-salt/v1", index)


def opens(entry: Entry, salt: bytes, record: bytes) -> bool:
    """Whether the entry is committed to this record under this leaf's salt."""
    return hmac.compare_digest(entry.commitment, _commitment(salt, record))


def _commitment(salt: bytes, record: bytes) -> bytes:
    return sha256(salt + record).digest()  # one length of salt only, so no two pairs make the same bytes


def _derived(subject_salt: bytes, label: bytes, index: int) -> bytes:
    return hmac.digest(subject_salt, label + index.to_bytes(8, "big"), "sha256")
