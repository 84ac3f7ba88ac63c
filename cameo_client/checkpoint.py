"""Signed tree heads of the history (C2SP tlog-checkpoint)."""

import base64
import re
from dataclasses import dataclass

from cameo_client.errors import CheckpointMalformedError, NoteRefusedError
from cameo_client.signed_note import Verifier, open_note

_SIZE = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """origin: name of the history. size: number of leaves. root: 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The checkpoint as three lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The reverse of `Checkpoint.text`. Extension lines are ignored.

    Raises:
        CheckpointMalformedError: the text is no checkpoint.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise CheckpointMalformedError("A checkpoint has three lines: origin, size, root")
    origin, size, encoded = lines[:3]
    try:
        root = base64.b64decode(encoded, validate=True)
    except ValueError:
        root = b""
    if not _SIZE.fullmatch(size) or len(root) != 32:
        raise CheckpointMalformedError("The size of a checkpoint is a plain number, its root 32 bytes in Base64")
    return Checkpoint(origin, int(size), root)


def open_checkpoint(note: str, log: Verifier) -> Checkpoint:
    """The checkpoint in a note that the log's own key signed.

    Raises:
        NoteRefusedError: the key did not sign the note, or the checkpoint is of another log.
        CheckpointMalformedError: the note is signed, but is no checkpoint.
    """
    checkpoint = parse_checkpoint(open_note(note, log))
    if checkpoint.origin != log.name:
        raise NoteRefusedError("This checkpoint is of another log")
    return checkpoint
