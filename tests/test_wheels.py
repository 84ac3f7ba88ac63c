"""Both wheels, installed into an empty environment as pip installs them: the commands run, and nothing is missing.

What they need is found where this environment has it, so that no index is asked. An install from the index, with the
locked packages alone, is part of `make image`.
"""

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("cameo_service", "liveness", "consent", "evaluation")
TYPED = ("cameo_service", "consent", "liveness")
PIP = [sys.executable, "-m", "pip"]
OFFLINE = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
USE = """
import json, os, sys
from pathlib import Path
import cameo_client, cameo_service, consent, evaluation, liveness
from cameo_service.ordinary_words import InstalledWords
from cameo_service.storage.store import open_store
from liveness.models import manifest
store = open_store(Path(sys.argv[1]), os.urandom)
store.close()
homes = {module.__name__: module.__file__ for module in (cameo_client, cameo_service, consent, evaluation, liveness)}
InstalledWords()
print(json.dumps({"homes": homes, "packages": len(manifest.load("open").packages)}))
"""


def data_files() -> set[str]:
    """What the packages hold besides code, as the checkout has it."""
    kinds = ("*.py", "*.pyc")
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*") if file.is_file()]
    return {file.relative_to(ROOT).as_posix() for file in files if not any(map(file.match, kinds))}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Built from a copy, so that nothing is left in the source tree."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheels")
    taken = ("LICENSE", "README.md", "pyproject.toml", "cameo_client", *PACKAGES)
    subprocess.run(["cp", "-r", *(str(ROOT / name) for name in taken), str(source)], check=True)
    for project in (source / "cameo_client", source):
        wheel = [*PIP, "wheel", *OFFLINE, "--no-build-isolation", "--wheel-dir", str(built), str(project)]
        subprocess.run(wheel, check=True, capture_output=True)
    return sorted(built.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that holds the two wheels, and sees what they need."""
    home = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    subprocess.run([*PIP, "--python", str(python), "install", *OFFLINE, *map(str, wheels)], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    # Behind the environment's own packages, and without the links to this checkout that lie there.
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def ran(*command: str | Path, folder: Path) -> str:
    return subprocess.run(
        [str(word) for word in command], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def test_the_commands_of_the_wheel_run(environment: Path, tmp_path: Path) -> None:
    assert "Likeness consent" in ran(environment / "cameo", "--help", folder=tmp_path)
    ran(environment / "cameo", "keys", "init", "--key-ring", tmp_path / "keys" / "ring.json", folder=tmp_path)
    assert (tmp_path / "keys" / "ring.json").exists()


def test_databases_packs_and_words_come_with_the_wheel_and_from_nowhere_else(environment: Path, tmp_path: Path) -> None:
    said = json.loads(ran(environment / "python", "-I", "-c", USE, tmp_path / "data", folder=tmp_path))
    assert said["packages"]
    assert [home for home in said["homes"].values() if not home.startswith(str(environment.parent))] == []


def test_every_file_of_data_is_in_the_wheel(wheels: list[Path]) -> None:
    (service,) = [wheel for wheel in wheels if wheel.name.startswith("cameo_service")]
    with zipfile.ZipFile(service) as archive:
        names = set(archive.namelist())
    assert data_files() - names == set()
    assert {f"{package}/py.typed" for package in TYPED} <= names


def test_both_wheels_say_what_they_are_and_that_they_belong_together(wheels: list[Path]) -> None:
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
            said = archive.read(metadata).decode()
        assert "Description-Content-Type: text/markdown" in said
        version = wheel.name.split("-")[1]
        assert wheel.name.startswith("cameo_client") or f"Requires-Dist: cameo-client=={version}" in said
