"""What a person's recordings give: templates for each take, and scores of right and other texts."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.io import wavfile

from evaluation.home_takes import OTHER_TEXTS, HomeWorker, measure_person, person_of
from evaluation.manifest_data import read_manifest
from liveness.challenge.file import write_challenge
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.limits.calibration import Role
from liveness.observations import WordScores
from liveness.ports import Samples
from tests.liveness.fakes import HearsWhatWasAsked, fake_engines

ASKED = Challenge(
    (
        Prompt("n", PromptKind.SAY, "forty two ninety seven"),
        Prompt("w", PromptKind.SAY, "velvet monkey airport noodle"),
    )
)


class HearsTheseWords(HearsWhatWasAsked):
    """A right text fits, and beats others by 3; of any other text nothing is recognised."""

    def score(self, samples: Samples, asked: str, language: str = "en") -> WordScores:
        is_right = asked in {prompt.text for prompt in ASKED.prompts} | {"blue moon rises"}
        return WordScores(self.scorer_id, -1.0, (-4.0,), recognised=tuple(asked.split()) if is_right else ("no",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    loud = (np.sin(np.arange(5 * 16_000) / 9) * 9_000).astype(np.int16)
    for name in ("take.wav", "told.wav"):
        wavfile.write(tmp_path / name, 16_000, loud)
    (tmp_path / "noise.wav").write_bytes(b"no sound")
    (tmp_path / "take.json").write_text(write_challenge(ASKED), encoding="utf-8")
    (tmp_path / "manifest.csv").write_text(
        "file,person,transcript,challenge\ntake.wav,ann,,take.json\ntold.wav,ann,blue moon rises,\nnoise.wav,ann,,\n",
        encoding="utf-8",
    )
    return tmp_path


def measured(folder: Path, *roles: Role) -> Mapping[str, Any]:
    engines = replace(fake_engines(), speech_scorer=HearsTheseWords())
    return measure_person(HomeWorker(folder, folder, engines), (frozenset(roles), read_manifest(folder).entries))


def test_a_take_gives_a_voice_and_an_answer_to_each_prompt_and_other_texts_of_it(folder: Path) -> None:
    found = person_of(measured(folder, Role.VOICE, Role.WORDS))

    assert found.name == "ann"
    assert len(found.voices) == 2
    assert [(one.kind, one.score) for one in found.answers if one.is_right] == [
        ("numbers", 3.0),
        ("words", 3.0),
        ("words", 3.0),
    ]
    others = [one.score for one in found.answers if not one.is_right]
    assert others == [-math.inf] * OTHER_TEXTS * 3
    assert found.unread == ("noise.wav",)


def test_only_what_is_asked_is_measured(folder: Path) -> None:
    found = person_of(measured(folder, Role.FACE))

    assert (found.voices, found.answers, found.unread) == ((), (), ())
