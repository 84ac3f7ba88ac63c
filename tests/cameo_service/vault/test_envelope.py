"""A sealed item opens where it was sealed, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from uuid import UUID

import pytest

from cameo_service.usecases.ports.enrollment import SealBrokenError, SealedItem
from cameo_service.usecases.ports.history import Deployment
from cameo_service.vault.envelope import EnvelopeVault
from cameo_service.vault.key_ring import KeyRing, new_key_ring, rotated
from consent.identity import EnrollmentId, SubjectId

DEPLOYMENT = Deployment(bytes(range(16)), 1)
SUBJECT = SubjectId(UUID(int=1))
ENROLLMENT = EnrollmentId(UUID(int=2))
PLAINTEXT = b"templates"


def counted_bytes() -> Callable[[int], bytes]:
    """Bytes that never repeat, for tests to repeat."""
    numbers = count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


@pytest.fixture
def ring() -> KeyRing:
    return new_key_ring(counted_bytes(), 0)


@pytest.fixture
def vault(ring: KeyRing) -> EnvelopeVault:
    return EnvelopeVault(lambda: ring, DEPLOYMENT, counted_bytes())


@pytest.fixture
def item(vault: EnvelopeVault) -> SealedItem:
    return vault.seal(SUBJECT, ENROLLMENT, 1, "matching_templates", "open", PLAINTEXT)


def test_what_was_sealed_opens_again(vault: EnvelopeVault, item: SealedItem) -> None:
    assert vault.open(SUBJECT, ENROLLMENT, 1, item) == PLAINTEXT
    assert PLAINTEXT not in item.ciphertext


def test_an_empty_item_can_be_sealed(vault: EnvelopeVault) -> None:
    assert vault.open(SUBJECT, ENROLLMENT, 1, vault.seal(SUBJECT, ENROLLMENT, 1, "kind", "open", b"")) == b""


def test_no_two_items_share_a_data_key_or_a_nonce(vault: EnvelopeVault, item: SealedItem) -> None:
    twin = vault.seal(SUBJECT, ENROLLMENT, 1, "matching_templates", "open", PLAINTEXT)
    assert twin.wrapped_key[12:] != item.wrapped_key[12:]
    assert len({twin.wrapped_key[:12], item.wrapped_key[:12], twin.ciphertext[:12], item.ciphertext[:12]}) == 4


BOUND = {
    "deployment": DEPLOYMENT.deployment_id,
    "incarnation": 1,
    "subject": SUBJECT,
    "enrollment": ENROLLMENT,
    "version": 1,
    "kind": "matching_templates",
    "model": "open",
    "key version": 1,
}
OTHERS = {
    "deployment": bytes(16),
    "incarnation": 2,
    "subject": SubjectId(UUID(int=9)),
    "enrollment": EnrollmentId(UUID(int=9)),
    "version": 9,
    "kind": "likeness_reference.face",
    "model": "other",
    "key version": 2,
}


def open_as(ring: KeyRing, item: SealedItem, place: dict[str, object]) -> bytes:
    """Opens the item as if it had been sealed for `place`, with a ring that has every key version."""
    vault = EnvelopeVault(lambda: ring, Deployment(place["deployment"], place["incarnation"]), counted_bytes())  # type: ignore[arg-type]  # a dict of mixed values
    moved = replace(item, kind=place["kind"], model_id=place["model"], key_version=place["key version"])  # type: ignore[arg-type]  # as above
    return vault.open(place["subject"], place["enrollment"], place["version"], moved)  # type: ignore[arg-type]  # as above


def two_versions(ring: KeyRing) -> KeyRing:
    """The ring with a second key version of the same key, so that only the bound number tells them apart."""
    first = ring.encryption_keys[0]
    return replace(ring, encryption_keys=(first, replace(first, version=2)))


@pytest.mark.parametrize("one", BOUND)
@pytest.mark.parametrize("other", BOUND)
def test_an_item_moved_to_another_place_does_not_open(ring: KeyRing, item: SealedItem, one: str, other: str) -> None:
    """One field off, and every pair of fields off."""
    both = two_versions(ring)
    assert open_as(both, item, BOUND) == PLAINTEXT
    with pytest.raises(SealBrokenError):
        open_as(both, item, BOUND | {one: OTHERS[one], other: OTHERS[other]})


@pytest.mark.parametrize(
    ("first", "second"), [("subject", "enrollment"), ("kind", "model"), ("version", "key version")]
)
def test_an_item_whose_fields_changed_places_does_not_open(ring: KeyRing, first: str, second: str) -> None:
    place = BOUND | {"version": 2}
    vault = EnvelopeVault(lambda: ring, DEPLOYMENT, counted_bytes())
    item = vault.seal(SUBJECT, ENROLLMENT, 2, "matching_templates", "open", PLAINTEXT)
    swapped = place | {first: place[second], second: place[first]}
    assert open_as(two_versions(ring), item, place) == PLAINTEXT
    with pytest.raises(SealBrokenError):
        open_as(two_versions(ring), item, swapped)


def test_a_character_moved_from_kind_to_model_does_not_open(ring: KeyRing, item: SealedItem) -> None:
    with pytest.raises(SealBrokenError):
        open_as(ring, item, BOUND | {"kind": "matching_template", "model": "sopen"})


def with_bytes(item: SealedItem, field: str, value: bytes) -> SealedItem:
    return replace(item, ciphertext=value) if field == "ciphertext" else replace(item, wrapped_key=value)


def test_every_single_flipped_bit_is_noticed(vault: EnvelopeVault, item: SealedItem) -> None:
    for field in ("ciphertext", "wrapped_key"):
        whole = getattr(item, field)
        for bit in range(len(whole) * 8):
            flipped = bytearray(whole)
            flipped[bit // 8] ^= 1 << bit % 8
            with pytest.raises(SealBrokenError):
                vault.open(SUBJECT, ENROLLMENT, 1, with_bytes(item, field, bytes(flipped)))


def test_a_cut_item_is_broken_at_every_length(vault: EnvelopeVault, item: SealedItem) -> None:
    for field in ("ciphertext", "wrapped_key"):
        for length in range(len(getattr(item, field))):
            with pytest.raises(SealBrokenError):
                vault.open(SUBJECT, ENROLLMENT, 1, with_bytes(item, field, getattr(item, field)[:length]))


def test_the_keys_of_two_items_cannot_be_exchanged(vault: EnvelopeVault, item: SealedItem) -> None:
    twin = vault.seal(SUBJECT, ENROLLMENT, 1, "matching_templates", "open", b"other")
    with pytest.raises(SealBrokenError):
        vault.open(SUBJECT, ENROLLMENT, 1, replace(item, wrapped_key=twin.wrapped_key))


def test_another_ring_opens_nothing(item: SealedItem) -> None:
    stranger = new_key_ring(lambda size: b"\x07" * size, 0)
    with pytest.raises(SealBrokenError):
        EnvelopeVault(lambda: stranger, DEPLOYMENT, counted_bytes()).open(SUBJECT, ENROLLMENT, 1, item)


def test_after_a_rotation_old_items_open_and_new_ones_get_the_new_key(ring: KeyRing, item: SealedItem) -> None:
    vault = EnvelopeVault(lambda: rotated(ring, counted_bytes(), 1, is_compromised=False), DEPLOYMENT, counted_bytes())
    assert vault.open(SUBJECT, ENROLLMENT, 1, item) == PLAINTEXT
    assert vault.seal(SUBJECT, ENROLLMENT, 1, "kind", "open", b"new").key_version == 2


def test_a_rewrapped_item_opens_without_the_old_key_and_keeps_its_ciphertext(ring: KeyRing, item: SealedItem) -> None:
    newer = rotated(ring, lambda size: b"\x05" * size, 1, is_compromised=False)
    moved = EnvelopeVault(lambda: newer, DEPLOYMENT, counted_bytes()).rewrap(SUBJECT, ENROLLMENT, 1, item)
    assert (moved.key_version, moved.ciphertext) == (2, item.ciphertext)
    without_old = EnvelopeVault(
        lambda: replace(newer, encryption_keys=newer.encryption_keys[1:]), DEPLOYMENT, counted_bytes()
    )
    assert without_old.open(SUBJECT, ENROLLMENT, 1, moved) == PLAINTEXT
    with pytest.raises(SealBrokenError, match="no longer holds the key"):
        without_old.open(SUBJECT, ENROLLMENT, 1, item)
