"""Scores one presentation as one row of the score file: the answer of every check, its terms, and the time it took.

Decides nothing: `evaluation.decisions` derives from the rows whether a presentation was accepted.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from evaluation.attacks.species import Presentation
from evaluation.run import Row
from liveness.challenge.prompts import Challenge, PromptKind
from liveness.checks import replay
from liveness.checks.result import Passed, Reason
from liveness.errors import ChallengeError
from liveness.media.recording_errors import RecordingError
from liveness.observations import MediaFingerprint, Observations
from liveness.verdict.analysis import Analyser
from liveness.verdict.check_table import JUDGES
from liveness.verdict.judge import CheckRecord, Verdict, reach, refused
from liveness.verdict.policy import Check, Policy

ENROLLED = (PromptKind.SAY, PromptKind.TURN)
"""Kinds of prompts in every enrollment (`liveness.challenge.plan`)."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """Judges presentations under one policy. For one thread."""

    analyser: Analyser
    policy: Policy

    def score(self, presentation: Presentation) -> Row:
        """The part of a row about the judgement of a presentation; `status` is judged, or refused with a code."""
        timer, challenge = self.analyser.timer, presentation.challenge
        earlier = tuple(self._remembered(presentation.earlier))
        started_s = timer()
        try:
            observations = self.analyser.observe(presentation.media, challenge)
        except RecordingError as error:
            return {**self._asked(challenge), "status": "refused", "code": error.code, "ms": _ms(timer() - started_s)}
        except ChallengeError as error:
            return {**self._asked(challenge), "status": "refused", "code": error.code, "ms": 0.0}
        verdict = reach(challenge, observations, self.policy, self.analyser.engines.pack, timer)
        this = _fingerprint_of(observations)
        if any(replay.is_copy(this, other) for other in earlier):
            verdict = refused(verdict, Check.INJECTION, Reason.REPLAYED)
        return {
            **self._asked(challenge),
            "status": "judged",
            "outcome": str(verdict.outcome),
            "checks": _checks(verdict),
            "terms": terms(challenge, observations) | _named(Check.INJECTION, replay.terms(this, earlier)),
            "ms": _ms(timer() - started_s),
        }

    def _remembered(self, earlier: Iterable[bytes]) -> Iterator[MediaFingerprint]:
        """What the service keeps of recordings that it has seen; it keeps nothing of those that it cannot read."""
        for media in earlier:
            with suppress(RecordingError):
                yield _fingerprint_of(self.analyser.observe(media, Challenge()))

    def _asked(self, challenge: Challenge) -> Row:
        """required: checks that an enrollment needs. asked: those that this challenge asks for."""
        kinds = {prompt.kind for prompt in challenge.prompts}
        by_kind = [(str(check), kind) for check, kind in self.policy.when_asked]
        always = [str(check) for check in self.policy.required]
        return {
            "required": [*always, *(check for check, kind in by_kind if kind in kinds or kind in ENROLLED)],
            "asked": [check for check, kind in by_kind if kind in kinds],
            "not_available": [str(check) for check in self.policy.known if check not in JUDGES],
        }


def terms(challenge: Challenge, observations: Observations) -> dict[str, float]:
    """Measured values of the checks, by `check.term`.

    The module of a check may define `terms(challenge, observations) -> Mapping[str, float]`; values that could not be
    measured are left out.
    """
    found: dict[str, float] = {}
    for check, judge in JUDGES.items():
        offered = getattr(sys.modules[judge.__module__], "terms", None)
        measured = cast("Mapping[str, float]", offered(challenge, observations)) if offered else {}
        found |= _named(check, measured)
    return found


def _named(check: Check, measured: Mapping[str, float]) -> dict[str, float]:
    return {f"{check}.{name}": round(float(value), 5) for name, value in measured.items()}


def _fingerprint_of(observations: Observations) -> MediaFingerprint:
    if observations.origin is None:
        raise ValueError("a recording that was read has a fingerprint")
    return observations.origin.fingerprint


def _checks(verdict: Verdict) -> dict[str, list[str]]:
    """Result of each check, and for a check that did not pass the reason with its class."""
    return {str(record.check): _answer(record) for record in verdict.checks}


def _answer(record: CheckRecord) -> list[str]:
    result = record.result.word
    if isinstance(record.result, Passed):
        return [result]
    return [result, str(record.result.reason), record.result.reason.about.value]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
