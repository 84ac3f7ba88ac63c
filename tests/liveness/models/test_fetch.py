from dataclasses import replace
from pathlib import Path

import pytest

from liveness.models import fetch
from liveness.models.errors import FetchError, PackageGoneError
from tests.liveness.models import small_pack


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for its only index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_a_member_is_fetched_under_its_hash(index: Path, tmp_path: Path) -> None:
    wanted = small_pack.write_archives(index)
    package = wanted.packages[0]

    assert fetch.from_index(package, wanted.files_of(package), tmp_path) == {"eyes": small_pack.EYES}


def test_a_package_with_another_hash_is_not_fetched(index: Path, tmp_path: Path) -> None:
    wanted = small_pack.write_archives(index)
    package = replace(wanted.packages[0], archive_sha256="0" * 64)

    with pytest.raises(FetchError, match=f"toy-eyes 1.0: .*{'0' * 64}.*{wanted.packages[0].archive_sha256}"):
        fetch.from_index(package, wanted.files_of(package), tmp_path)


def test_a_package_that_is_nowhere_is_named(index: Path, tmp_path: Path) -> None:
    wanted = small_pack.write_archives(index)
    (index / small_pack.WHEEL).unlink()

    with pytest.raises(PackageGoneError, match=r"toy-eyes 1\.0.*--from DIR"):
        fetch.from_index(wanted.packages[0], wanted.files_of(wanted.packages[0]), tmp_path)
