"""Neural speech under faces that did not say it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evaluation.attacks.clip import read_clip
from evaluation.attacks.neural import SPECIES
from evaluation.attacks.neural_speech import PACK, Net, neural_speech
from evaluation.attacks.species import Material, MaterialMissingError, Species
from evaluation.subject.performance import Behaviour, Performance
from evaluation.subject.rendered_voice import VOICES, Phone, Utterance, VoiceStyle
from liveness.challenge.prompts import Prompt, PromptKind
from liveness.engines.choice import AttackNets, EngineChoice, Extra, FaceTemplates, VoiceTemplates, Words
from liveness.models import manifest
from liveness.models.errors import WrongModelFileError

FACES = SPECIES[:2]


def loud_span(samples: np.ndarray) -> tuple[float, float]:
    """When a sound begins and ends to be loud, in seconds."""
    loud = np.flatnonzero(np.abs(samples) > 0.1)
    return loud[0] / 48_000, loud[-1] / 48_000


@pytest.mark.parametrize("species", FACES, ids=lambda species: species.name)
def test_the_words_that_are_said_are_those_that_are_asked(species: Species, material: Material) -> None:
    silent_about = replace(material, clip=replace(material.clip, transcript=""))
    for given in (material, silent_about):
        prompts = species.make(given, np.random.default_rng(1)).challenge.prompts
        assert [prompt.kind for prompt in prompts] == [PromptKind.SAY]
        assert prompts[0].text


def test_known_words_are_said_while_the_person_speaks(material: Material) -> None:
    quiet = material.clip.samples.copy()
    quiet[: 48_000 // 2] = 0
    later = replace(material, clip=replace(material.clip, samples=quiet))

    start_s, end_s = loud_span(read_clip(FACES[0].make(later, np.random.default_rng(1)).media, "ann").samples)

    assert start_s == pytest.approx(0.5, abs=0.1)
    assert end_s == pytest.approx(material.clip.duration_s, abs=0.1)


@pytest.mark.parametrize("species", SPECIES, ids=lambda species: species.name)
def test_without_the_pack_no_attack_is_made_and_the_reason_names_it(species: Species, material: Material) -> None:
    with pytest.raises(MaterialMissingError, match=f"cameo models build --pack {PACK}"):
        species.make(replace(material, neural=None), np.random.default_rng(1))


def test_a_pack_that_is_not_built_gives_no_voices_and_an_altered_one_is_refused(tmp_path: Path) -> None:
    assert neural_speech(tmp_path) is None

    folder = tmp_path / PACK
    folder.mkdir()
    for file in manifest.load(PACK).files:
        (folder / file.output).write_bytes(b"another net")
    with pytest.raises(WrongModelFileError, match="not the pinned one"):
        neural_speech(tmp_path)


def test_no_service_can_choose_the_pack() -> None:
    every = (
        EngineChoice(face, voice, attacks, age, words)
        for face in FaceTemplates
        for voice in VoiceTemplates
        for attacks in AttackNets
        for age in Extra
        for words in Words
    )
    assert all(PACK not in choice.packs for choice in every)


def test_a_rendered_subject_speaks_as_it_is_told_and_its_lips_follow() -> None:
    said = []

    def speaks(text: str, style: VoiceStyle) -> Utterance:
        said.append((text, style))
        return Utterance(np.ones(48_000, np.float32), (Phone("a", 0.0, 1.0),))

    performance = Performance(VOICES[1], Behaviour(), 0, speaks)
    answer = performance.answer(Prompt("p", PromptKind.SAY, "forty two"), 1.0)

    assert said == [("forty two", VOICES[1])]
    assert answer.samples is not None
    assert answer.samples.all()
    assert performance.pose(answer.start_s + 0.5).opening > 0.5


def test_both_nets_have_a_name_of_their_own() -> None:
    assert {net.value for net in Net} <= {word.strip("()") for species in FACES for word in species.name.split()}
