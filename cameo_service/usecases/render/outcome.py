"""The answer to a whole question about a render, from what was decided about everybody in it."""

from collections.abc import Sequence
from enum import StrEnum

from consent.decision import content_refusal, media_refusal
from consent.facts import RenderRequest
from consent.verdict import Decision, Denied


class Outcome(StrEnum):
    """The answer for the whole prompt. NO_SUBJECTS: nobody is mentioned, so nobody's consent is needed.

    CLASSIFICATION_REQUIRED: not permitted, and no labels that count came with it: with them it might be. It is the
    answer whoever refuses and why, so it says nothing about anybody. HELD: nobody refuses, and somebody must say yes
    first and was asked. Check again later, for the same job and prompt.
    """

    ALLOWED = "ALLOWED"
    NOT_PERMITTED = "NOT_PERMITTED"
    NO_SUBJECTS = "NO_SUBJECTS"
    CLASSIFICATION_REQUIRED = "CLASSIFICATION_REQUIRED"
    HELD = "HELD"


def outcome_of(asked: RenderRequest, decisions: Sequence[Decision]) -> Outcome:
    """What nobody may allow, and media that shows an undeclared person, is refused where nobody is shown, too."""
    if content_refusal(asked) or media_refusal(asked.uploads):
        return Outcome.NOT_PERMITTED
    if not all(decisions):
        if asked.labels is None:
            return Outcome.CLASSIFICATION_REQUIRED
        is_refused = any(isinstance(decision, Denied) for decision in decisions)
        return Outcome.NOT_PERMITTED if is_refused else Outcome.HELD
    return Outcome.ALLOWED if decisions else Outcome.NO_SUBJECTS
