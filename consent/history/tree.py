"""The Merkle tree of RFC 6962, section 2.1, over SHA-256: roots and proofs from the hashes of complete subtrees.

Keeps nothing and reads nothing: where subtree hashes come from is the caller's concern. `cameo_client.tree_proof`
verifies what is proved here.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeAlias

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""

SubtreeHash: TypeAlias = Callable[[int, int], bytes]
"""(height, number) -> hash of the complete subtree over leaves [number * 2^height, (number + 1) * 2^height)."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf; its prefix keeps a leaf from passing for a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[left], hashes[left + 1]) for left in range(0, len(hashes), 2)]
    return hashes[0]


def subtrees_of(leaf_hashes: Sequence[bytes]) -> SubtreeHash:
    """Subtree hashes computed anew from leaf hashes."""
    return lambda height, number: complete_root(leaf_hashes[number << height : (number + 1) << height])


def root(subtree: SubtreeHash, size: int) -> bytes:
    """The root of the tree over the first `size` leaves."""
    return _range_hash(subtree, 0, size) if size else EMPTY_ROOT


def inclusion_proof(subtree: SubtreeHash, index: int, size: int) -> tuple[bytes, ...]:
    """The audit path of leaf `index` in the tree over `size` leaves, lowest first (section 2.1.1).

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("a leaf lies within its tree")
    return tuple(_path(subtree, index, 0, size))


def consistency_proof(subtree: SubtreeHash, old: int, new: int) -> tuple[bytes, ...]:
    """The proof that the tree over `old` leaves is the beginning of the tree over `new` leaves (section 2.1.2).

    Raises:
        ValueError: not 0 < old <= new; every tree begins with the empty one.
    """
    if not 0 < old <= new:
        raise ValueError("a proof leads from a smaller tree that is not empty to a larger one")
    return tuple(_subproof(subtree, old, 0, new, is_whole=True))


def _range_hash(subtree: SubtreeHash, start: int, end: int) -> bytes:
    """The hash of leaves [start, end); `start` is a multiple of the largest power of two that fits."""
    size = end - start
    if size & (size - 1) == 0:
        height = size.bit_length() - 1
        return subtree(height, start >> height)
    middle = start + _left_size(size)
    return node_hash(_range_hash(subtree, start, middle), _range_hash(subtree, middle, end))


def _path(subtree: SubtreeHash, index: int, start: int, end: int) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _left_size(end - start)
    if index < middle:
        return [*_path(subtree, index, start, middle), _range_hash(subtree, middle, end)]
    return [*_path(subtree, index, middle, end), _range_hash(subtree, start, middle)]


def _subproof(subtree: SubtreeHash, old: int, start: int, end: int, *, is_whole: bool) -> list[bytes]:
    """`is_whole`: the old root covers exactly [0, old), so the verifier has it."""
    if old == end:
        return [] if is_whole else [_range_hash(subtree, start, end)]
    middle = start + _left_size(end - start)
    if old <= middle:
        return [*_subproof(subtree, old, start, middle, is_whole=is_whole), _range_hash(subtree, middle, end)]
    return [*_subproof(subtree, old, middle, end, is_whole=False), _range_hash(subtree, start, middle)]


def _left_size(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
