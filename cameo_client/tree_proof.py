"""Verifies proofs about the Merkle tree of the history (RFC 6962), as RFC 9162 writes it down step by step.

Sections 2.1.3.2 (inclusion) and 2.1.4.2 (consistency). Every hash has 32 bytes (SHA-256).
"""

from collections.abc import Sequence
from hashlib import sha256


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a published entry (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + entry).digest()


def is_included(index: int, leaf: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the leaf with hash `leaf` is at `index` (from 0) of the tree with `size` leaves and this root."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = _node_hash(step, found)
            number, last = _up_past_missing(number, last)
        else:
            found = _node_hash(found, step)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree with `old` leaves is the beginning of the tree with `new` leaves.

    Every tree begins with the empty one, which needs no proof.
    """
    if old == 0:
        return not proof
    if old == new:
        return not proof and old_root == new_root
    if not 0 < old < new or not proof:
        return False
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    found_old = found_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            found_old, found_new = _node_hash(step, found_old), _node_hash(step, found_new)
            number, last = _up_past_missing(number, last)
        else:
            found_new = _node_hash(found_new, step)
        number, last = number >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _up_past_missing(number: int, last: int) -> tuple[int, int]:
    """Skips the levels at which the rightmost node has no sibling."""
    while not number & 1 and number:
        number, last = number >> 1, last >> 1
    return number, last
