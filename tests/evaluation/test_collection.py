"""Volunteers' recordings: kept only with a consent, and deleted on request."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cameo_service.cli.collect.command import app
from evaluation.collection import Collection, CollectionError, Consent, NoConsentError
from evaluation.manifest_data import read_manifest
from liveness.challenge.file import read_challenge, write_challenge
from liveness.challenge.prompts import Challenge, Prompt, PromptKind
from liveness.media.recording_errors import RecordingError
from tests.liveness.clips import Clip, encode, every

ASKED = Challenge((Prompt("1", PromptKind.SAY, "velvet monkey"),))
SIGNED = Consent("anna", "volunteer-1", "2026-11-20", ("measure",))


def clip(luma: int = 90) -> bytes:
    return encode(Clip(times_s=every(15, 1.0), bgr=(luma, luma, luma)))


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    made = Collection(tmp_path / "people")
    made.consent(SIGNED)
    return made


def test_a_recording_without_a_signed_consent_is_not_kept(tmp_path: Path) -> None:
    empty = Collection(tmp_path)
    with pytest.raises(NoConsentError, match="anna"):
        empty.add("anna", clip(), ".webm", ASKED)
    assert list(tmp_path.rglob("*.webm")) == []


def test_a_consent_to_nothing_is_none(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match="purpose"):
        Collection(tmp_path).consent(Consent("anna", "volunteer-1", "2026-11-20", ()))


def test_the_manifest_is_what_an_evaluation_reads(collection: Collection) -> None:
    place = collection.add("anna", clip(), ".webm", ASKED, "by a window")
    (entry,) = read_manifest(collection.folder).entries
    assert (entry.file, entry.person, entry.transcript, entry.is_genuine) == (place, "anna", "velvet monkey", True)
    kept = collection.folder / collection.rows()[0]["challenge"]
    assert read_challenge(kept.read_text()) == ASKED


def test_sessions_are_numbered_and_the_same_file_enters_once(collection: Collection) -> None:
    collection.add("anna", clip(), ".webm", ASKED)
    collection.add("anna", clip(120), ".webm", ASKED)
    assert [row["session"] for row in collection.rows()] == ["s1", "s2"]
    with pytest.raises(CollectionError, match="already"):
        collection.add("anna", clip(), ".webm", ASKED)


def test_deletion_leaves_nothing_of_a_person_and_everything_of_the_others(collection: Collection) -> None:
    collection.consent(Consent("ben", "volunteer-1", "2026-11-20", ("measure",)))
    collection.add("anna", clip(), ".webm", ASKED)
    collection.add("ben", clip(120), ".webm", ASKED)
    assert collection.delete("anna").recordings == 1
    assert [row["person"] for row in collection.rows()] == ["ben"]
    assert not [path for path in collection.folder.rglob("*") if "anna" in str(path.relative_to(collection.folder))]
    with pytest.raises(NoConsentError):
        collection.add("anna", clip(), ".webm", ASKED)


def test_names_that_could_leave_the_folder_are_refused(collection: Collection) -> None:
    for name in ("../anna", "Anna Smith", ""):
        with pytest.raises(CollectionError, match="pseudonym"):
            collection.delete(name)


def test_what_is_no_recording_is_refused_and_leaves_no_row(collection: Collection) -> None:
    with pytest.raises(RecordingError):
        collection.add("anna", b"not a video", ".webm", ASKED)
    assert collection.rows() == []


def test_the_commands_take_a_volunteer_from_consent_to_deletion(tmp_path: Path) -> None:
    (tmp_path / "take.webm").write_bytes(clip())
    (tmp_path / "asked.json").write_text(write_challenge(ASKED))
    data = ["--data", str(tmp_path / "data")]
    take = ["add", str(tmp_path / "take.webm"), "--person", "anna", "--challenge", str(tmp_path / "asked.json"), *data]
    run = CliRunner().invoke
    assert run(app, take).exit_code == 3
    assert run(app, ["consent", "anna", "--purpose", "measure", *data]).exit_code == 0
    assert run(app, [*take, "--json"]).output.strip() == '{"file": "people/anna/s1.webm"}'
    assert run(app, ["list", "--json", *data]).output.strip() == '{"anna": 1}'
    assert run(app, ["delete", "anna", "--json", *data]).output.strip() == '{"deleted": 1}'
