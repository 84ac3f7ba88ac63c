"""Scores for the voices, lips and spoken words of real recordings. Decides nothing.

Voices: every voice against every other, on enough net speech (ISO/IEC 19795-1). Lips: the lips of every recording
against its own sound and the sound of other people. Words: the spoken challenge, asked for what a person says and for
other words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import av
import numpy as np

from evaluation.manifest_data import Entry
from evaluation.run import Row
from evaluation.subject.media_files import read_sound
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.challenge.vocabulary import SHORT_WORDS, same_kind
from liveness.checks import spoken_challenge
from liveness.checks.lip_sync import sync_score
from liveness.checks.result import Passed
from liveness.errors import ChallengeError
from liveness.limits.checks import VOICE_TEMPLATE_MIN
from liveness.measure.net_speech import WINDOW_S, net_speech, net_speech_seconds, speaking
from liveness.measure.sound_bands import ROW_S
from liveness.measure.spoken_answers import spoken_answers
from liveness.media.recording_errors import RecordingError
from liveness.observations import FrameObservation, Observations, SoundObservation, Vector
from liveness.ports import Engines, Samples
from liveness.verdict.analysis import Analyser

SAMPLE_RATE = 16_000
LONGEST_VOICE_S = 6.0
"""Net speech beyond this is left out: an enrollment asks for little more."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The voice of one recording. vector: template, (256,) in the open pack."""

    person: str
    vector: Vector


class VoiceComparisons:
    """Measures sound files and the sound of videos, then compares all pairs of different files."""

    def __init__(self, folder: Path, engines: Engines) -> None:
        self._folder, self._engines = folder, engines

    def rows(self, entries: Sequence[Entry]) -> Iterator[Row]:
        """One row a pair, and one for each file that could not be read."""
        voices = []
        for entry in entries:
            try:
                voice = self.voice(entry)
            except (ValueError, OSError, av.error.FFmpegError):
                yield {"set": "remark", "about": entry.file, "text": "the sound cannot be read"}
            else:
                voices += [voice] if voice else []
        for one, other in combinations(voices, 2):
            score = round(float(one.vector @ other.vector), 5)
            is_same = one.person == other.person
            yield {"set": "voice", "subject": one.person, "other": other.person, "score": score, "is_same": is_same}

    def voice(self, entry: Entry) -> Voice | None:
        """The template of the first LONGEST_VOICE_S of speech; None: there is too little for a template.

        Raises:
            ValueError, OSError, av.error.FFmpegError: the sound cannot be read.
        """
        samples = read_sound(self._folder / entry.file)
        speech = net_speech(samples, self._engines.voice_activity.speech_probability(samples))
        if len(speech) < VOICE_TEMPLATE_MIN.value * SAMPLE_RATE:
            return None
        return Voice(
            entry.person, self._engines.voice_template.template(speech[: round(LONGEST_VOICE_S * SAMPLE_RATE)])
        )


SPEECH_S = 8.0
"""Net speech in one stretch: as much as the answers of an enrollment."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one recording; its times start at 0."""

    person: str
    frames: tuple[FrameObservation, ...]
    sound: SoundObservation


class LipComparisons:
    """Cuts recordings into stretches of SPEECH_S seconds of speech and scores lips against sounds.

    A stretch's own sound counts as the same, the sound of other people as other. Other stretches of the same person are
    left out.
    """

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self._folder, self._analyser = folder, analyser

    def rows(self, entries: Sequence[Entry]) -> Iterator[Row]:
        """One row for each pair with a lip score."""
        stretches = [stretch for entry in entries for stretch in self._stretches(entry)]
        for lips in stretches:
            for voice in stretches:
                if lips is not voice and lips.person == voice.person:
                    continue
                score = sync_score(lips.frames, voice.sound)
                if score is not None:
                    yield _lip_row(lips, voice, score)

    def _stretches(self, entry: Entry) -> list[Stretch]:
        try:
            observed = self._analyser.observe((self._folder / entry.file).read_bytes(), Challenge())
        except (RecordingError, OSError):
            return []
        return list(cut(entry.person, observed))


def cut(person: str, observed: Observations) -> Iterator[Stretch]:
    """Consecutive stretches, each with SPEECH_S seconds of net speech; the remainder is dropped."""
    if observed.sound is None:
        return
    said = np.cumsum(speaking(observed.sound.speech_probability)) * WINDOW_S
    start_s = done_s = 0.0
    while (at := int(np.searchsorted(said, done_s + SPEECH_S))) < len(said):
        end_s = (at + 1) * WINDOW_S
        yield Stretch(person, _shown(observed.frames, start_s, end_s), _heard(observed.sound, start_s, end_s))
        start_s, done_s = end_s, float(said[at])


def _shown(frames: Sequence[FrameObservation], start_s: float, end_s: float) -> tuple[FrameObservation, ...]:
    return tuple(replace(one, media_s=one.media_s - start_s) for one in frames if start_s <= one.media_s < end_s)


def _heard(sound: SoundObservation, start_s: float, end_s: float) -> SoundObservation:
    windows = slice(round(start_s / WINDOW_S), round(end_s / WINDOW_S))
    probability = sound.speech_probability[windows]
    return replace(
        sound,
        duration_s=end_s - start_s,
        speech_probability=probability,
        envelope=sound.envelope[windows],
        net_speech_s=net_speech_seconds(probability),
        bands=sound.bands[round(start_s / ROW_S) : round(end_s / ROW_S)],
    )


def _lip_row(lips: Stretch, voice: Stretch, score: float) -> Row:
    is_same = lips is voice
    return {"set": "lips", "subject": lips.person, "other": voice.person, "score": round(score, 5), "is_same": is_same}


JOINED = 4
STRINGS = 3
PAUSE = np.zeros(2_400, np.float32)
"""0.15 s of silence at 16 kHz between two words."""


class WordTrials:
    """Judges one person's recordings against right and wrong words."""

    def __init__(self, folder: Path, engines: Engines) -> None:
        self._folder, self._engines = folder, engines

    def rows(self, entries: Sequence[Entry], seed: int) -> Iterator[Row]:
        """Two rows for each answer: asked for its own words, and for as many other words of the same kinds."""
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
        engines = self._engines
        probability = engines.voice_activity.speech_probability(samples)
        try:
            heard = spoken_answers(challenge, samples, probability, engines.speech_scorer, engines.phone_timer)
        except ChallengeError as error:
            return {**row, "accepted": False, "reason": error.code}
        nothing_else = Observations(0.0, 0, 0, (), (), None, (), (), heard)
        result = spoken_challenge.judge(challenge, nothing_else)
        return {**row, "accepted": bool(result), "reason": None if isinstance(result, Passed) else result.reason}


def answers(entries: Sequence[Entry], rng: np.random.Generator) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Texts with the recordings that say them. Single words are joined to strings of JOINED words; sentences stay
    whole.
    """
    sentences = [entry for entry in entries if len(entry.transcript.split()) > 1]
    words = [entry for entry in entries if len(entry.transcript.split()) == 1]
    yield from ((entry.transcript, (entry,)) for entry in sentences)
    if len(words) >= JOINED:
        for _ in range(STRINGS):
            chosen = [words[int(at)] for at in rng.choice(len(words), JOINED, replace=False)]
            yield " ".join(entry.transcript for entry in chosen), tuple(chosen)


def other_words(text: str, rng: np.random.Generator) -> str:
    """As many words of the same kinds, each one different from the word in its place."""
    kinds = ((word, same_kind(word) or SHORT_WORDS) for word in text.split())
    return " ".join(str(rng.choice([other for other in kind if other != word])) for word, kind in kinds)
