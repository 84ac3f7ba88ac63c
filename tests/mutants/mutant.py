"""One safety rule, broken in a copy of the source by replacing one piece of text."""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_S = 600
"""By the wall clock, for the tests of one mutant. Tests that spin end much sooner (tests/cpu_limit.py)."""
UNBROKEN_LONGEST_S = 4800
"""For the tests of all mutants, one after the other."""
LOG = "pytest.log"
RED = 1
"""pytest's exit status when tests failed; anything else is a broken mutant, not a killed one."""
HUNG = -1
"""Instead of pytest's exit status where the tests did not end in time."""


class Fate(StrEnum):
    """What became of a mutant. Only KILLED is good."""

    KILLED = "killed"
    SURVIVED = "survived"
    STALE = "stale: its text is not in the file exactly once"
    BROKEN = "broken: the tests did not run"
    TOO_BUSY = "not known: without the mutant, too, the tests did not end in time on this machine"


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
        """Breaks the copy, runs the tests there, and mends the copy again.

        Tests that hang say nothing by themselves, for a busy machine makes them slow: the mutant is killed if the same
        tests end in the mended copy.
        """
        path = copy / self.file
        source = path.read_text(encoding="utf-8")
        if source.count(self.find) != 1:
            return Fate.STALE
        path.write_text(source.replace(self.find, self.replace), encoding="utf-8")
        try:
            status = run_tests(copy, self.tests)
        finally:
            path.write_text(source, encoding="utf-8")
        if status == HUNG:
            return Fate.KILLED if run_tests(copy, self.tests) == 0 else Fate.TOO_BUSY
        return {RED: Fate.KILLED, 0: Fate.SURVIVED}.get(status, Fate.BROKEN)


def load() -> tuple[Mutant, ...]:
    """All mutants, in the order of their files."""
    found: list[Mutant] = []
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
        found.extend(Mutant(**{**entry, "tests": tuple(entry["tests"])}) for entry in entries)
    return tuple(found)


def source_names() -> list[str]:
    """Every file of the project that git does not ignore, in order, relative to ROOT."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(filter(None, listed.stdout.split("\0")))


def copy_source(target: Path) -> Path:
    """Every file of the project, to be broken."""
    for name in source_names():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target / name)
    return target


def run_tests(copy: Path, tests: tuple[str, ...], longest_s: float = LONGEST_S, workers: int = 0) -> int:
    """pytest's exit status in the copy, or HUNG. What pytest wrote lies in LOG there. workers: 0 is pytest itself.

    Processes that the tests start load the copy, too: without `PYTHONPATH` they would load the installed program, which
    is not broken.
    """
    options = ["-x", "-q", "-p", "no:cacheprovider", "-n", str(workers), "--dist", "loadfile"]
    command = ["env", f"PYTHONPATH={copy}", sys.executable, "-B", "-m", "pytest", *options, *tests]
    with (copy / LOG).open("wb") as log:
        try:
            return subprocess.run(
                command, cwd=copy, stdout=log, stderr=subprocess.STDOUT, timeout=longest_s, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            return HUNG
