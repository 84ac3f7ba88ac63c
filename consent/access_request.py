"""A wish to render somebody, waiting for that person's answer. Allows nothing."""

from dataclasses import dataclass

from consent.identity import SubjectId
from consent.terms import Modality, Use


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """One for each owner and requester: the newest. `asked_us`: UTC microseconds."""

    owner: SubjectId
    requester: SubjectId
    modalities: frozenset[Modality]
    uses: frozenset[Use]
    asked_us: int
