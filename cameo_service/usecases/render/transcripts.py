"""What a render says aloud, held against what the people it shows will not have said."""

from typing import Protocol

from cameo_service.usecases.ports.store import Snapshot
from consent.identity import SubjectId
from consent.restrictions import hear, matched_words
from consent.verdict import Reason


class Transcripts(Protocol):
    """Matches the transcript of an output."""

    def refusal(self, snapshot: Snapshot, subject: SubjectId, transcript: str) -> Reason | None:
        """Why this person refuses these words, read in the committing transaction; None when they do not."""


class BannedWordTranscripts:
    """Refuses what sounds like a word its subject banned, as a check of the prompt does."""

    def refusal(self, snapshot: Snapshot, subject: SubjectId, transcript: str) -> Reason | None:
        """BANNED_WORD or None."""
        banned = snapshot.restrictions.of(subject).banned_words
        return Reason.BANNED_WORD if banned and matched_words(banned, hear(transcript)) else None
