"""Verifies proofs about RFC 6962 trees, step by step as in RFC 9162, sections 2.1.3.2 and 2.1.4.2."""

from collections.abc import Sequence

from consent.history.tree import node_hash


def is_included(index: int, leaf: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the leaf with hash `leaf` stands at `index` of the tree over `size` leaves with this root."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(step, found)
            number, last = _up_past_missing(number, last)
        else:
            found = node_hash(found, step)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree over `old` leaves is the beginning of the tree over `new`. An empty tree begins every one."""
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
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            number, last = _up_past_missing(number, last)
        else:
            found_new = node_hash(found_new, step)
        number, last = number >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _up_past_missing(number: int, last: int) -> tuple[int, int]:
    """Skips the levels at which the rightmost node has no sibling."""
    while not number & 1 and number:
        number, last = number >> 1, last >> 1
    return number, last
