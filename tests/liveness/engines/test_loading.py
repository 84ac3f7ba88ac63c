"""One engine a role, as chosen; every template says which net made it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from liveness.engines import loading
from liveness.engines.choice import AttackNets, EngineChoice, Extra, FaceTemplates, VoiceTemplates, Words
from liveness.engines.insightface_engines import roles
from liveness.engines.second_opinion import ScorerWithSecondOpinion
from liveness.engines.speech import PocketSphinxSpeech
from liveness.limits import net_ids
from liveness.limits.net_ids import DLIB_RESNET, W600K_R50
from liveness.limits.words import POCKETSPHINX, WHISPER_TINY_EN, UnknownScorerError
from liveness.measure.frame_picks import FramePicks, look_closely
from liveness.models.errors import MissingModelFileError
from liveness.models.manifest import joined_ids
from liveness.ports import Engines
from tests.liveness.engines import standin_nets
from tests.liveness.engines.test_insightface import HERE, MIDDLE, picture
from tests.liveness.fakes import fake_engines

Files = Mapping[str, Mapping[str, Path]]
EVERYTHING = EngineChoice(FaceTemplates.INSIGHTFACE, presentation_attack=AttackNets.INSIGHTFACE, age=Extra.INSIGHTFACE)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("models")
    faces = {
        "face_points": folder / "buffalo_l" / "det_10g.onnx",
        "face_template": folder / "buffalo_l" / "w600k_r50.onnx",
        "age": folder / "buffalo_l" / "genderage.onnx",
    }
    standin_nets.write_detector(faces["face_points"])
    standin_nets.write_recognition(faces["face_template"], seed=1)
    standin_nets.write_genderage(faces["age"])
    addon = folder / "liveness.onnx"
    standin_nets.write_liveness(addon)
    return {"insightface": faces, "insightface-liveness": {"presentation_attack": addon}}


def filled(files: Files, choice: EngineChoice) -> Engines:
    return replace(fake_engines(), **roles(choice, {pack: files[pack] for pack in choice.packs if pack in files}))


def picks(grey: int) -> FramePicks:
    kept = FramePicks(3.0)
    for second in range(3):
        kept.offer(float(second), picture((MIDDLE, MIDDLE), grey=grey + 10 * second), HERE)
    return kept


def test_every_role_that_was_chosen_is_filled(files: Files) -> None:
    engines = filled(files, EVERYTHING)
    looks = look_closely(picks(grey=102), engines)

    assert {sample.model_id for sample in looks.faces} == {W600K_R50}
    assert looks.age_years == pytest.approx(44, abs=1)
    assert looks.live is not None
    assert [score.probability is not None for score in looks.live] == [True] * 3


def test_a_role_that_was_not_chosen_keeps_its_engine(files: Files) -> None:
    engines = filled(files, EngineChoice(age=Extra.INSIGHTFACE))
    looks = look_closely(picks(grey=51), engines)

    assert {sample.model_id for sample in looks.faces} == {DLIB_RESNET}
    assert looks.age_years == pytest.approx(24, abs=1)
    assert looks.live is None


def test_faces_that_insightface_cannot_find_leave_nothing_but_what_the_net_missed(
    files: Files,
) -> None:
    dark = FramePicks(1.0)
    dark.offer(0.5, picture(), HERE)
    looks = look_closely(dark, filled(files, EVERYTHING))

    assert (looks.faces, looks.age_years) == ((), None)
    assert looks.live is not None
    assert [score.probability for score in looks.live] == [None]


@pytest.mark.parametrize(
    ("choice", "missing"),
    [
        (EngineChoice(FaceTemplates.INSIGHTFACE), "det_10g"),
        (EngineChoice(presentation_attack=AttackNets.INSIGHTFACE), "det_10g"),
        (EngineChoice(age=Extra.INSIGHTFACE), "det_10g.*--pack insightface`"),
        (EngineChoice(voice_template=VoiceTemplates.SPEECHBRAIN), "voice_template.*--pack speechbrain"),
        (EngineChoice(), "words_encoder.*--pack whisper"),
    ],
)
def test_a_chosen_pack_that_was_not_built_is_named(
    choice: EngineChoice, missing: str, models_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "open-2").symlink_to((models_dir / "open-2").resolve())
    with pytest.raises(MissingModelFileError, match=missing):
        loading.load(tmp_path, choice)


DLIB, GE2E = FaceTemplates.DLIB, VoiceTemplates.GE2E


@pytest.mark.parametrize(
    ("choice", "marked"),
    [
        (EngineChoice(), "open-2+whisper-1"),
        (EngineChoice(DLIB, GE2E), "open-1+whisper-1"),
        (EngineChoice(DLIB), "open-2+open-1+whisper-1"),
        (EngineChoice(voice_template=GE2E), "open-2+open-1+whisper-1"),
        (EngineChoice(voice_template=VoiceTemplates.SPEECHBRAIN), "open-2+speechbrain-1+whisper-1"),
        (EngineChoice(DLIB, VoiceTemplates.SPEECHBRAIN), "open-1+speechbrain-1+whisper-1"),
        (
            EngineChoice(FaceTemplates.INSIGHTFACE, VoiceTemplates.SPEECHBRAIN),
            "open-2+insightface-1+speechbrain-1+whisper-1",
        ),
        (EngineChoice(earlier_face_template=DLIB), "open-2+open-1+whisper-1"),
        (EngineChoice(earlier_voice_template=VoiceTemplates.SPEECHBRAIN), "open-2+speechbrain-1+whisper-1"),
        (EngineChoice(earlier_face_template=FaceTemplates.INSIGHTFACE), "open-2+insightface-1+whisper-1"),
        (EngineChoice(age=Extra.INSIGHTFACE), "open-2+insightface-1+whisper-1"),
        (EngineChoice(words=Words.POCKETSPHINX), "open-2"),
        (EVERYTHING, "open-2+insightface-1+insightface-liveness-1+whisper-1"),
    ],
)
def test_a_choice_is_marked_with_every_pack_it_takes(choice: EngineChoice, marked: str) -> None:
    assert joined_ids(choice.packs) == marked


@pytest.mark.parametrize(
    ("choice", "pack", "face", "voice"),
    [
        (EngineChoice(), "open-2+whisper-1", net_ids.SFACE, net_ids.CAMPPLUS),
        (EngineChoice(DLIB, GE2E), "open-1+whisper-1", net_ids.DLIB_RESNET, net_ids.GE2E),
        (EngineChoice(DLIB), "open-2+open-1+whisper-1", net_ids.DLIB_RESNET, net_ids.CAMPPLUS),
    ],
    ids=["what nobody has to choose", "the first open pack", "the net without conditions, one setting away"],
)
def test_the_open_packs_fill_every_role(
    choice: EngineChoice, pack: str, face: str, voice: str, models_dir: Path
) -> None:
    engines = loading.load(models_dir, choice)

    assert (engines.pack, engines.face_template.model_id, engines.voice_template.model_id) == (pack, face, voice)
    assert engines.presentation_attack is None
    assert engines.age is None
    assert engines.speech_scorer.scorer_id == WHISPER_TINY_EN
    assert isinstance(engines.phone_timer, PocketSphinxSpeech)
    assert isinstance(engines.speech_scorer, ScorerWithSecondOpinion)
    assert engines.speech_scorer.second is engines.phone_timer


def test_pocketsphinx_scores_words_where_it_is_chosen_and_no_file_of_whisper_is_needed(
    models_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "open-2").symlink_to((models_dir / "open-2").resolve())
    engines = loading.load(tmp_path, EngineChoice(words=Words.POCKETSPHINX))

    assert engines.pack == "open-2"
    assert engines.speech_scorer.scorer_id == POCKETSPHINX


def test_an_engine_for_words_without_limits_is_not_loaded(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PocketSphinxSpeech, "scorer_id", "guess")

    with pytest.raises(UnknownScorerError, match="'guess'"):
        loading.load(models_dir, EngineChoice(words=Words.POCKETSPHINX))


def test_the_first_open_pack_needs_no_file_of_the_second(models_dir: Path, tmp_path: Path) -> None:
    for pack in ("open", "whisper"):
        (tmp_path / pack).symlink_to((models_dir / pack).resolve())

    assert loading.load(tmp_path, EngineChoice(DLIB, GE2E)).pack == "open-1+whisper-1"
    with pytest.raises(MissingModelFileError, match="--pack open-2"):
        loading.load(tmp_path, EngineChoice())


def test_nets_of_before_are_loaded_beside_those_of_today(models_dir: Path) -> None:
    choice = EngineChoice(earlier_face_template=DLIB, earlier_voice_template=GE2E)
    engines = loading.load(models_dir, choice)

    assert engines.face_template.model_id == net_ids.SFACE
    assert engines.earlier_face_template is not None
    assert engines.earlier_voice_template is not None
    before = {engines.earlier_face_template.model_id, engines.earlier_voice_template.model_id}
    assert before == {net_ids.DLIB_RESNET, net_ids.GE2E}
    assert choice.nets == before | EngineChoice().nets


def test_insightface_can_be_the_net_of_before(files: Files) -> None:
    engines = filled(files, EngineChoice(earlier_face_template=FaceTemplates.INSIGHTFACE))

    assert engines.face_template.model_id == DLIB_RESNET  # the fake one, for no pack is opened here
    assert engines.earlier_face_template is not None
    assert engines.earlier_face_template.model_id == W600K_R50
