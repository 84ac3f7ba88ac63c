"""What is kept about a person and told to nobody but them, in their export. Decides nothing.

Part of `ports`: every snapshot reads it.
"""

from dataclasses import dataclass
from typing import Protocol

from cameo_service.usecases.ports.invitations import InvitationRow
from consent.identity import SubjectId
from consent.owner_act import OwnerAct

RECORDING_FINGERPRINT = "recording_fingerprint"
"""The kind of a `SealedTrace` that is about a recording somebody handed in."""


@dataclass(frozen=True, slots=True)
class HandleRow:
    """A handle somebody has, or had until `released_us`. UTC microseconds."""

    handle: str
    claimed_us: int
    released_us: int | None


@dataclass(frozen=True, slots=True)
class OwnerProof:
    """The owner showed face and voice for an act they did not do yet."""

    act: OwnerAct
    verified_us: int


@dataclass(frozen=True, slots=True)
class SealedTrace:
    """That something is kept whose content never leaves: what it is, of which model, since when.

    kind: of a `SealedItem`, or RECORDING_FINGERPRINT, which has no model.
    """

    kind: str
    model_id: str
    since_us: int


class KeptReads(Protocol):
    """Reads of one moment. They may read whole tables: exports are rare."""

    def accounts_of(self, subject: SubjectId) -> tuple[tuple[str, str], ...]:
        """(issuer, sub) of each of the subject's accounts at identity providers, in that order."""

    def handles_of(self, subject: SubjectId) -> tuple[HandleRow, ...]:
        """Every handle of the subject, the first claimed first."""

    def invitations_of(self, owner: SubjectId) -> tuple[InvitationRow, ...]:
        """Every invitation of the owner, used and expired ones too, the first to end first."""

    def owner_proofs_of(self, owner: SubjectId) -> tuple[OwnerProof, ...]:
        """Every proof the owner did not use yet, in the order of acts."""

    def sealed_traces_of(self, subject: SubjectId) -> tuple[SealedTrace, ...]:
        """What is kept of the subject's face, voice and recordings: the enrollment's items, then recordings by time."""
