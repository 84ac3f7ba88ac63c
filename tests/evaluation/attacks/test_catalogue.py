"""Every species on one recording."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from evaluation.attacks.catalogue import BY_NAME, CATALOGUE, control, control_mp4
from evaluation.attacks.clip import Clip, read_clip
from evaluation.attacks.species import Kind, Material, Presentation, Species
from liveness.media.recording_errors import RecordingError
from liveness.ports import Image

DRAWN = "neural speech over a rendered face"
"""Fourteen seconds of a rendered subject, whom tests/evaluation/subject films."""
READABLE = [species for species in CATALOGUE if species.kind is not Kind.FAULT and species.name != DRAWN]


def made(species: Species, material: Material, seed: int = 7) -> Presentation:
    return species.make(material, np.random.default_rng(seed))


def shown(name: str, material: Material) -> Clip:
    return read_clip(made(BY_NAME[name], material).media, "ann")


def difference(one: Clip, other: Clip) -> float:
    pairs = zip(one.images, other.images, strict=False)
    return float(np.mean([np.abs(a.astype(float) - b.astype(float)).mean() for a, b in pairs]))


def moved(images: Sequence[Image]) -> float:
    return float(np.abs(images[5].astype(float) - images[-1].astype(float)).mean())


@pytest.mark.parametrize("species", READABLE, ids=lambda species: species.name)
def test_every_species_is_a_recording_that_can_be_judged(species: Species, material: Material) -> None:
    attack = read_clip(made(species, material).media, "ann")

    assert len(attack.images) >= 10
    assert attack.size == material.clip.size


@pytest.mark.parametrize("make", [control, control_mp4])
def test_the_control_is_the_genuine_recording_but_for_its_coding(
    make: Callable[[Material, np.random.Generator], Presentation], material: Material
) -> None:
    kept = read_clip(make(material, np.random.default_rng(0)).media, "ann")

    assert len(kept.images) == len(material.clip.images)
    assert difference(kept, material.clip) < 30


def test_the_same_seed_makes_the_same_bytes(material: Material) -> None:
    one, same = (made(BY_NAME["spliced sound"], material).media for _ in range(2))

    assert read_clip(one, "ann").samples == pytest.approx(read_clip(same, "ann").samples)


def test_rows_one_to_eighteen_of_the_catalogue_are_there() -> None:
    assert {species.row for species in CATALOGUE} == set(range(1, 19))


def test_names_are_used_once() -> None:
    assert len(BY_NAME) == len(CATALOGUE)


def test_a_still_photo_stands_still(material: Material) -> None:
    genuine, still = (clip.images for clip in (material.clip, shown("still photo", material)))

    assert moved(still) < moved(genuine) / 2


def test_a_loop_comes_back_to_its_first_picture(material: Material) -> None:
    clip = replace(material.clip, times_s=tuple(2 * at for at in material.clip.times_s))
    images = shown("loop", replace(material, clip=clip)).images
    period = len(clip.images) // 2

    assert np.abs(images[0].astype(float) - images[period].astype(float)).mean() < 25


def test_to_and_fro_is_the_same_forwards_and_backwards(material: Material) -> None:
    images = [image.astype(float) for image in shown("to and fro", material).images]
    turn = len(images) // 2 - 1

    assert np.abs(images[turn - 4] - images[turn + 4]).mean() < np.abs(images[turn - 4] - images[turn]).mean() + 3


def test_a_time_stretch_lasts_longer(material: Material) -> None:
    assert shown("time stretch", material).duration_s == pytest.approx(1.2 * material.clip.duration_s, abs=0.1)


def test_an_identical_replay_was_seen_before_byte_by_byte(material: Material) -> None:
    replay = made(BY_NAME["replay, identical"], material)

    assert replay.media in replay.earlier


@pytest.mark.parametrize("name", [species.name for species in CATALOGUE if species.row == 7])
def test_every_replay_names_the_recording_that_was_seen_before(name: str, material: Material) -> None:
    assert len(made(BY_NAME[name], material).earlier) == 1


def test_a_virtual_camera_leaves_its_name(material: Material) -> None:
    assert b"OBS Virtual Camera" in made(BY_NAME["virtual camera"], material).media


def test_wrong_words_ask_for_as_many_other_words(material: Material) -> None:
    (prompt,) = made(BY_NAME["wrong words"], material).challenge.prompts

    assert prompt.text != material.clip.transcript
    assert len(prompt.text.split()) == len(material.clip.transcript.split())


def test_an_early_answer_is_over_when_it_is_asked(material: Material) -> None:
    (prompt,) = made(BY_NAME["answer too early"], material).challenge.prompts

    assert prompt.reveal_s is not None
    assert prompt.reveal_s > material.clip.duration_s / 2


def test_anothers_voice_is_asked_for_that_persons_words(material: Material) -> None:
    (prompt,) = made(BY_NAME["another's voice"], material).challenge.prompts

    assert prompt.text == "green sea"


def test_a_turned_photo_is_asked_to_turn(material: Material) -> None:
    kinds = [prompt.kind.value for prompt in made(BY_NAME["turned photo"], material).challenge.prompts]

    assert kinds == ["say", "turn"]


def test_the_dark_recording_is_dark(material: Material) -> None:
    assert np.mean(shown("dark", material).images[3]) < 40


def test_a_truncated_file_is_refused(material: Material) -> None:
    with pytest.raises(RecordingError):
        read_clip(made(BY_NAME["truncated"], material).media, "ann")


def test_no_sound_is_no_sound(material: Material) -> None:
    assert not len(shown("no sound", material).samples)


def test_one_picture_is_one_picture(material: Material) -> None:
    assert len(shown("one picture", material).images) == 1
