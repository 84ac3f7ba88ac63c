"""What an install brings: one OpenCV that needs no system library, insightface, and no torch."""

import re
import tomllib
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.elf import needed_libraries

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;]+)(?:\s*;\s*(.+?))?\s*\\?$", re.MULTILINE)
NEVER = "sys_platform == 'never'"


def pins(lock: str) -> dict[str, str]:
    """Distributions of a lock that are installed, with their versions."""
    found = PIN.findall((ROOT / "requirements" / lock).read_text())
    return {name: version for name, version, marker in found if marker != NEVER}


def test_exactly_one_distribution_brings_cv2() -> None:
    bringing = {
        distribution.metadata["Name"]
        for distribution in distributions()
        if any(path.parts[0] == "cv2" for path in distribution.files or ())
    }
    assert bringing == {"opencv-python-headless"}


def test_opencv_needs_no_library_that_a_bare_debian_lacks() -> None:
    spec = find_spec("cv2")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent
    bundled = folder.parent.glob("opencv_python_headless.libs/*.so*")
    needed = {name for file in (*folder.glob("*.so"), *bundled) for name in needed_libraries(file)}
    assert "libc.so.6" in needed
    assert not [name for name in needed if re.match(r"lib(GL|glib|gthread|gobject|X|Qt)", name)]


@pytest.mark.parametrize("lock", ["demo.lock", "dev.lock"])
def test_every_lock_holds_insightface_and_one_opencv_and_no_torch(lock: str) -> None:
    locked = pins(lock)
    assert "insightface" in locked
    assert [name for name in locked if name.startswith("opencv")] == ["opencv-python-headless"]
    assert not [name for name in locked if name.startswith(("torch", "speechbrain", "nvidia"))]


def test_what_the_demo_installs_the_tests_run_on() -> None:
    demo, dev = pins("demo.lock"), pins("dev.lock")
    assert demo
    assert demo.items() <= dev.items()


def test_what_exports_ecapa_is_what_serves_it_but_for_what_torch_forbids() -> None:
    serving, exporting = pins("demo.lock"), pins("speechbrain.lock")
    assert {"torch", "torchaudio", "speechbrain"} <= exporting.keys()
    differs = {name for name in serving.keys() & exporting.keys() if serving[name] != exporting[name]}
    assert differs == {"setuptools"}


@pytest.mark.parametrize("lock", ["demo.lock", "dev.lock", "speechbrain.lock"])
def test_every_pinned_file_has_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements" / lock).read_text())
    assert all("--hash=sha256:" in entry for entry in entries if PIN.match(entry))


@pytest.mark.parametrize("project", [ROOT, ROOT / "cameo_client"])
def test_the_whole_licence_is_in_every_wheel_that_names_it(project: Path) -> None:
    about = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    assert (about["license"], about["license-files"]) == ("Apache-2.0", ["LICENSE"])
    text = (project / "LICENSE").read_text()
    assert text.split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert "9. Accepting Warranty or Additional Liability." in text
    assert text == (ROOT / "LICENSE").read_text()


def packages_table() -> list[tuple[list[str], str]]:
    """Packages and proof of each row of the README's table."""
    table = (ROOT / "README.md").read_text("utf-8").split("## What it is built on\n", 1)[1].split("\n## ", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]
    return [(re.findall(r"[a-z]+(?:-[a-z]+)*", cells[0].split("(")[0].lower()), cells[2]) for cells in rows]


def test_each_package_that_the_readme_names_is_locked_and_each_proof_of_it_is_there() -> None:
    locked = pins("dev.lock").keys() | pins("speechbrain.lock").keys()
    stands_for = {"opencv-python": "opencv-python-headless", "pyav": "av"}
    rows = packages_table()
    assert {"insightface", "speechbrain", "onnxruntime"} <= {package for packages, _ in rows for package in packages}
    for packages, proof in rows:
        assert {stands_for.get(package, package) for package in packages} <= locked
        folder = ""
        for path in re.findall(r"`([^`]+)`", proof):
            folder = path.rpartition("/")[0] if "/" in path else folder
            place = ROOT / path if "/" in path or path.startswith("make") else ROOT / folder / path
            assert path.startswith("make ") or place.exists(), path
