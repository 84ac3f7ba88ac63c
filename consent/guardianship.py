"""Who speaks for a minor. A minor is rendered by themself and by one guardian, and by nobody else in any way."""

from dataclasses import dataclass

from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class Guardianship:
    """One adult for one minor. expires_us: UTC microseconds, always set. evidence: where the app keeps the proof."""

    minor: SubjectId
    guardian: SubjectId
    evidence: str
    expires_us: int


@dataclass(frozen=True, slots=True)
class Guardian:
    """A guardian who counts now: the link has not ended, and they are active and an asserted adult."""

    subject: SubjectId
    expires_us: int
