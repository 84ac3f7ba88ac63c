"""The newest tree head, for whoever keeps an eye on the history."""

from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.ports.history import PublishedTree, SignedCheckpoint, UnknownTreeSizeError


@dataclass(frozen=True, slots=True)
class CheckpointReply:
    """checkpoint None: nothing is published yet. consistency: from the earlier size, empty when none is needed."""

    checkpoint: SignedCheckpoint | None
    verifier_key: str
    consistency: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class GetCheckpoint:
    """Answers every caller alike: a checkpoint says nothing about anybody."""

    tree: PublishedTree

    def __call__(self, caller: Caller, earlier_size: int) -> CheckpointReply:
        """The newest checkpoint, proved to begin with the tree over `earlier_size` leaves (0: nothing to prove).

        Raises:
            UnknownTreeSizeError: the newest tree is smaller than that, or the size is below 0.
        """
        del caller
        checkpoint = self.tree.checkpoint()
        size = checkpoint.size if checkpoint else 0
        if not 0 <= earlier_size <= size:
            raise UnknownTreeSizeError("No tree of that size was published: raise an alarm if a checkpoint says so.")
        proof = tuple(self.tree.consistency(earlier_size, size)) if earlier_size else ()
        return CheckpointReply(checkpoint, self.tree.verifier_key(), proof)
