"""What a render says aloud, held against what the people it shows will not have said."""

from typing import Protocol

from cameo_service.usecases.ports import Snapshot
from consent.identity import SubjectId
from consent.verdict import Reason


class Transcripts(Protocol):
    """Matches the transcript of an output."""

    def refusal(self, snapshot: Snapshot, subject: SubjectId, transcript: str) -> Reason | None:
        """Why this person refuses these words, read in the committing transaction; None when they do not."""


class UnrestrictedTranscripts:
    """For a deployment where nobody can restrict words: refuses nothing."""

    def refusal(self, snapshot: Snapshot, subject: SubjectId, transcript: str) -> Reason | None:
        """None."""
        del snapshot, subject, transcript
        return None
