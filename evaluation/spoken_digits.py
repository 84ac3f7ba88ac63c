"""How often digits that were said are accepted, and digits that were not, in a language: on recordings of volunteers.

A folder holds recordings of single digits and `manifest.csv` with the columns file, person and transcript, a numeral or
the digit as its vocabulary spells it; rows of another `language`, or of a `kind` other than digit, are left out where
the file has those columns. Answers are groups of four recordings of one person, joined as they would be said.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evaluation.manifest_data import MANIFEST
from evaluation.subject.media_files import read_sound
from liveness.challenge.language import GROUP, Language, folded
from liveness.checks.asked_words import were_said
from liveness.observations import WordScores
from liveness.ports import Samples

PAUSE = np.zeros(3_200, np.float32)
"""0.2 s between two digits, at 16 kHz."""
ANSWERS, ANSWERS_OF_MANY, MANY = 12, 2, 20
"""Groups joined from the digits of each person, and where there are at least MANY people."""
LOUDNESS = 0.05
"""Root mean square that each recording is brought to: they were made with different microphones."""
SILENCE = 0.05
"""Share of the loudest, below which the ends of a recording are cut off."""

RIGHT, ONE_WRONG, WRONG = "right", "one digit wrong", "all digits wrong"
"""What is true of an asked text."""

Digits = Mapping[str, Sequence[Path]]
"""Recordings of one person by numeral."""
Score = Callable[[Samples, str], WordScores]


@dataclass(frozen=True, slots=True)
class DigitTrial:
    """One answer of one person, asked for one text. truth: RIGHT, ONE_WRONG or WRONG."""

    person: str
    truth: str
    said: str
    asked: str
    scores: WordScores

    @property
    def is_accepted(self) -> bool:
        """Whether the rule of asked words accepts it."""
        return were_said(self.asked.split(), self.scores)


def recorded_digits(folder: Path, language: Language) -> Mapping[str, Digits]:
    """Recordings of each person who says every digit that can be asked but at most two.

    Raises:
        OSError, KeyError: no manifest, or without the columns.
    """
    of_text = {folded(digit.spoken): digit.numeral for digit in language.digits}
    of_text |= {digit.numeral: digit.numeral for digit in language.digits}
    found: dict[str, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    with (folder / MANIFEST).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            numeral = of_text.get(folded(row["transcript"]))
            if row.get("language", language.tag) == language.tag and row.get("kind", "digit") == "digit" and numeral:
                found[row["person"]][numeral].append(folder / row["file"])
    return {person: digits for person, digits in sorted(found.items()) if len(digits) >= len(language.asked) - 2}


def digit_trials(people: Mapping[str, Digits], language: Language, score: Score) -> Iterator[DigitTrial]:
    """Each answer asked for what it says, for a text with one digit changed, and for one of other digits alone."""
    for person, digits in people.items():
        chance = np.random.default_rng(list(person.encode()))
        there = sorted(set(digits) & set(language.asked))
        for _ in range(ANSWERS if len(people) < MANY else ANSWERS_OF_MANY):
            said = [str(numeral) for numeral in chance.choice(there, GROUP, replace=False)]
            sound = _joined([digits[numeral][int(chance.integers(len(digits[numeral])))] for numeral in said])
            for truth, asked in _asked(said, language, chance):
                yield DigitTrial(person, truth, " ".join(said), asked, score(sound, asked))


def _asked(said: Sequence[str], language: Language, chance: np.random.Generator) -> Iterator[tuple[str, str]]:
    yield RIGHT, " ".join(said)
    slot, others = int(chance.integers(len(said))), [numeral for numeral in language.asked if numeral not in said]
    yield ONE_WRONG, " ".join((*said[:slot], str(chance.choice(others)), *said[slot + 1 :]))
    yield WRONG, " ".join(map(str, chance.choice(others, len(said), replace=False)))


def _joined(files: Sequence[Path]) -> Samples:
    return np.concatenate([part for file in files for part in (_even(read_sound(file)), PAUSE)])


def _even(sound: Samples) -> Samples:
    """Without silence at its ends, and as loud as the others."""
    loud = np.flatnonzero(np.abs(sound) >= SILENCE * np.max(np.abs(sound), initial=0.0))
    said = sound[loud[0] : loud[-1] + 1] if len(loud) else sound
    return np.asarray(said * LOUDNESS / max(float(np.sqrt(np.mean(said**2))), LOUDNESS / 100), np.float32)


def accepted(trials: Sequence[DigitTrial], truth: str) -> tuple[int, int]:
    """How many trials of one truth were accepted, and of how many."""
    of_truth = [trial.is_accepted for trial in trials if trial.truth == truth]
    return sum(of_truth), len(of_truth)
