"""The answers that asked words are measured on, and the texts that each is asked for. The same ones every time.

People: sentences; four single digits of one person; the single words "bed", "cat" and "happy" of one person, joined
with 0.15 s of silence. These three are taken for words of the service's list, so they are compared with what its own
words are compared with. No prompt asks for a word twice. So they stand for a prompt where each was said once, two or
three of them; strings of four, in which one comes twice, are a row of their own. Wide-band answers are heard again in
the band of a telephone.

Rendered voices say what the service draws: the subject of the demo, at the pace of its live answers, and the others.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from scipy.signal import butter, resample_poly, sosfiltfilt

from evaluation.manifest_data import half_of
from evaluation.subject.media_files import SOUND_RATE_HZ, read_sound
from evaluation.subject.performance import Behaviour, Performance
from evaluation.subject.rendered_subject import LEAD_S, TAIL_S, Subject
from evaluation.subject.rendered_voice import VOICES
from liveness.challenge import vocabulary
from liveness.challenge.plan import consent_sentence
from liveness.challenge.prompts import Prompt, PromptKind
from liveness.challenge.vocabulary import SHORT_WORDS, WORDS, Choose, draw_numbers, draw_words, same_kind
from liveness.measure.spoken_answers import SAMPLE_RATE
from liveness.ports import Samples

SAID_WORDS = ("bed", "cat", "happy")
DIGITS_SAID = 4
PAUSE = np.zeros(2_400, np.float32)
STRINGS_OF_MANY, STRINGS_OF_FEW, MANY = 15, 5, 50
"""Answers joined from the digits of a person with at least MANY recordings, and of the others."""
ONCE, TWICE = 3, 2
"""Answers joined from the words of a person, each of them once, and one of them twice."""
DEMO_SUBJECT = 0
"""As in `cameo_service.cli.demo.story`, which loads the whole service."""
DEMO_PROMPTS, OTHER_PROMPTS = 110, 12
"""Of the voice of the demo's subject, and of each other one; half are numbers, half words."""
TELEPHONE_HZ = (300, 3_400)
RENDERED = "rendered"
OTHER_TEXTS = {"judged": 2, "development": 1, RENDERED: 0}
"""Texts of other words that each answer is asked for; more than 300 of the judged half."""

_Said: TypeAlias = list[tuple[str, str]]
"""Words and their files."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Speech of one person. band: wide, 8 kHz as recorded, or a telephone's made of a wide one. samples: makes it."""

    kind: str
    band: str
    person: str
    text: str
    samples: Callable[[], Samples]


@contextmanager
def drawn_too(answer: Answer) -> Iterator[None]:
    """While it lasts, the single words of this answer are words that a prompt may draw, if it is made of such."""
    listed = vocabulary.WORDS
    vocabulary.WORDS = (*listed, *SAID_WORDS) if set(answer.text.split()) <= set(SAID_WORDS) else listed
    try:
        yield
    finally:
        vocabulary.WORDS = listed


def half_of_answer(answer: Answer) -> str:
    """The half of the person, or RENDERED."""
    return RENDERED if answer.kind.startswith(RENDERED) else str(half_of(answer.person))


def answers(folder: Path, only: str | None = None) -> list[Answer]:
    """All answers, or those of one half, or of the rendered voices."""
    heard = [*_words(folder), *_digits(folder), *_sentences(folder), *_accented_sentences(folder)]
    wide = [answer for answer in heard if answer.band == "wide"]
    # Two strings of one person may say the same.
    found = {(one.person, one.band, one.text): one for one in (*heard, *map(_by_telephone, wide), *_rendered())}
    return [one for one in found.values() if only in (None, half_of_answer(one))]


def asked_of(answer: Answer) -> Iterator[tuple[str, str]]:
    """The texts that are asked about one answer, each with what it is: "right" is what it says."""
    words, chance = answer.text.split(), _chance(answer.person, answer.band, answer.text)
    yield "right", answer.text
    slot = int(chance.integers(len(words)))
    yield "one word changed", " ".join((*words[:slot], _other(words[slot], chance), *words[slot + 1 :]))
    for _ in range(OTHER_TEXTS[half_of_answer(answer)]):
        yield "all words changed", " ".join(_other(word, chance) for word in words)


def _other(word: str, chance: np.random.Generator) -> str:
    """Another word that a prompt could have asked for in its place."""
    kind = same_kind(word) or (WORDS if len(word) > 2 else SHORT_WORDS)
    return str(chance.choice([other for other in kind if other != word]))


def _chance(*what: object) -> np.random.Generator:
    return np.random.default_rng(list(hashlib.sha256(repr(what).encode()).digest()))


def _sentences(folder: Path) -> Iterator[Answer]:
    for row in _rows(folder / "manifest.csv"):
        if row["label"] == "genuine" and row["kind"] == "video" and row["transcript"]:
            sound = _joined([folder / row["file"]], 0)
            yield Answer("sentences with a letter", "wide", row["person"], row["transcript"], sound)


