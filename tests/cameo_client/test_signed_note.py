"""Signed notes against the vectors of the reference implementation."""

import pytest

from cameo_client.errors import NoteRefusedError
from cameo_client.signed_note import COSIGNATURE, Verifier, open_note, parse_vkey
from cameo_service.history.note import NoteSigner

VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    TEXT + "\n\u2014 PeterNeumann"
    " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""From the reference implementation of signed notes, Go's x/mod/sumdb/note."""


def test_the_published_note_opens_with_the_published_key() -> None:
    assert open_note(NOTE, parse_vkey(VKEY)) == TEXT


@pytest.mark.parametrize("place", range(0, len(VKEY), 3))
def test_a_verifier_key_with_another_character_is_refused(place: int) -> None:
    altered = VKEY[:place] + chr(ord(VKEY[place]) + 1) + VKEY[place + 1 :]
    with pytest.raises(NoteRefusedError):
        parse_vkey(altered)


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        TEXT + "\n",
        NOTE[:-1],
        NOTE.replace("cryptography", "cryptographY"),
        NOTE.replace("x08go/ZJ", "x08go/ZK"),
        NOTE.replace("\u2014 ", "- "),
        NOTE.replace("PeterNeumann", "Neumann"),
        NOTE.replace(" x08go", " "),
        NOTE.replace("problem,", "problem\x07,"),
        NOTE.replace("BwJnAM=", "!"),
        NOTE.replace("BwJnAM=", "BwJnAN="),
        NOTE.replace("BwJnAM=", "\u00e9"),
    ],
)
def test_an_altered_note_is_refused(note: str) -> None:
    with pytest.raises(NoteRefusedError):
        open_note(note, parse_vkey(VKEY))


def test_a_note_that_another_key_signed_is_refused() -> None:
    other = NoteSigner("PeterNeumann", bytes(32))
    with pytest.raises(NoteRefusedError, match="did not sign"):
        open_note(NOTE, other.verifier)


def test_a_cosigner_key_is_read_back_and_is_no_signing_key() -> None:
    signer = NoteSigner("w", bytes(32))
    assert parse_vkey(signer.cosigner.vkey()) == signer.cosigner
    assert signer.cosigner.key_id != signer.verifier.key_id
    assert signer.cosigner.kind == COSIGNATURE


def test_a_key_of_another_algorithm_is_refused() -> None:
    with pytest.raises(NoteRefusedError, match="Only Ed25519"):
        parse_vkey(Verifier("name", 2, bytes(32)).vkey())
