"""The tree against the published vectors of Certificate Transparency, and proofs against each other."""

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cameo_client.tree_proof import is_consistent, is_included
from consent.history.tree import (
    EMPTY_ROOT,
    SubtreeHash,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    subtrees_of,
)

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Roots over the first 1 to 8 leaves, from the reference tests of Certificate Transparency."""

CT = subtrees_of([leaf_hash(leaf) for leaf in LEAVES])
BIG = subtrees_of([leaf_hash(number.to_bytes(4, "big")) for number in range(600)])
sizes = st.integers(1, 600)


def in_hex(proof: tuple[bytes, ...]) -> list[str]:
    return [step.hex() for step in proof]


def test_the_empty_tree_has_the_published_root() -> None:
    assert root(CT, 0) == EMPTY_ROOT == sha256(b"").digest()


@pytest.mark.parametrize(("size", "wanted"), [*enumerate(ROOTS, 1)])
def test_roots_equal_the_published_ones(size: int, wanted: str) -> None:
    assert root(CT, size).hex() == wanted


def test_an_inclusion_proof_equals_the_published_one() -> None:
    assert in_hex(inclusion_proof(CT, 5, 8)) == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_a_consistency_proof_equals_the_published_one() -> None:
    assert in_hex(consistency_proof(CT, 6, 8)) == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def included(subtree: SubtreeHash, index: int, size: int) -> bool:
    proof = inclusion_proof(subtree, index, size)
    return is_included(index, subtree(0, index), size, root(subtree, size), proof)


def test_every_leaf_of_every_small_tree_is_proved() -> None:
    assert all(included(BIG, index, size) for size in range(1, 40) for index in range(size))


def test_every_small_tree_is_proved_to_begin_every_larger_one() -> None:
    pairs = [(old, new) for new in range(1, 40) for old in range(1, new + 1)]
    assert all(
        is_consistent(old, root(BIG, old), new, root(BIG, new), consistency_proof(BIG, old, new)) for old, new in pairs
    )


@settings(max_examples=60, deadline=None)
@given(sizes, sizes, st.data())
def test_a_changed_step_size_or_root_proves_nothing(one: int, other: int, data: st.DataObject) -> None:
    old, new = sorted((one, other))
    proof, old_root, new_root = consistency_proof(BIG, old, new), root(BIG, old), root(BIG, new)
    assert is_consistent(old, old_root, new, new_root, proof)
    if old < new:
        place = data.draw(st.integers(0, len(proof) - 1))
        altered = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert not is_consistent(old, old_root, new, new_root, altered)
        assert not is_consistent(old, old_root, new, new_root, proof[:-1])
    assert not is_consistent(old, old_root, new, new_root, [*proof, bytes(32)])
    assert not is_consistent(old, bytes(32), new, new_root, proof)
    assert not is_consistent(new + 1, old_root, old, new_root, proof)


@settings(max_examples=60, deadline=None)
@given(sizes, st.data())
def test_a_leaf_is_proved_at_its_own_place_only(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof, tree_root, leaf = inclusion_proof(BIG, index, size), root(BIG, size), BIG(0, index)
    assert is_included(index, leaf, size, tree_root, proof)
    assert not is_included(index, leaf, size, bytes(32), proof)
    assert not is_included(index, bytes(32), size, tree_root, proof)
    assert not is_included(index, leaf, size, tree_root, [*proof, bytes(32)])
    assert not is_included(size, leaf, size, tree_root, proof)
    assert not is_included(index, leaf, 2 * size, tree_root, proof)
    assert not is_included(-1, leaf, size, tree_root, proof)
    if size > 1:
        assert not is_included(index, leaf, size, tree_root, proof[:-1])
        other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
        assert not is_included(other, leaf, size, tree_root, proof)


def test_two_leaves_that_change_places_change_the_root() -> None:
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    for left, right in pairwise(range(8)):
        swapped = hashes.copy()
        swapped[left], swapped[right] = hashes[right], hashes[left]
        assert root(subtrees_of(swapped), 8) != root(CT, 8)


def test_there_is_no_proof_outside_the_tree() -> None:
    for index, size in ((-1, 4), (4, 4), (0, 0)):
        with pytest.raises(ValueError, match="within its tree"):
            inclusion_proof(CT, index, size)
    for old, new in ((0, 4), (5, 4)):
        with pytest.raises(ValueError, match="smaller tree"):
            consistency_proof(CT, old, new)


def test_the_empty_tree_begins_every_tree_without_proof() -> None:
    assert is_consistent(0, EMPTY_ROOT, 8, root(CT, 8), ())
    assert not is_consistent(0, EMPTY_ROOT, 8, root(CT, 8), (bytes(32),))
