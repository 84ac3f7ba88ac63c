"""Tree heads as text (C2SP tlog-checkpoint). Signing and verifying is `note.py`'s concern."""

import base64
import binascii
from dataclasses import dataclass

from cameo_service.history.errors import CheckpointMalformedError
from consent.history.tree import EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """origin: which tree. size: leaves. root: 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The reverse of text; extension lines are passed over.

    Raises:
        CheckpointMalformedError: not a checkpoint.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise CheckpointMalformedError("A checkpoint has three lines: origin, size, root")
    origin, size, encoded = lines[:3]
    try:
        root = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        root = b""
    if not (size.isascii() and size.isdigit()) or str(int(size)) != size or len(root) != 32:
        raise CheckpointMalformedError("The size of a checkpoint is a plain number, its root 32 bytes in Base64")
    return Checkpoint(origin, int(size), root)


def empty_checkpoint(origin: str) -> Checkpoint:
    """Where every tree begins."""
    return Checkpoint(origin, 0, EMPTY_ROOT)
