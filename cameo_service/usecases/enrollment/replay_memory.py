"""Whether a recording came before, from anybody: asked, and remembered, wherever an attempt is settled.

This is not part of the analysis, whose processes hold no database. It is part of the transaction that settles the
attempt, so that of two copies that are judged at the same moment at most one passes. How long recordings are remembered
is for `usecases.sweep_recordings` to say.
"""

from dataclasses import dataclass, replace

from cameo_service.usecases.ports.enrollment import RecordingWrites, SeenRecording
from consent.identity import SubjectId
from liveness.checks.replay import is_copy
from liveness.checks.result import Reason
from liveness.measure.media_fingerprint import kept_keys, sought_keys
from liveness.observations import MediaFingerprint
from liveness.verdict.analysis import Analysis
from liveness.verdict.judge import refused
from liveness.verdict.policy import Check

CANDIDATES = 16
"""Recordings that are compared in full, 0.4 ms each. Different recordings share 1 key at most (299 pairs), copies of
5 s 1 to 14, longer ones more."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A recording with the numbers it is sought and kept by."""

    fingerprint: MediaFingerprint
    sought: frozenset[int]
    kept: frozenset[int]


def sighting(analysis: Analysis) -> Sighting:
    """Made before the transaction begins: it takes 10 to 50 ms that no other write should wait for."""
    fingerprint = analysis.fingerprint
    return Sighting(fingerprint, sought_keys(fingerprint), kept_keys(fingerprint))


def recognised(memory: RecordingWrites, owner: SubjectId, analysis: Analysis, seen: Sighting, now_us: int) -> Analysis:
    """The analysis once it is known whether the recording came before; from now on it did.

    Every recording that was judged is remembered, whatever its verdict.
    """
    candidates = memory.like(seen.fingerprint.sha256, seen.sought, CANDIDATES)
    memory.remember(SeenRecording(owner, now_us, seen.fingerprint, seen.kept))
    if not any(is_copy(seen.fingerprint, earlier) for earlier in candidates):
        return analysis
    return replace(analysis, verdict=refused(analysis.verdict, Check.INJECTION, Reason.REPLAYED))
