"""Notes are signed as the reference implementation and the cosignature specification say."""

import base64

import pytest

from cameo_client.errors import NoteRefusedError
from cameo_client.signed_note import open_note
from cameo_service.history.note import NoteSigner
from tests.cameo_client.test_signed_note import NOTE, TEXT, VKEY

SKEY = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"


def test_signing_makes_the_published_note() -> None:
    signer = NoteSigner("PeterNeumann", base64.b64decode(SKEY)[1:])
    assert signer.sign(TEXT) == NOTE
    assert signer.verifier.vkey() == VKEY


def test_a_cosignature_stands_beside_the_signature_and_names_its_time() -> None:
    log, witness = NoteSigner("example.com/log", bytes(32)), NoteSigner("witness.example.com/w1", bytes([1]) * 32)
    note = witness.cosign(log.sign("example.com/log\n0\nroot\n"), 1_679_315_147)
    assert open_note(note, log.verifier) == open_note(note, witness.cosigner) == "example.com/log\n0\nroot\n"
    signature = base64.b64decode(note.splitlines()[-1].split(" ")[2])
    assert int.from_bytes(signature[4:12], "big") == 1_679_315_147
    later = signature[:4] + (1_679_315_148).to_bytes(8, "big") + signature[12:]
    forged = note.replace(base64.b64encode(signature).decode(), base64.b64encode(later).decode())
    with pytest.raises(NoteRefusedError, match="altered"):
        open_note(forged, witness.cosigner)


@pytest.mark.parametrize("name", ["", "a b", "a+b"])
def test_a_key_name_that_cannot_stand_in_a_note_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="key name"):
        NoteSigner(name, bytes(32))
