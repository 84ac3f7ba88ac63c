"""The lips of every recording against every sound: own, and that of other people. Decides nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evaluation.manifest_data import Entry
from evaluation.score_file import Row
from liveness.challenge.prompts import Challenge
from liveness.checks.lip_sync import sync_score
from liveness.measure.net_speech import WINDOW_S, net_speech_seconds, speaking
from liveness.measure.sound_bands import ROW_S
from liveness.media.recording_errors import RecordingError
from liveness.observations import FrameObservation, Observations, SoundObservation
from liveness.verdict.analysis import Analyser

SPEECH_S = 8.0
"""Net speech in one stretch: what an enrollment's answers come to."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one recording; times count from its own start."""

    person: str
    frames: tuple[FrameObservation, ...]
    sound: SoundObservation


class LipComparisons:
    """Cuts recordings into stretches of SPEECH_S seconds of speech and scores lips against sounds.

    The own sound counts as the same, that of other people as other; other stretches of the same person are left out.
    """

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self._folder, self._analyser = folder, analyser

    def rows(self, entries: Sequence[Entry]) -> Iterator[Row]:
        """One row a pair whose lips could be scored."""
        stretches = [stretch for entry in entries for stretch in self._stretches(entry)]
        for lips in stretches:
            for voice in stretches:
                if lips is not voice and lips.person == voice.person:
                    continue
                score = sync_score(lips.frames, voice.sound)
                if score is not None:
                    yield _row(lips, voice, score)

    def _stretches(self, entry: Entry) -> list[Stretch]:
        try:
            observed = self._analyser.observe((self._folder / entry.file).read_bytes(), Challenge())
        except (RecordingError, OSError):
            return []
        return list(cut(entry.person, observed))


def cut(person: str, observed: Observations) -> Iterator[Stretch]:
    """Stretches one after the other, each with SPEECH_S seconds of net speech; what is left over is dropped."""
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


def _row(lips: Stretch, voice: Stretch, score: float) -> Row:
    is_same = lips is voice
    return {"set": "lips", "subject": lips.person, "other": voice.person, "score": round(score, 5), "is_same": is_same}
