"""Voices of real people: one person is alike in two recordings, two people are not."""

import csv
from pathlib import Path

import numpy as np
import pytest

from evaluation.subject.media_files import read_sound
from liveness.checks.same_voice import match
from liveness.measure.net_speech import net_speech
from liveness.observations import Vector
from liveness.ports import Engines

SECONDS = 4.0
OBAMA = "faces_video/obama/styletalk__Obama_clip{}_muxed.mp4"


def template(engines: Engines, path: Path) -> Vector:
    samples = read_sound(path)
    speech = net_speech(samples, engines.voice_activity.speech_probability(samples))
    assert len(speech) >= SECONDS * 16_000
    return engines.voice_template.template(speech[: round(SECONDS * 16_000)])


@pytest.fixture(scope="module")
def readers(testdata: Path, engines: Engines) -> dict[str, list[Vector]]:
    """Two templates each of the people who read aloud in several files."""
    with (testdata / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["person"] in {"ls_1688", "ls_2414", "ls_3080", "ls_533"}]
    long_enough = [row for row in rows if float(row["duration_s"]) > 2 * SECONDS]
    files = {
        person: [row["file"] for row in long_enough if row["person"] == person]
        for person in {r["person"] for r in rows}
    }
    return {person: [template(engines, testdata / name) for name in names[:2]] for person, names in files.items()}


def test_a_person_matches_himself_in_another_setting(testdata: Path, engines: Engines) -> None:
    rose_garden, address, home = (template(engines, testdata / OBAMA.format(number)) for number in (1, 2, 3))

    assert match(float(rose_garden @ address), SECONDS, engines.voice_template.model_id)
    assert match(float(rose_garden @ home), SECONDS, engines.voice_template.model_id)


def test_each_reader_matches_himself_and_nobody_else(readers: dict[str, list[Vector]], engines: Engines) -> None:
    assert len(readers) == 4
    for person, (first, second) in readers.items():
        assert match(float(first @ second), SECONDS, engines.voice_template.model_id), person
        others = [other for name, pair in readers.items() if name != person for other in pair]
        assert not any(
            match(float(np.dot(first, other)), SECONDS, engines.voice_template.model_id) for other in others
        ), person
