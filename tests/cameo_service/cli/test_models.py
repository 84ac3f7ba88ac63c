import json
from pathlib import Path

from typer.testing import CliRunner

from cameo_service.cli.models import app
from consent.owner_act import OwnerAct
from tests.liveness.challenge.test_language_file import vocabulary

RUN = CliRunner()


def sound_vocabulary(folder: Path) -> Path:
    sentences = "".join(f'{act} = "quiero {act.replace("_", " ")}"\n' for act in OwnerAct if act is not OwnerAct.ERASE)
    file = folder / "xx.toml"
    file.write_bytes(vocabulary().replace(b"[acts]\n", b"[acts]\n" + sentences.encode()))
    return file


def test_list_names_every_role_with_its_licence() -> None:
    listed, words = (json.loads(line) for line in RUN.invoke(app, ["list", "--json"]).stdout.splitlines())

    assert {file["role"]: file["licence"] for file in listed["files"]}["face_template"] == "Apache-2.0"
    assert listed["installed"][0]["role"] == "speech"
    assert {file["role"]: file["licence"] for file in words["files"]}["words_encoder"] == "MIT"


def test_verify_names_the_files_of_every_pack_of_the_defaults(models_dir: Path) -> None:
    asked = RUN.invoke(app, ["verify", "--models", str(models_dir), "--json"])
    verified, words = (json.loads(line) for line in asked.stdout.splitlines())

    assert (verified["pack"], words["pack"]) == ("open-2", "whisper-1")
    assert Path(verified["files"]["face_detector"]).is_file()
    assert Path(words["files"]["words_decoder"]).is_file()


def test_the_first_open_pack_stays_to_be_had(models_dir: Path) -> None:
    listed = json.loads(RUN.invoke(app, ["list", "--pack", "open", "--json"]).stdout)
    asked = ["verify", "--pack", "open", "--models", str(models_dir), "--json"]

    assert {file["role"]: file["licence"] for file in listed["files"]}["face_template"] == "CC0-1.0"
    assert json.loads(RUN.invoke(app, asked).stdout)["pack"] == "open-1"


def test_verify_fails_where_there_is_no_pack(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["verify", "--models", str(tmp_path)])

    assert result.exit_code == 1
    assert "face_detector.tflite is missing" in result.stderr


def test_an_offline_build_from_an_empty_folder_names_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    result = RUN.invoke(app, ["build", "--models", str(tmp_path / "packs"), "--from", str(tmp_path / "empty")])

    assert result.exit_code == 1
    assert "face_detection_short_range.tflite is missing" in result.stderr


def test_building_built_packs_is_done_at_once(models_dir: Path, tmp_path: Path) -> None:
    result = RUN.invoke(app, ["build", "--models", str(models_dir), "--from", str(tmp_path), "--json"])

    assert result.exit_code == 0
    assert [json.loads(line)["pack"] for line in result.stdout.splitlines()] == ["open-2", "whisper-1"]


def test_an_unknown_pack_is_refused_with_the_known_ones() -> None:
    result = RUN.invoke(app, ["list", "--pack", "closed"])

    assert result.exit_code == 1
    assert "known packs: insightface, insightface-liveness, neural-speech, open, open-2, print-screen" in result.stderr


def test_a_pack_for_research_only_says_so_and_is_not_built(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["build", "--pack", "insightface", "--models", str(tmp_path), "--from", str(tmp_path)])

    assert result.exit_code == 1
    assert "non-commercial research only" in result.stderr
    assert "--accept-licence" in result.stderr


def test_an_accepted_pack_needs_its_files_all_the_same(tmp_path: Path) -> None:
    asked = ["build", "--pack", "insightface", "--models", str(tmp_path / "packs"), "--accept-licence"]

    assert "det_10g.onnx is missing" in RUN.invoke(app, [*asked, "--from", str(tmp_path)]).stderr
    assert "on no package index" in RUN.invoke(app, asked).stderr


def test_a_language_is_built_by_its_name_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    asked = ["build", "--models", str(tmp_path / "packs"), "--from", str(tmp_path), "--language"]

    assert "model.bin.part2 is missing" in RUN.invoke(app, [*asked, "es"]).stderr
    assert "'tlh'" in RUN.invoke(app, [*asked, "tlh"]).stderr


def test_a_vocabulary_is_checked_by_itself_and_refused_by_the_name_of_its_fault(tmp_path: Path) -> None:
    sound, faulty = sound_vocabulary(tmp_path), tmp_path / "yy.toml"
    faulty.write_bytes(vocabulary(left_out='["1", "2"]'))

    checked = RUN.invoke(app, ["check-language", str(sound), "--json"])
    assert json.loads(checked.stdout) == {"language": "xx", "vocabulary": "usable", "measured": None}
    refused = RUN.invoke(app, ["check-language", str(faulty)])
    assert refused.exit_code == 1
    assert "Leave fewer digits out" in refused.stderr


def test_recordings_without_the_digits_measure_nothing(tmp_path: Path) -> None:
    file = sound_vocabulary(tmp_path)
    (tmp_path / "manifest.csv").write_text("file,person,transcript\na.wav,ada,hello\n")

    result = RUN.invoke(app, ["check-language", str(file), "--voices", str(tmp_path)])
    assert result.exit_code == 1
    assert "No person in the folder says the digits" in result.stderr
    assert not file.with_name("xx.toml.measured.json").exists()
