"""The evidence page: everything an operator has to see is on it, and nothing that was said can run in it."""

from html.parser import HTMLParser

from evaluation.reports.evidence_report import evidence_page
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.checks.result import Failed, Passed, Reason
from liveness.limits.words import POCKETSPHINX
from liveness.observations import SpokenAnswer, WordScores, WordTime
from liveness.verdict.judge import CheckRecord, Verdict
from liveness.verdict.outcome import Outcome
from liveness.verdict.policy import Check
from tests.liveness.handmade import observations

ASKED = Challenge(
    (
        Prompt("1", PromptKind.SAY, "<script>alert(1)</script>", None, 0.5, 2.0),
        Prompt("2", PromptKind.TURN, "", Direction.LEFT, 2.0, None),
    )
)
SCORES = WordScores(POCKETSPHINX, -5.0, (-7.0,), recognised=("velvet",))
SAID = SpokenAnswer("1", 0.5, 2.0, SCORES, (WordTime("velvet", 0.7, 1.2, -5.0),))
VERDICT = Verdict(
    Outcome.RETRY,
    (CheckRecord(Check.QUALITY, Passed(), 1.0), CheckRecord(Check.HEAD_TURN, Failed(Reason.NO_TURN), 1.0)),
    (Check.SYNTHETIC_VOICE,),
    "standard",
    "open-1",
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)


def page() -> str:
    return evidence_page("take.webm", ASKED, observations(answers=(SAID,)), VERDICT)


def test_the_page_tells_the_verdict_each_check_with_its_reason_and_what_was_not_run() -> None:
    told = page()
    for text in ("retry", "quality", "passed", "NO_TURN", Reason.NO_TURN.help_text, "synthetic_voice", "not run"):
        assert text in told


def test_prompts_words_and_tracks_are_drawn() -> None:
    told = page()
    for text in ("turn left", "velvet", "yaw", "mouth and sound", "eyes", "same person", "faces"):
        assert text in told
    assert told.count("<polyline") == 3


def test_what_was_asked_cannot_run_in_the_page_and_the_page_loads_nothing() -> None:
    tags = Tags()
    tags.feed(page())
    assert "script" not in tags.seen
    assert not {"img", "link", "iframe"} & set(tags.seen)
    assert "http" not in page()


def test_a_recording_without_face_sound_or_prompts_is_drawn_too() -> None:
    empty = observations(frames=(), sound=None, faces=(), voices=(), answers=())
    told = evidence_page("empty.webm", Challenge(), empty, VERDICT)
    assert "nothing was asked" in told
    assert "no sound" in told
