"""Signed notes (C2SP signed-note) with Ed25519, and the cosignatures of witnesses (C2SP tlog-cosignature).

A note is text that ends in a newline, an empty line, and one line for each signature. What the text says is not known
here.
"""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cameo_service.history.errors import NoteRefusedError

ED25519 = 0x01
COSIGNATURE = 0x04
MOST_BYTES = 1_000_000
_DASH = "\u2014 "
_ID_BYTES = 4
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name, a kind of signature (ED25519 or COSIGNATURE) and the 32 bytes of a public key."""

    name: str
    kind: int
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """First 4 bytes of a hash over all three."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public_key).digest()[:_ID_BYTES]

    def vkey(self) -> str:
        """The key as one line of text."""
        key = base64.b64encode(bytes([self.kind]) + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"


def parse_vkey(text: str) -> Verifier:
    """The reverse of vkey.

    Raises:
        NoteRefusedError: not such a text, or its parts do not fit together.
    """
    try:
        name, key_id, encoded = text.split("+", 2)
        key = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoteRefusedError("Not a verifier key: copy the whole line `NAME+ID+KEY`") from error
    if len(key) != 1 + 32 or key[0] not in {ED25519, COSIGNATURE}:
        raise NoteRefusedError("Only Ed25519 keys and cosignature keys are known")
    verifier = Verifier(name, key[0], key[1:])
    if verifier.key_id.hex() != key_id or not _is_name(name):
        raise NoteRefusedError("The id of the verifier key does not fit its name and key: copy it again")
    return verifier


class NoteSigner:
    """Signs notes under a name without spaces and plus signs."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not _is_name(name):
            raise ValueError("a key name is not empty and has neither spaces nor plus signs")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key().public_bytes_raw()
        self.verifier = Verifier(name, ED25519, public)
        self.cosigner = Verifier(name, COSIGNATURE, public)

    def sign(self, text: str) -> str:
        """The whole note."""
        return f"{text}\n{_line(self.verifier, self._private.sign(text.encode()))}"

    def cosign(self, note: str, now_s: int) -> str:
        """The note with one more signature: that this is the largest consistent tree seen until `now_s`."""
        text, _ = _parts(note)
        signature = self._private.sign(_cosigned(text, now_s))
        return note + _line(self.cosigner, now_s.to_bytes(_TIME_BYTES, "big") + signature)


def open_note(note: str, verifier: Verifier) -> str:
    """The text, if the verifier's key signed it.

    Raises:
        NoteRefusedError: it did not, or this is no note.
    """
    text, lines = _parts(note)
    for line in lines:
        signature = _signature_by(verifier, line)
        if signature is not None:
            _verify(verifier, text, signature)
            return text
    raise NoteRefusedError(f"{verifier.name} did not sign this note")


def _parts(note: str) -> tuple[str, list[str]]:
    """Text and signature lines."""
    text, separator, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")
    if not separator or len(note) > MOST_BYTES or lines.pop() or not lines:
        raise NoteRefusedError("This is no signed note")
    if any(character < " " and character != "\n" for character in note):
        raise NoteRefusedError("A signed note has no control characters")
    return text + "\n", lines


def _signature_by(verifier: Verifier, line: str) -> bytes | None:
    """The signature, if the line carries one of this verifier."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not encoded:
        raise NoteRefusedError("A signature line is malformed")
    try:
        signature = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise NoteRefusedError("A signature line is malformed") from error
    is_theirs = name == verifier.name and signature[:_ID_BYTES] == verifier.key_id
    return signature[_ID_BYTES:] if is_theirs else None


def _verify(verifier: Verifier, text: str, signature: bytes) -> None:
    signed = text.encode()
    if verifier.kind == COSIGNATURE:
        signed = _cosigned(text, int.from_bytes(signature[:_TIME_BYTES], "big"))
        signature = signature[_TIME_BYTES:]
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public_key).verify(signature, signed)
    except InvalidSignature as error:
        raise NoteRefusedError(f"The signature of {verifier.name} does not fit the note: it was altered") from error


def _cosigned(text: str, now_s: int) -> bytes:
    return f"cosignature/v1\ntime {now_s}\n{text}".encode()


def _line(verifier: Verifier, signature: bytes) -> str:
    return f"{_DASH}{verifier.name} {base64.b64encode(verifier.key_id + signature).decode()}\n"


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(character.isspace() for character in name)
