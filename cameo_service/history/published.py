"""The published tree, for those who ask for checkpoints and proofs."""

from cameo_client.checkpoint import parse_checkpoint
from cameo_client.signed_note import open_note
from cameo_service.history.folder import HistoryFolder
from cameo_service.history.tiled_tree import TiledTree
from cameo_service.usecases.ports.history import SignedCheckpoint
from consent.history.tree import consistency_proof, inclusion_proof


class TilesTree:
    """See history_ports.PublishedTree. Reads the files on every call, whoever writes them."""

    def __init__(self, folder: HistoryFolder) -> None:
        self._files = folder.files
        self._verifier = folder.signer.verifier

    def checkpoint(self) -> SignedCheckpoint | None:
        """The newest one.

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
