"""Turns a trial into media and challenge: reads the recording, makes the attack, or films a rendered subject.

Keeps the few clips that were read last: trials of one recording follow each other.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from evaluation.attacks import catalogue
from evaluation.attacks.clip import Clip, read_clip
from evaluation.attacks.photo import filmed_photo
from evaluation.attacks.species import Faces, Material, MaterialMissingError, Presentation, asks_what_is_said
from evaluation.manifest_data import Entry
from evaluation.subject.performance import Behaviour, Flaw
from evaluation.subject.rendered_subject import Subject, Take, record
from evaluation.trials import Task, Trial
from liveness.challenge.plan import ENROLLMENT, ChallengePlan, Step
from liveness.challenge.prompts import Challenge, Prompt
from liveness.ports import FaceEngine, Image

KEPT_CLIPS = 2
REVEALED_EVERY_S = 3.4
FIRST_REVEAL_S = 1.0
_CONTROLS = {"webm": catalogue.control, "mp4": catalogue.control_mp4}


class Studio:
    """Makes presentations.

    Args:
        folder: where the manifest's files lie.
        engine: measures the faces that attacks bend.
    """

    def __init__(self, folder: Path, engine: FaceEngine) -> None:
        self._folder, self._engine = folder, engine
        self._clip = lru_cache(maxsize=KEPT_CLIPS)(self._read)
        self._faces: dict[int, tuple[Clip, Faces]] = {}

    def present(self, trial: Trial) -> Presentation:
        """What a trial hands in.

        Raises:
            RecordingError: the recording it is made from cannot be read.
            MaterialMissingError: that recording lacks what the species needs, or the picture cannot be read.
            OSError: the file is gone.
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
        """The clip is kept with its faces, so that no other clip can get its id."""
        if id(clip) not in self._faces:
            if len(self._faces) >= KEPT_CLIPS:
                self._faces.pop(next(iter(self._faces)))
            self._faces[id(clip)] = (clip, [self._engine.measure(image)[1] for image in clip.images])
        return self._faces[id(clip)][1]


def rendered(seed: int, flaw: str) -> Presentation:
    """A rendered subject answers a challenge drawn with the seed; flaw: a `Flaw`'s value, or empty for none."""
    challenge = Challenge(tuple(_drawn_prompts(np.random.default_rng([seed, 1]))))
    behaviour = Behaviour.with_flaw(Flaw(flaw)) if flaw else Behaviour()
    return Presentation(record(Subject(seed), challenge, take=Take(behaviour, seed=seed)), challenge)


def _drawn_prompts(rng: np.random.Generator) -> Iterator[Prompt]:
    """Numbers, words and both turns in random order, one after the other, each with its window."""
    plan = ChallengePlan("", tuple(step for step in ENROLLMENT if step is not Step.CONSENT))
    reveal_s = FIRST_REVEAL_S
    while plan.left:
        prompt, window_s, plan = plan.draw(lambda count: int(rng.integers(count)))
        yield Prompt(prompt.id, prompt.kind, prompt.text, prompt.direction, reveal_s, reveal_s + window_s)
        reveal_s += REVEALED_EVERY_S
