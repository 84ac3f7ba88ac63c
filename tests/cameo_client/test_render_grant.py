import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameo_client.errors import VerificationError, VerificationFailure
from cameo_client.render_grant import open_render_grant, verify_render_grant
from cameo_client.render_grant_claims import RenderGrantClaims, encode_claims
from cameo_client.verification_key import VerificationKey, VerificationKeys
from scripts.generate_grant_vectors import GRANT, ISSUED_US, KEY, KID, PROMPT, VECTORS, rendered, sealed

PUBLIC_KEY = KEY.public_key().public_bytes_raw()
KEYS = VerificationKeys([VerificationKey(KID, PUBLIC_KEY)])
FILE: dict[str, Any] = json.loads(VECTORS.read_text())
GOOD = sealed(encode_claims(GRANT))


def verify(envelope: bytes, keys: VerificationKeys = KEYS, now_us: int = ISSUED_US) -> RenderGrantClaims:
    expect = FILE["expect"]
    return verify_render_grant(
        envelope,
        keys,
        audience=expect["audience"],
        holder=expect["holder"],
        now_us=now_us,
        job=expect["job"],
        prompt_sha256=sha256(expect["prompt"].encode()).digest(),
    )


def failure_of(envelope: bytes, keys: VerificationKeys = KEYS) -> VerificationFailure:
    with pytest.raises(VerificationError) as caught:
        verify(envelope, keys)
    return caught.value.failure


def test_the_committed_vectors_are_the_ones_the_script_makes() -> None:
    assert VECTORS.read_text() == rendered()


@pytest.mark.parametrize("vector", FILE["vectors"], ids=lambda vector: vector["name"])
def test_every_vector_is_answered_as_written(vector: dict[str, Any]) -> None:
    keys = VerificationKeys([VerificationKey(FILE["kid"], bytes.fromhex(FILE["public_key_hex"]))])
    envelope = bytes.fromhex(vector["envelope_hex"])
    if vector["failure"] is None:
        verify(envelope, keys, vector["now_us"])
        return
    with pytest.raises(VerificationError) as caught:
        verify(envelope, keys, vector["now_us"])
    assert caught.value.failure == vector["failure"]


def test_what_was_signed_is_what_is_read() -> None:
    assert verify(GOOD) == GRANT


def test_the_holder_is_the_audience_when_nobody_says_otherwise() -> None:
    held_elsewhere = sealed(encode_claims(replace(GRANT, holder="worker-7")))
    assert failure_of(held_elsewhere) is VerificationFailure.WRONG_HOLDER
    digest = sha256(PROMPT.encode()).digest()
    with pytest.raises(VerificationError):
        verify_render_grant(
            held_elsewhere, KEYS, audience="generator", now_us=ISSUED_US, job="job-1", prompt_sha256=digest
        )


def test_a_revoked_key_kills_every_grant_it_signed() -> None:
    keys = VerificationKeys([VerificationKey(KID, PUBLIC_KEY, revoked_us=ISSUED_US + 1)])
    assert failure_of(GOOD, keys) is VerificationFailure.KEY_REVOKED


@pytest.mark.parametrize(("not_before", "not_after"), [(ISSUED_US + 1, None), (0, ISSUED_US)])
def test_a_key_vouches_only_for_grants_of_its_time(not_before: int, not_after: int | None) -> None:
    keys = VerificationKeys([VerificationKey(KID, PUBLIC_KEY, not_before, not_after)])
    assert failure_of(GOOD, keys) is VerificationFailure.KEY_OUT_OF_TIME


def test_two_keys_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two verification keys"):
        VerificationKeys([VerificationKey(KID, PUBLIC_KEY), VerificationKey(KID, PUBLIC_KEY)])


def test_every_flipped_bit_refuses_the_grant() -> None:
    for bit in range(len(GOOD) * 8):
        flipped = bytearray(GOOD)
        flipped[bit // 8] ^= 1 << bit % 8
        failure_of(bytes(flipped))


def test_every_flipped_bit_of_signed_claims_is_still_a_typed_error() -> None:
    claims = encode_claims(GRANT)
    for bit in range(len(claims) * 8):
        flipped = bytearray(claims)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            assert open_render_grant(sealed(bytes(flipped)), KEYS) != GRANT
        except VerificationError:
            continue


def test_every_truncation_refuses_the_grant() -> None:
    for length in range(len(GOOD)):
        failure_of(GOOD[:length])


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_the_one_error(envelope: bytes) -> None:
    failure_of(envelope)


@given(st.binary(max_size=300))
def test_no_signed_bytes_raise_anything_but_the_one_error(claims: bytes) -> None:
    failure_of(sealed(claims))


def test_an_endless_envelope_is_refused_unread() -> None:
    assert failure_of(GOOD + bytes(10_000)) is VerificationFailure.MALFORMED
