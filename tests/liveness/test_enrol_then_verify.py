"""One real person is enrolled; other recordings of him match, every other person is refused, by face and by voice."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import pytest

from evaluation.subject.media_files import read_sound
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.checks.same_voice import match
from liveness.limits.recordings import RecordingLimits
from liveness.measure.net_speech import net_speech
from liveness.measure.templates import (
    MatchingTemplates,
    Template,
    from_bytes,
    pooled_face,
    pooled_voice,
    same_face,
    to_bytes,
    voice_similarity,
)
from liveness.media.recording import ANALYSE_FORMATS
from liveness.observations import FaceSample, Observations, VoiceSample
from liveness.ports import Engines
from liveness.verdict.analysis import Analyser
from liveness.verdict.policy import Check, Policy
from tests.liveness.engines.photos import photos_of_one_person
from tests.liveness.fakes import HearsWhatWasAsked

WAIVED = Policy("prompts waived", (Check.QUALITY, Check.CONTINUITY))
"""Nobody in the test data answers prompts, so what needs them is not required here. No product flag does this."""
LISTENED = Challenge(
    tuple(
        Prompt(str(number), PromptKind.SAY, "hello", reveal_s=start_s, deadline_s=start_s + 5)
        for number, start_s in enumerate((0.0, 5.0))
    )
)
"""Says which stretches of sound are taken for the voice; what was said in them is not judged."""
PERSON = "obama"
ENROLLED = "EDTalk__test_data_uncrop_Obama.mp4"
HIS_OTHER = "styletalk__Obama_clip3_muxed.mp4"
SPEAKERS = {"latsync_1", "vr_1", "reagan"}
"""The others who are filmed while they speak; one more would take as long as all these."""
VOICE_S = 6.0


@dataclass(frozen=True)
class Row:
    file: str
    person: str
    group: str
    duration_s: float


@pytest.fixture(scope="module")
def rows(testdata: Path) -> list[Row]:
    with (testdata / "manifest.csv").open(encoding="utf-8") as manifest:
        return [
            Row(row["file"], row["person"], row["group"], float(row["duration_s"] or 0))
            for row in csv.DictReader(manifest)
            if row["label"] == "genuine"
        ]


@pytest.fixture(scope="module")
def analyser(engines: Engines) -> Analyser:
    # What was said is not judged here, so nothing needs to recognise it; that takes most of the time.
    deaf = HearsWhatWasAsked()
    heard = replace(engines, speech_scorer=deaf, phone_timer=deaf)
    return Analyser(heard, RecordingLimits(), perf_counter, ANALYSE_FORMATS)


@pytest.fixture(scope="module")
def enrolled(testdata: Path, rows: list[Row], analyser: Analyser) -> MatchingTemplates:
    """As they come out of the vault again."""
    (path,) = (testdata / row.file for row in rows if row.file.endswith(ENROLLED))
    analysis = analyser.analyse(path.read_bytes(), LISTENED, WAIVED)
    assert analysis.verdict, analysis.verdict
    assert analysis.templates is not None
    assert analysis.reference is not None
    return from_bytes(to_bytes(analysis.templates))


def observed(analyser: Analyser, path: Path) -> Observations:
    return analyser.observe(path.read_bytes(), LISTENED)


def spoken_s(observations: Observations) -> float:
    return sum(voice.net_speech_s for voice in observations.voices)


def same_voice(enrolled: MatchingTemplates, voice: Template | None, net_s: float) -> bool:
    assert enrolled.voice is not None
    return voice is not None and bool(
        match(voice_similarity(enrolled.voice, voice), min(net_s, VOICE_S), voice.model_id)
    )


def test_he_matches_himself_in_another_setting(
    testdata: Path, rows: list[Row], analyser: Analyser, enrolled: MatchingTemplates
) -> None:
    (path,) = (testdata / row.file for row in rows if row.file.endswith(HIS_OTHER))
    seen = observed(analyser, path)
    assert same_face(enrolled.face, pooled_face(seen.faces))
    assert same_voice(enrolled, pooled_voice(seen.voices), spoken_s(seen))


def test_nobody_else_on_video_has_his_face_or_his_voice(
    testdata: Path, rows: list[Row], analyser: Analyser, enrolled: MatchingTemplates
) -> None:
    for row in (row for row in rows if row.group == "faces_video" and row.person in SPEAKERS):
        seen = observed(analyser, testdata / row.file)
        assert not same_face(enrolled.face, pooled_face(seen.faces)), row.person
        assert not same_voice(enrolled, pooled_voice(seen.voices), spoken_s(seen)), row.person


def test_nobody_else_on_a_photo_has_his_face(testdata: Path, engines: Engines, enrolled: MatchingTemplates) -> None:
    his: list[bool] = []
    others: list[bool] = []
    for person, face in _photo_faces(testdata, engines):
        (his if person == PERSON else others).append(same_face(enrolled.face, face))
    print(f"\nphotos: {sum(his)} of {len(his)} of him match, {sum(others)} of {len(others)} of others")  # noqa: T201
    assert any(his)
    assert len(others) >= 50
    assert not any(others)


def _photo_faces(testdata: Path, engines: Engines) -> Iterator[tuple[str, Template]]:
    for photo in photos_of_one_person(testdata):
        _, face = engines.face.measure(photo.image)
        vector = None if face is None else engines.face_template.template(photo.image, face)
        if vector is not None:
            yield photo.person, pooled_face([FaceSample(0.0, vector, engines.face_template.model_id)])


def test_nobody_else_heard_has_his_voice(
    testdata: Path, rows: list[Row], engines: Engines, enrolled: MatchingTemplates
) -> None:
    one_each = {row.person: row for row in rows if row.group == "speech_other" and row.duration_s >= 9}
    judged = [same_voice(enrolled, _voice(testdata / row.file, engines), VOICE_S) for row in one_each.values()]
    print(f"\nvoices: {sum(judged)} of {len(judged)} other people match")  # noqa: T201 - the figure of this test
    assert len(judged) >= 40
    assert not any(judged)


def _voice(path: Path, engines: Engines) -> Template | None:
    samples = read_sound(path)[: round(2 * VOICE_S * 16_000)]
    speech = net_speech(samples, engines.voice_activity.speech_probability(samples))[: round(VOICE_S * 16_000)]
    vector = engines.voice_template.template(speech)
    return pooled_voice([VoiceSample(0.0, VOICE_S, len(speech) / 16_000, vector, engines.voice_template.model_id)])
