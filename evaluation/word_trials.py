"""The spoken challenge on real voices: asked for what they say, and for something else. Decides nothing itself.

Single recorded words of one person are joined to answers of four words, with pauses; whole sentences stay as they are.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import numpy as np

from evaluation.manifest_data import Entry
from evaluation.score_file import Row
from evaluation.subject.media_files import read_sound
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import SHORT_WORDS, same_kind
from liveness.checks import spoken_challenge
from liveness.checks.result import Passed
from liveness.errors import ChallengeError
from liveness.measure.spoken_answers import spoken_answers
from liveness.observations import Observations
from liveness.ports import Engines, Samples

JOINED = 4
STRINGS = 3
PAUSE = np.zeros(2_400, np.float32)
"""0.15 s."""


class WordTrials:
    """Asks one person's recordings for right and wrong words."""

    def __init__(self, folder: Path, engines: Engines) -> None:
        self._folder, self._engines = folder, engines

    def rows(self, entries: Sequence[Entry], seed: int) -> Iterator[Row]:
        """Two rows an answer: asked for its own words, and for as many others of the same kinds."""
        rng = np.random.default_rng(seed)
        for text, files in answers(entries, rng):
            try:
                pieces = [part for entry in files for part in (read_sound(self._folder / entry.file), PAUSE)]
            except (ValueError, OSError, av.error.FFmpegError):
                yield {"set": "remark", "about": files[0].file, "text": "the sound cannot be read"}
                continue
            samples = np.concatenate(pieces)
            for asked, is_right in ((text, True), (other_words(text, rng), False)):
                yield self._row(files[0].person, asked, samples, is_right=is_right)

    def _row(self, person: str, asked: str, samples: Samples, *, is_right: bool) -> Row:
        challenge = Challenge((Prompt("p", PromptKind.SAY, asked),))
        row = {"set": "words", "subject": person, "is_right": is_right, "words": len(asked.split())}
        try:
            heard = spoken_answers(
                challenge, samples, self._engines.voice_activity.speech_probability(samples), self._engines.speech
            )
        except ChallengeError as error:
            return {**row, "accepted": False, "reason": error.code}
        nothing_else = Observations(0.0, 0, 0, (), (), None, (), (), heard)
        result = spoken_challenge.judge(challenge, nothing_else)
        return {**row, "accepted": bool(result), "reason": None if isinstance(result, Passed) else result.reason}


def answers(entries: Sequence[Entry], rng: np.random.Generator) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Texts with the recordings that say them, one after the other."""
    sentences = [entry for entry in entries if len(entry.transcript.split()) > 1]
    words = [entry for entry in entries if len(entry.transcript.split()) == 1]
    yield from ((entry.transcript, (entry,)) for entry in sentences)
    if len(words) >= JOINED:
        for _ in range(STRINGS):
            chosen = [words[int(at)] for at in rng.choice(len(words), JOINED, replace=False)]
            yield " ".join(entry.transcript for entry in chosen), tuple(chosen)


def other_words(text: str, rng: np.random.Generator) -> str:
    """As many words of the same kinds, every one of them another."""
    kinds = ((word, same_kind(word) or SHORT_WORDS) for word in text.split())
    return " ".join(str(rng.choice([other for other in kind if other != word])) for word, kind in kinds)