def _accented_sentences(folder: Path) -> Iterator[Answer]:
    for row in _rows(folder / "speech_languages" / "manifest.csv"):
        if row["language"] == "en" and row["kind"] == "sentence":
            sound = _joined([folder / "speech_languages" / row["file"]], 0)
            whose = "children" if row["set"].endswith("child") else "adults"
            yield Answer(f"sentences, Chinese accent, {whose}", "wide", row["person"], row["transcript"], sound)


def _digits(folder: Path) -> Iterator[Answer]:
    for (kind, person, rate), files in sorted(_single_digits(folder).items()):
        for turn in range(STRINGS_OF_MANY if len(files) >= MANY else STRINGS_OF_FEW):
            order = _chance(person, turn).choice(len(files), DIGITS_SAID, replace=False)
            yield _said(folder, kind, person, rate, [files[int(at)] for at in order])


def _words(folder: Path) -> Iterator[Answer]:
    for person, files in sorted(_single_words(folder).items()):
        for turn in range(ONCE):
            chance, said = _chance(person, "once", turn), dict[str, str]()
            for at in chance.permutation(len(files)):
                word, file = files[int(at)]
                said.setdefault(word, file)
            yield _said(folder, "words, each once", person, SAMPLE_RATE, list(said.items()))
        for turn in range(TWICE):
            order = _chance(person, "twice", turn).choice(len(files), DIGITS_SAID, replace=False)
            yield _said(folder, "words, one twice", person, SAMPLE_RATE, [files[int(at)] for at in order])


def _said(folder: Path, kind: str, person: str, rate: int, said: _Said) -> Answer:
    text, files = " ".join(word for word, _ in said), [folder / file for _, file in said]
    return Answer(kind, "wide" if rate >= SAMPLE_RATE else "8 kHz", person, text, _joined(files, len(PAUSE)))


def _single_digits(folder: Path) -> dict[tuple[str, str, int], _Said]:
    """(kind, person, sample rate) -> digits and their files."""
    found = defaultdict(list)
    for row in _spoken(folder):
        if same_kind(row["transcript"]):
            found["digits", row["person"], int(row["sample_rate"])].append((row["transcript"], row["file"]))
    for row in _rows(folder / "speech_languages" / "manifest.csv"):
        if row["language"] == "en" and row["kind"] == "digit":
            kind = "digits" if row["set"].endswith("usa") else "digits, European accents"
            found[kind, row["person"], 8_000].append((row["transcript"], f"speech_languages/{row['file']}"))
    return found


def _single_words(folder: Path) -> dict[str, _Said]:
    found = defaultdict(list)
    for row in _spoken(folder):
        if not same_kind(row["transcript"]):
            found[row["person"]].append((row["transcript"], row["file"]))
    return found


def _spoken(folder: Path) -> Iterator[dict[str, str]]:
    """Single words; the speakers of `orch_` say one word only."""
    for row in _rows(folder / "manifest.csv"):
        if row["kind"] == "audio" and row["transcript"] and not row["person"].startswith("orch_"):
            yield row


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _joined(files: Sequence[Path], pause: int) -> Callable[[], Samples]:
    return lambda: np.concatenate([part for file in files for part in (read_sound(file), PAUSE[:pause])])


def _by_telephone(answer: Answer) -> Answer:
    def narrow() -> Samples:
        band = butter(4, TELEPHONE_HZ, "band", fs=SAMPLE_RATE, output="sos")
        heard = resample_poly(resample_poly(sosfiltfilt(band, answer.samples()), 1, 2), 2, 1)
        return np.asarray(heard, np.float32)

    return Answer(answer.kind, "telephone", answer.person, answer.text, narrow)


def _rendered() -> Iterator[Answer]:
    demo = VOICES.index(Subject(DEMO_SUBJECT).voice)
    for voice in range(len(VOICES)):
        whose = f"{RENDERED}, the demo's subject" if voice == demo else f"{RENDERED}, others"
        for turn in range(DEMO_PROMPTS if voice == demo else OTHER_PROMPTS):
            draw = draw_numbers if turn % 2 else draw_words
            yield _rendered_answer(f"{whose}, prompts", voice, turn, draw(_choose(_chance(voice, turn))))
        yield _rendered_answer(f"{whose}, sentence", voice, 0, consent_sentence("studio demo", "short clips"))


def _choose(chance: np.random.Generator) -> Choose:
    return lambda most: int(chance.integers(most))


def _rendered_answer(kind: str, voice: int, seed: int, text: str) -> Answer:
    """As a live subject says it, in a room with noise."""

    def said() -> Samples:
        performance = Performance(VOICES[voice].brisk(), Behaviour(), seed)
        performance.answer(Prompt("p", PromptKind.SAY, text), LEAD_S)
        sound = performance.sound(0, round((performance.end_s + TAIL_S) * SOUND_RATE_HZ))
        return np.asarray(resample_poly(sound, 1, SOUND_RATE_HZ // SAMPLE_RATE), np.float32)

    return Answer(kind, "wide", VOICES[voice].variant, text, said)
