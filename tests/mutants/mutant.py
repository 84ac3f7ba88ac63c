"""One safety rule, broken in a copy of the source by replacing one piece of text."""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("consent", "liveness", "cameo_client", "cameo_service", "tests", "proto", "scripts", "pyproject.toml")
LONGEST_S = 240
RED = 1
"""pytest's exit status when tests failed; anything else is a broken mutant, not a killed one."""


class Fate(StrEnum):
    """What became of a mutant. Only KILLED is good."""

    KILLED = "killed"
    SURVIVED = "survived"
    STALE = "stale: its text is not in the file exactly once"
    BROKEN = "broken: the tests did not run"


@dataclass(frozen=True, slots=True)
class Mutant:
    """breaks: the fence, rule or race it takes away. tests: what must go red."""

    name: str
    breaks: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]

    def fate_in(self, copy: Path) -> Fate:
        """Breaks the copy, runs the tests there, and mends the copy again."""
        path = copy / self.file
        source = path.read_text(encoding="utf-8")
        if source.count(self.find) != 1:
            return Fate.STALE
        path.write_text(source.replace(self.find, self.replace), encoding="utf-8")
        try:
            status = run_tests(copy, self.tests)
        finally:
            path.write_text(source, encoding="utf-8")
        return {RED: Fate.KILLED, 0: Fate.SURVIVED}.get(status, Fate.BROKEN)


def load() -> tuple[Mutant, ...]:
    """All mutants, in the order of their files."""
    found: list[Mutant] = []
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
        found.extend(Mutant(**{**entry, "tests": tuple(entry["tests"])}) for entry in entries)
    return tuple(found)


def copy_source(target: Path) -> Path:
    """The source and its tests, to be broken."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target / name)
    return target


def run_tests(copy: Path, tests: tuple[str, ...]) -> int:
    """pytest's exit status in the copy; RED also when the tests hang."""
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    command = [sys.executable, "-B", "-m", "pytest", *options, *tests]
    try:
        return subprocess.run(command, cwd=copy, capture_output=True, timeout=LONGEST_S, check=False).returncode
    except subprocess.TimeoutExpired:
        return RED
