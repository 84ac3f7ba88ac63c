"""How alike two takes of one person, and of two people, are: what the limits of a move to other nets are read from.

`python -m benchmarks.moved_people DIR MODELS` prints one row for each net and half of the people. DIR holds the
recordings (`evaluation.manifest_data`), MODELS the packs `open` and `open-2`.

Faces are pooled, two photos or the frontal pictures of a clip, as a take pools them. Voices have 4 s of net speech, the
least that a template is made of. Limits are set on the development half and judged on the other.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.speech import ONE_WORD_SOURCES
from evaluation.face_comparisons import FaceComparisons
from evaluation.manifest_data import Entry, Half, half_of, read_manifest
from evaluation.measurements import NO_FACE
from evaluation.rates import clopper_pearson
from evaluation.subject.media_files import read_sound
from liveness.engines.choice import EngineChoice, FaceTemplates, VoiceTemplates
from liveness.engines.loading import load
from liveness.limits.checks import VOICE_TEMPLATE_MIN
from liveness.limits.models import face_limits, voice_limits
from liveness.measure.net_speech import net_speech
from liveness.ports import Engines

RATE = 16_000
CHOICES = (
    EngineChoice(FaceTemplates.DLIB, VoiceTemplates.GE2E),
    EngineChoice(FaceTemplates.SFACE, VoiceTemplates.CAMPPLUS),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two takes. alike: the cosine of their templates."""

    one: str
    other: str
    alike: float

    @property
    def half(self) -> Half | None:
        """Whose half; None: the two people are of different halves."""
        return half_of(self.one) if half_of(self.one) is half_of(self.other) else None


def faces(folder: Path, entries: Sequence[Entry], engines: Engines) -> Iterator[Pair]:
    """Every pair of pooled faces."""
    seen = [entry for entry in entries if entry.kind in {"image", "video"}]
    for row in FaceComparisons(folder, engines, folder).rows(seen):
        if row["set"] == "face" and row["path"] == "pooled" and row["score"] != NO_FACE:
            yield Pair(str(row["subject"]), str(row["other"]), float(str(row["score"])))


def voices(folder: Path, entries: Sequence[Entry], engines: Engines) -> Iterator[Pair]:
    """Every pair of recordings with the speech of a template."""
    length, heard = round(VOICE_TEMPLATE_MIN.value * RATE), []
    for entry in entries:
        if entry.has_speech and entry.kind != "image" and not entry.person.startswith(ONE_WORD_SOURCES):
            samples = read_sound(folder / entry.file)
            speech = net_speech(samples, engines.voice_activity.speech_probability(samples))
            if len(speech) >= length:
                heard.append((entry.person, engines.voice_template.template(speech[:length])))
    for one, other in combinations(heard, 2):
        yield Pair(one[0], other[0], float(one[1] @ other[1]))


def cosine_of(distance: float) -> float:
    """Of two unit vectors this far apart."""
    return 1 - distance**2 / 2


def told(name: str, pairs: Sequence[Pair], half: Half, limit: float) -> tuple[str, ...]:
    """One row: what lies nearest the other side, and who is on which side of the limit."""
    chosen = [pair for pair in pairs if pair.half is half]
    same = np.array(sorted(pair.alike for pair in chosen if pair.one == pair.other))
    other = np.array(sorted((pair.alike for pair in chosen if pair.one != pair.other), reverse=True))
    people = len({pair.one for pair in chosen} | {pair.other for pair in chosen})
    few = len({pair.one for pair in chosen if pair.one == pair.other})
    return (
        name,
        half,
        f"{people} ({few})",
        ", ".join(f"{value:.3f}" for value in same[:3]),
        ", ".join(f"{value:.3f}" for value in other[:3]),
        _share(int((same < limit).sum()), len(same)),
        _share(int((other >= limit).sum()), len(other)),
    )


def _share(errors: int, n: int) -> str:
    low, high = clopper_pearson(errors, n)
    return f"{errors} of {n} ({low:.1%}-{high:.1%})"


def main(folder: Path, models: Path) -> None:
    """Prints the table."""
    entries = [entry for entry in read_manifest(folder).entries if entry.is_genuine]
    table = Table("net", "half", "people (twice)", "same, least", "others, most", "same refused", "others accepted")
    for choice in CHOICES:
        engines = load(models, choice)
        face, voice = (face_limits(engines.face_template.model_id), voice_limits(engines.voice_template.model_id))
        for name, pairs, limit in (
            (choice.face_template, list(faces(folder, entries, engines)), face.moved and cosine_of(face.moved.value)),
            (choice.voice_template, list(voices(folder, entries, engines)), voice.moved and voice.moved.value),
        ):
            for half in Half:
                table.add_row(*told(name, pairs, half, limit or 1.0))
    Console(width=160).print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
