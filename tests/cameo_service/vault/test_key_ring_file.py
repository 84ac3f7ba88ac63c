"""A key ring file is created once, read only if no other user can read it, and replaced as a whole."""

import os
import stat
from pathlib import Path

import pytest

from cameo_service.vault.errors import (
    KeyRingExistsError,
    KeyRingExposedError,
    KeyRingInDataError,
    KeyRingMalformedError,
    KeyRingMissingError,
    KeyRingOwnerError,
)
from cameo_service.vault.key_ring import KeyRing, new_key_ring, rotated
from cameo_service.vault.key_ring_file import KeyRingFile, from_json, to_json


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "ring.json"


@pytest.fixture
def file(path: Path, tmp_path: Path) -> KeyRingFile:
    return KeyRingFile(path, tmp_path / "data")


@pytest.fixture
def ring(file: KeyRingFile) -> KeyRing:
    made = new_key_ring(os.urandom, 5)
    file.create(made)
    return made


def test_a_ring_is_read_as_it_was_made(file: KeyRingFile, ring: KeyRing) -> None:
    assert file.load() == ring


def test_a_new_file_and_its_folder_are_for_their_owner_only(path: Path, ring: KeyRing) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_ring_is_never_made_over_another(file: KeyRingFile, ring: KeyRing) -> None:
    with pytest.raises(KeyRingExistsError, match="already"):
        file.create(new_key_ring(os.urandom, 6))
    assert file.load() == ring


def test_a_missing_file_is_said_to_be_missing(file: KeyRingFile) -> None:
    with pytest.raises(KeyRingMissingError, match="cameo keys init"):
        file.load()
    with pytest.raises(KeyRingMissingError, match="cameo keys init"):
        file.change(lambda ring: ring)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o601, 0o777])
def test_a_file_that_others_have_any_right_to_is_refused(
    path: Path, file: KeyRingFile, ring: KeyRing, mode: int
) -> None:
    path.chmod(mode)
    with pytest.raises(KeyRingExposedError, match="chmod 600"):
        file.load()


def test_a_file_of_another_user_is_refused(file: KeyRingFile, ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: stranger)
    with pytest.raises(KeyRingOwnerError, match="belongs to the user"):
        file.load()


def test_a_link_a_folder_and_a_pipe_are_refused(path: Path, tmp_path: Path, ring: KeyRing) -> None:
    (tmp_path / "link.json").symlink_to(path)
    os.mkfifo(tmp_path / "pipe")
    for strange in (tmp_path / "link.json", path.parent, tmp_path / "pipe"):
        with pytest.raises(KeyRingOwnerError):
            KeyRingFile(strange, tmp_path / "data").load()


def test_a_ring_inside_the_data_directory_is_refused_by_whatever_way_it_gets_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "elsewhere").symlink_to(data)
    for path in (
        data / "ring.json",
        data / "a" / "b.json",
        tmp_path / "x" / ".." / "data" / "r",
        tmp_path / "elsewhere" / "r",
    ):
        with pytest.raises(KeyRingInDataError, match="apart"):
            KeyRingFile(path, data)


def test_a_ring_beside_a_directory_of_a_similar_name_is_fine(tmp_path: Path) -> None:
    KeyRingFile(tmp_path / "data-keys" / "ring.json", tmp_path / "data").create(new_key_ring(os.urandom, 0))


def test_a_change_is_written_in_place(path: Path, file: KeyRingFile, ring: KeyRing) -> None:
    changed = file.change(lambda ring: rotated(ring, os.urandom, 6, is_compromised=False))
    assert file.load() == changed != ring
    assert list(path.parent.iterdir()) == [path]


def test_a_change_that_fails_leaves_the_file_as_it_was(file: KeyRingFile, ring: KeyRing) -> None:
    def fail(_: KeyRing) -> KeyRing:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        file.change(fail)
    assert file.load() == ring


def test_what_a_crash_left_unfinished_is_written_over(path: Path, file: KeyRingFile, ring: KeyRing) -> None:
    path.with_name("ring.json.new").write_text("unfinished")
    changed = file.change(lambda ring: rotated(ring, os.urandom, 6, is_compromised=False))
    assert file.load() == changed


def damaged(text: str) -> list[str]:
    first_key = text.split('"key": "')[1][:64]
    return [
        "",
        "{}",
        "[]",
        "null",
        "[" * 100_000,
        text[:-2],
        text.replace("/v1", "/v2"),
        text.replace(first_key, first_key[:-2]),
        text.replace(first_key, "zz" + first_key[2:]),
        text.replace('"version": 1', '"version": "one"'),
        text.replace('"token_secret"', '"other"'),
        text.replace('"not_after_us": null', '"not_after_us": 5', 1),
    ]


def test_a_damaged_file_is_refused_without_quoting_it(path: Path, file: KeyRingFile, ring: KeyRing) -> None:
    for text in damaged(to_json(ring)):
        path.write_text(text)
        with pytest.raises(KeyRingMalformedError, match="restore its backup") as refused:
            file.load()
        assert ring.token_secret.hex()[:8] not in str(refused.value)
        assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_ring_survives_its_own_format(ring: KeyRing) -> None:
    assert from_json(to_json(ring)) == ring


def test_no_secret_shows_when_a_ring_is_printed(ring: KeyRing) -> None:
    secrets = [ring.token_secret, ring.encryption_keys[0].key, *(key.seed for key in ring.signing_keys)]
    assert not any(str(secret) in repr(ring) or secret.hex() in repr(ring) for secret in secrets)
