"""Signed notes (C2SP signed-note) with Ed25519, and the cosignatures of witnesses (C2SP tlog-cosignature).

A note is text that ends in a newline, an empty line, and one line for each signature. This module does not read the
text.
"""

import base64
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cameo_client.errors import NoteRefusedError

ED25519 = 0x01
COSIGNATURE = 0x04
LONGEST_NOTE = 1_000_000
"""Characters."""
TIME_BYTES = 8
"""A cosignature begins with its time: seconds since 1970, UTC, big-endian."""
_DASH = "\u2014 "
_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name, a kind of signature (ED25519 or COSIGNATURE) and the 32 bytes of a public key."""

    name: str
    kind: int
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of a hash over name, kind and key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public_key).digest()[:_ID_BYTES]

    def vkey(self) -> str:
        """The verifier key as one line of text."""
        key = base64.b64encode(bytes([self.kind]) + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"


def parse_vkey(text: str) -> Verifier:
    """The reverse of `Verifier.vkey`.

    Raises:
        NoteRefusedError: the text is no verifier key, or its parts do not fit together.
    """
    try:
        name, key_id, encoded = text.split("+", 2)
        key = _decoded(encoded)
    except ValueError as error:
        raise NoteRefusedError("Not a verifier key: copy the whole line `NAME+ID+KEY`") from error
    if len(key) != 1 + 32 or key[0] not in {ED25519, COSIGNATURE}:
        raise NoteRefusedError("Only Ed25519 keys and cosignature keys are known")
    verifier = Verifier(name, key[0], key[1:])
    if verifier.key_id.hex() != key_id or not is_key_name(name):
        raise NoteRefusedError("The id of the verifier key does not fit its name and key: copy it again")
    return verifier


def is_key_name(name: str) -> bool:
    """Whether a key may have this name: not empty, no white space, no plus sign."""
    return bool(name) and "+" not in name and not any(character.isspace() for character in name)


def open_note(note: str, verifier: Verifier) -> str:
    """The text of a note that the verifier's key signed.

    Raises:
        NoteRefusedError: this is no note, or the key did not sign it.
    """
    text, lines = note_parts(note)
    for line in lines:
        signature = _signature_by(verifier, line)
        if signature is not None:
            _verify(verifier, text, signature)
            return text
    raise NoteRefusedError(f"{verifier.name} did not sign this note")


def note_parts(note: str) -> tuple[str, list[str]]:
    """The text and the signature lines of a note. Verifies nothing.

    Raises:
        NoteRefusedError: this is no note.
    """
    text, separator, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")
    if not separator or len(note) > LONGEST_NOTE or lines.pop() or not lines:
        raise NoteRefusedError("This is no signed note")
    if any(character < " " and character != "\n" for character in note):
        raise NoteRefusedError("A signed note has no control characters")
    return text + "\n", lines


def signature_line(verifier: Verifier, signature: bytes) -> str:
    """The line that carries a signature in a note."""
    return f"{_DASH}{verifier.name} {base64.b64encode(verifier.key_id + signature).decode()}\n"


def cosigned_bytes(text: str, time_s: int) -> bytes:
    """The bytes that a cosignature covers: its time in seconds since 1970 (UTC), and the text."""
    return f"cosignature/v1\ntime {time_s}\n{text}".encode()


def _signature_by(verifier: Verifier, line: str) -> bytes | None:
    """The signature, if this verifier's key made it."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not encoded:
        raise NoteRefusedError("A signature line is malformed")
    try:
        signature = _decoded(encoded)
    except ValueError as error:
        raise NoteRefusedError("A signature line is malformed") from error
    is_by_verifier = name == verifier.name and signature[:_ID_BYTES] == verifier.key_id
    return signature[_ID_BYTES:] if is_by_verifier else None


def _verify(verifier: Verifier, text: str, signature: bytes) -> None:
    signed = text.encode()
    if verifier.kind == COSIGNATURE:
        signed = cosigned_bytes(text, int.from_bytes(signature[:TIME_BYTES], "big"))
        signature = signature[TIME_BYTES:]
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public_key).verify(signature, signed)
    except InvalidSignature as error:
        raise NoteRefusedError(f"The signature of {verifier.name} does not fit the note: it was altered") from error


def _decoded(text: str) -> bytes:
    """Base64 in its one spelling, so that no two notes carry the same signature. Raises ValueError for another one."""
    decoded = base64.b64decode(text, validate=True)
    if base64.b64encode(decoded).decode() != text:
        raise ValueError("not the one spelling of these bytes")
    return decoded
