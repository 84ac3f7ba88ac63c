"""Signs notes (C2SP signed-note) and cosigns them (C2SP tlog-cosignature). `cameo_client.signed_note` verifies them."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cameo_client.signed_note import (
    COSIGNATURE,
    ED25519,
    TIME_BYTES,
    Verifier,
    cosigned_bytes,
    is_key_name,
    note_parts,
    signature_line,
)


class NoteSigner:
    """Signs notes. name: without spaces and plus signs. seed: 32 bytes."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not is_key_name(name):
            raise ValueError("a key name is not empty and has neither spaces nor plus signs")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key().public_bytes_raw()
        self.verifier = Verifier(name, ED25519, public)
        self.cosigner = Verifier(name, COSIGNATURE, public)

    def sign(self, text: str) -> str:
        """The signed note."""
        return f"{text}\n{signature_line(self.verifier, self._private.sign(text.encode()))}"

    def cosign(self, note: str, now_s: int) -> str:
        """The note with a cosignature: this is the largest consistent tree seen until `now_s`."""
        text, _ = note_parts(note)
        signature = self._private.sign(cosigned_bytes(text, now_s))
        return note + signature_line(self.cosigner, now_s.to_bytes(TIME_BYTES, "big") + signature)
