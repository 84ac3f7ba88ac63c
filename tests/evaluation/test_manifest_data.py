from pathlib import Path

import pytest

from evaluation.manifest_data import Half, Manifest, ManifestError, half_of, read_manifest


def listed(folder: Path, text: str, *files: str) -> Manifest:
    (folder / "manifest.csv").write_text(text, encoding="utf-8")
    for file in files:
        (folder / file).write_bytes(b"x")
    return read_manifest(folder)


def test_file_and_person_are_enough(tmp_path: Path) -> None:
    manifest = listed(tmp_path, "file,person\na.webm,ann\nb.jpg,bob\nc.wav,cat\n", "a.webm", "b.jpg", "c.wav")

    assert [entry.kind for entry in manifest.entries] == ["video", "image", "audio"]
    assert all(entry.is_genuine for entry in manifest.entries)


def test_what_is_said_is_lower_case_and_makes_speech(tmp_path: Path) -> None:
    (entry,) = listed(tmp_path, "file,person,transcript\na.webm,ann,Blue  Moon\n", "a.webm").entries

    assert entry.transcript == "blue moon"
    assert entry.has_speech


def test_music_is_no_speech(tmp_path: Path) -> None:
    (entry,) = listed(tmp_path, "file,person,has_audio,speech_fraction\na.webm,ann,yes,0.02\n", "a.webm").entries

    assert not entry.has_speech


def test_a_missing_file_is_named_and_the_others_stay(tmp_path: Path) -> None:
    manifest = listed(tmp_path, "file,person\na.webm,ann\nb.webm,bob\n", "a.webm")

    assert [entry.file for entry in manifest.entries] == ["a.webm"]
    assert [entry.file for entry in manifest.missing] == ["b.webm"]
    assert any("b.webm" in remark for remark in manifest.remarks)


def test_unknown_columns_one_person_and_no_attacks_are_remarked(tmp_path: Path) -> None:
    remarks = " ".join(listed(tmp_path, "file,person,mood\na.webm,ann,glad\n", "a.webm").remarks)

    assert "mood" in remarks
    assert "One person only" in remarks
    assert "No recorded attacks" in remarks


def test_a_label_and_a_species_make_an_attack(tmp_path: Path) -> None:
    manifest = listed(tmp_path, "file,person,label,species\na.webm,ann,attack,puppet\n", "a.webm")

    assert [entry.species for entry in manifest.of_kind("video", genuine=False)] == ["puppet"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("person\nann\n", "file"),
        ("file,person\n", "lists no file"),
        ("file,person\na.webm,\n", "line 2"),
        ("file,person\n../a.webm,ann\n", "outside"),
        ("file,person\n/a.webm,ann\n", "outside"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_what_to_mend(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ManifestError, match=told):
        listed(tmp_path, text)


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_bytes(b"\xff\xfe\x00\x81")

    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path)


def test_people_fall_in_both_halves_and_nearly_equally() -> None:
    halves = [half_of(f"person {number}") for number in range(200)]

    assert 70 < halves.count(Half.DEVELOPMENT) < 130


def test_the_half_of_a_person_never_changes_since_thresholds_rest_on_it() -> None:
    assert [half_of(name) for name in ("ann", "bob")] == [Half.JUDGED, Half.JUDGED]
    assert [half_of(name) for name in ("cem", "dan")] == [Half.DEVELOPMENT, Half.JUDGED]
