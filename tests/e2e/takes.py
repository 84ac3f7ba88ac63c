"""Recordings of people who do not exist, as small and short as the checks allow, each rendered once a run."""

from functools import cache

from evaluation.subject.performance import Behaviour, Flaw, Performance
from evaluation.subject.rendered_subject import Camera, Subject, Take, record
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.measure.pictures import jpeg

SMALL = Take(size=(256, 256), frames_per_second=12)
CONSENT = Prompt("1", PromptKind.SAY, "i allow this service to make videos of me for my friends until i say stop")
WORDS = Prompt("2", PromptKind.SAY, "velvet monkey airport noodle")
TURN = Prompt("3", PromptKind.TURN, direction=Direction.LEFT)
WHOLE = Challenge((CONSENT, WORDS, TURN))
"""Enough speech for a voice to render from."""
SHORT = Challenge((Prompt("1", PromptKind.SAY, "velvet monkey airport noodle", reveal_s=1.0, deadline_s=5.0),))


@cache
def good() -> bytes:
    """Answers WHOLE as asked."""
    return record(Subject(1), WHOLE, take=SMALL)


@cache
def flawed(flaw: Flaw, challenge: Challenge = SHORT) -> bytes:
    """Answers a challenge with one thing wrong."""
    take = Take(Behaviour.with_flaw(flaw), SMALL.size, SMALL.frames_per_second)
    return record(Subject(1), challenge, take=take)


@cache
def photo(who: int) -> bytes:
    """A portrait of a rendered person on another day, as JPEG."""
    performance = Performance(Subject(who).voice, Behaviour(), 7)
    return jpeg(Camera(Subject(who), performance, Take(size=(480, 480), seed=7)).picture(0.5))
