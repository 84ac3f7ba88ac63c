"""The folder of one deployment's history: tiles, checkpoint and high-water mark, apart from the data directory."""

import hmac
from pathlib import Path

from cameo_client.checkpoint import parse_checkpoint
from cameo_client.signed_note import open_note
from cameo_service.history.errors import HistoryInDataError
from cameo_service.history.mark_file import MarkFile
from cameo_service.history.note import NoteSigner
from cameo_service.history.tiles import TiledTree, TileFiles
from cameo_service.usecases.ports.history import SignedCheckpoint
from consent.history.tree import consistency_proof, inclusion_proof

_KEY_LABEL = b"cameo-history-key/v1"
_NAME_LABEL = b"cameo-history-name/v1"


class HistoryFolder:
    """Opens the folder; creates it with mode 0755 if needed. Tiles are public; the mark has a stricter mode.

    Args:
        directory: the folder; not inside `data_dir`, because one restore would take both back.
        data_dir: the data directory.
        secret: secret of the deployment, never rotated. Signing key and tree name are derived from it.

    Raises:
        HistoryInDataError: the folder lies in the data directory.
    """

    def __init__(self, directory: Path, data_dir: Path, secret: bytes) -> None:
        if directory.resolve().is_relative_to(data_dir.resolve()):
            raise HistoryInDataError(str(HistoryInDataError.__doc__))
        directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.lock_path = directory / "lock"
        name = f"cameo/{hmac.digest(secret, _NAME_LABEL, 'sha256')[:8].hex()}"
        self.signer = NoteSigner(name, hmac.digest(secret, _KEY_LABEL, "sha256"))
        self.mark = MarkFile(directory / "mark", self.signer)
        self.files = TileFiles(directory)


class TilesTree:
    """The published tree, for checkpoints and proofs. See ports.history.PublishedTree.

    Reads the files on every call, because another process may write them.
    """

    def __init__(self, folder: HistoryFolder) -> None:
        self._files = folder.files
        self._verifier = folder.signer.verifier

    def checkpoint(self) -> SignedCheckpoint | None:
        """The newest checkpoint; None before the first.

        Raises:
            HistoryError: the file is not a checkpoint that this deployment signed.
        """
        note = self._files.checkpoint()
        if note is None:
            return None
        head = parse_checkpoint(open_note(note, self._verifier))
        return SignedCheckpoint(head.size, head.root, note.encode())

    def origin(self) -> str:
        """The name in every checkpoint."""
        return self._verifier.name

    def verifier_key(self) -> str:
        """The vkey."""
        return self._verifier.vkey()

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """An audit path."""
        return inclusion_proof(TiledTree(self._files, size).subtree, index, size)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """A consistency proof."""
        return consistency_proof(TiledTree(self._files, new).subtree, old, new)
