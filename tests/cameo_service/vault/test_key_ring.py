"""One key signs, the next is known ahead of its use, and the last outlives its rotation by a day."""

import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cameo_service.vault.grant_signer import SigningKeys
from cameo_service.vault.key_ring import RETIREMENT_US, KeyRing, new_key_ring, rotated
from consent.render_grant import LONGEST_RENDER_GRANT_US

MADE_US, LATER_US = 1_000, 2_000


def rotate(ring: KeyRing, now_us: int, *, is_compromised: bool = False) -> KeyRing:
    return rotated(ring, os.urandom, now_us, is_compromised=is_compromised)


def test_a_signature_verifies_with_the_listed_key_of_its_id() -> None:
    keys = SigningKeys(new_key_ring(os.urandom, MADE_US))
    public = {key.key_id: key.public_key for key in keys.listed()}[keys.key_id]
    Ed25519PublicKey.from_public_bytes(public).verify(keys.sign(b"message"), b"message")


def test_key_ids_are_eight_bytes_and_differ() -> None:
    listed = SigningKeys(new_key_ring(os.urandom, MADE_US)).listed()
    assert len({key.key_id for key in listed}) == 2
    assert all(len(bytes.fromhex(key.key_id)) == 8 for key in listed)


def test_the_next_key_is_listed_before_it_signs() -> None:
    ring = new_key_ring(os.urandom, MADE_US)
    upcoming = SigningKeys(ring).listed()[1].key_id
    assert SigningKeys(rotate(ring, LATER_US)).key_id == upcoming


def test_a_retired_key_stays_listed_for_its_last_day_and_the_grants_of_it() -> None:
    ring = new_key_ring(os.urandom, MADE_US)
    old = SigningKeys(ring).key_id
    once = rotate(ring, LATER_US)
    retired = SigningKeys(once).listed()[0]
    assert (retired.key_id, retired.not_after_us, retired.revoked_us) == (old, LATER_US + RETIREMENT_US, None)
    last_use_us = LATER_US + RETIREMENT_US + LONGEST_RENDER_GRANT_US
    assert old in {key.key_id for key in SigningKeys(rotate(once, last_use_us)).listed()}
    assert old not in {key.key_id for key in SigningKeys(rotate(once, last_use_us + 1)).listed()}


def test_a_compromised_key_is_listed_as_revoked_and_never_signs_again() -> None:
    ring = new_key_ring(os.urandom, MADE_US)
    leaked = SigningKeys(ring).key_id
    after = SigningKeys(rotate(ring, LATER_US, is_compromised=True))
    assert after.key_id != leaked
    assert next((key.key_id, key.revoked_us) for key in after.listed()) == (leaked, LATER_US)


def test_every_rotation_leaves_a_current_and_a_next_key() -> None:
    ring = new_key_ring(os.urandom, MADE_US)
    for step in range(5):
        ring = rotate(ring, LATER_US + step, is_compromised=step % 2 == 0)
        assert sum(key.is_open() for key in ring.signing_keys) == 2
    assert [key.version for key in ring.encryption_keys] == [1, 2, 3, 4, 5, 6]
