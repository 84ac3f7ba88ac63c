"""Every voice of the data against every other, on enough net speech (ISO/IEC 19795-1). Decides nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import av

from evaluation.manifest_data import Entry
from evaluation.score_file import Row
from evaluation.subject.media_files import read_sound
from liveness.limits.checks import VOICE_TEMPLATE_MIN
from liveness.measure.net_speech import net_speech
from liveness.observations import Vector
from liveness.ports import Engines

SAMPLE_RATE = 16_000
LONGEST_S = 6.0
"""More net speech than this is left out: enrollment asks for little more."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One recording's voice. vector: (256,) in the open pack."""

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
                voice = self._voice(entry)
            except (ValueError, OSError, av.error.FFmpegError):
                yield {"set": "remark", "about": entry.file, "text": "the sound cannot be read"}
            else:
                voices += [voice] if voice else []
        for one, other in combinations(voices, 2):
            score = round(float(one.vector @ other.vector), 5)
            is_same = one.person == other.person
            yield {"set": "voice", "subject": one.person, "other": other.person, "score": score, "is_same": is_same}

    def _voice(self, entry: Entry) -> Voice | None:
        samples = read_sound(self._folder / entry.file)
        speech = net_speech(samples, self._engines.voice_activity.speech_probability(samples))
        if len(speech) < VOICE_TEMPLATE_MIN.value * SAMPLE_RATE:
            return None
        return Voice(entry.person, self._engines.voice_template.template(speech[: round(LONGEST_S * SAMPLE_RATE)]))
