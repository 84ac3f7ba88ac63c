"""What a witness keeps: its key, and the last checkpoint it cosigned."""

import os
from pathlib import Path

from cameo_client.checkpoint import Checkpoint, parse_checkpoint
from cameo_client.signed_note import open_note
from cameo_service.history.errors import WitnessKeyError
from cameo_service.history.note import NoteSigner


class WitnessMemory:
    """A folder, mode 0700, that belongs to the witness alone: whoever writes there decides what it has seen."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def create(self, name: str, seed: bytes) -> NoteSigner:
        """Writes the key of a new witness.

        Raises:
            WitnessKeyError: there is one.
            ValueError: a name that cannot stand in a note.
        """
        signer = NoteSigner(name, seed)
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(self._key, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            raise WitnessKeyError("This witness has a key already: choose another folder") from None
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{name} {seed.hex()}\n")
        return signer

    def signer(self) -> NoteSigner:
        """The key.

        Raises:
            WitnessKeyError: there is none, or it cannot be read.
        """
        try:
            name, seed = self._key.read_text(encoding="utf-8").split()
            return NoteSigner(name, bytes.fromhex(seed))
        except (FileNotFoundError, ValueError):
            raise WitnessKeyError("This witness has no usable key: make one with `cameo witness init`") from None

    def last(self) -> Checkpoint | None:
        """What was cosigned last; None before the first look.

        Raises:
            NoteRefusedError: somebody else wrote it.
        """
        try:
            note = self._seen.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return parse_checkpoint(open_note(note, self.signer().cosigner))

    def remember(self, note: str) -> None:
        """Replaces the last one."""
        unfinished = self._seen.with_suffix(".new")
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._seen)

    @property
    def _key(self) -> Path:
        return self._directory / "key"

    @property
    def _seen(self) -> Path:
        return self._directory / "seen"
