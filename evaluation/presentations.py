"""Turns a trial into media and a challenge: reads the recording, makes the attack, or films a rendered subject.

Keeps the last few clips: trials of one recording follow each other.
"""

import struct
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from evaluation.attacks import catalogue
from evaluation.attacks.clip import Clip, read_clip
from evaluation.attacks.neural_speech import NeuralSpeech
from evaluation.attacks.photo import filmed_photo
from evaluation.attacks.species import Faces, Material, MaterialMissingError, Presentation, asks_what_is_said
from evaluation.drawn_challenge import drawn_challenge
from evaluation.manifest_data import Entry
from evaluation.subject.performance import Behaviour, Flaw
from evaluation.subject.rendered_subject import Subject, Take, record
from evaluation.trials import Task, Trial
from liveness.ports import FaceEngine, Image

_TO_MATRIX = 40
"""Bytes from the end of the box name to the matrix in a `tkhd` box of version 0 (ISO/IEC 14496-12, 8.3.2)."""
_QUARTERS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def shown_turned(mp4: bytes, clockwise_deg: int) -> bytes:
    """Marks an MP4 so that players show its first track, the picture, turned clockwise by 0, 90, 180 or 270 degrees.

    The pictures themselves are not turned.
    """
    a, b, c, d = (quarter << 16 for quarter in _QUARTERS[clockwise_deg])
    start = mp4.index(b"tkhd") + len(b"tkhd") + _TO_MATRIX
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    return mp4[:start] + matrix + mp4[start + len(matrix) :]


KEPT_CLIPS = 2
_CONTROLS = {"webm": catalogue.control, "mp4": catalogue.control_mp4}


class Studio:
    """Makes presentations.

    Args:
        folder: folder of the manifest's files.
        engine: measures the faces that attacks bend.
        neural: says texts as neural nets do; None: its pack is not built.
    """

    def __init__(self, folder: Path, engine: FaceEngine, neural: NeuralSpeech | None = None) -> None:
        self._folder, self._engine, self._neural = folder, engine, neural
        self._clip = lru_cache(maxsize=KEPT_CLIPS)(self._read)
        self._faces: dict[int, tuple[Clip, Faces]] = {}

    def present(self, trial: Trial) -> Presentation:
        """The presentation of a trial.

        Raises:
            RecordingError: the source recording cannot be read.
            MaterialMissingError: the source lacks what the species needs, or the picture cannot be read.
            OSError: the file is missing.
            VoiceUnavailableError: speech is needed and espeak-ng is not installed.
        """
        rng = np.random.default_rng(trial.seed)
        if trial.task is Task.RENDERED:
            return rendered(trial.seed, trial.species)
        if trial.task is Task.AS_IT_IS:
            earlier = (self._bytes(trial.other),) if trial.other else ()
            return Presentation(self._bytes(trial.entries[0]), asks_what_is_said(trial.entries[0].transcript), earlier)
        if trial.task is Task.FILMED:
            return filmed_photo(self._picture(trial.entries[0]), trial.entries[0].person, rng)
        make = _CONTROLS.get(trial.species) or catalogue.BY_NAME[trial.species].make
        return make(self._material(trial), rng)

    def _material(self, trial: Trial) -> Material:
        entry = trial.entries[0]
        return Material(
            clip=self._clip(entry),
            original=self._bytes(entry),
            measure=self._measured,
            partner=self._clip(trial.partner) if trial.partner else None,
            other=self._clip(trial.other) if trial.other and trial.species == "spliced sound" else None,
            neural=self._neural,
        )

    def _picture(self, entry: Entry) -> Image:
        image = cv2.imread(str(self._folder / entry.file))
        if image is None:
            raise MaterialMissingError("the picture cannot be read")
        return image.astype(np.uint8, copy=False)

    def _bytes(self, entry: Entry) -> bytes:
        return (self._folder / entry.file).read_bytes()

    def _read(self, entry: Entry) -> Clip:
        return read_clip(self._bytes(entry), entry.person, entry.transcript)

    def _measured(self, clip: Clip) -> Faces:
        """Faces of a clip. The clip is kept with its faces, so that no other clip can get the same id()."""
        if id(clip) not in self._faces:
            if len(self._faces) >= KEPT_CLIPS:
                self._faces.pop(next(iter(self._faces)))
            self._faces[id(clip)] = (clip, [self._engine.measure(image)[1] for image in clip.images])
        return self._faces[id(clip)][1]


def rendered(seed: int, flaw: str) -> Presentation:
    """A rendered subject that answers a challenge drawn with the seed. flaw: value of a `Flaw`, or empty."""
    challenge = drawn_challenge(np.random.default_rng([seed, 1]))
    behaviour = Behaviour.with_flaw(Flaw(flaw)) if flaw else Behaviour()
    return Presentation(record(Subject(seed), challenge, take=Take(behaviour, seed=seed)), challenge)
