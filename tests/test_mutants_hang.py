"""A mutant that makes its tests hang is killed; a machine that is too busy kills none."""

from pathlib import Path

import pytest

from tests.mutants import mutant
from tests.mutants.mutant import HUNG, RED, Fate, Mutant

HANGS = Mutant("hangs", "a loop ends", "loop.py", "done = True", "done = False", ("tests/test_loop.py",))


@pytest.mark.parametrize(
    ("broken", "mended", "fate"),
    [
        (RED, 0, Fate.KILLED),
        (0, 0, Fate.SURVIVED),
        (HUNG, 0, Fate.KILLED),
        (HUNG, HUNG, Fate.TOO_BUSY),
        (HUNG, RED, Fate.TOO_BUSY),
        (2, 0, Fate.BROKEN),
    ],
)
def test_a_time_out_kills_a_mutant_only_where_its_tests_end_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: int, mended: int, fate: Fate
) -> None:
    (tmp_path / HANGS.file).write_text(HANGS.find)

    def run(copy: Path, tests: tuple[str, ...]) -> int:
        return broken if (copy / HANGS.file).read_text() == HANGS.replace else mended

    monkeypatch.setattr(mutant, "run_tests", run)
    assert HANGS.fate_in(tmp_path) is fate
    assert (tmp_path / HANGS.file).read_text() == HANGS.find


def test_tests_that_do_not_end_are_told_from_red_ones(tmp_path: Path) -> None:
    (tmp_path / "test_loop.py").write_text("import threading\n\ndef test_it():\n    threading.Event().wait()\n")
    assert mutant.run_tests(tmp_path, ("test_loop.py",), longest_s=2.0) == HUNG


def test_programs_that_tests_start_load_the_broken_copy(tmp_path: Path) -> None:
    (tmp_path / "consent").mkdir()
    (tmp_path / "consent" / "__init__.py").write_text("BROKEN = True\n")
    (tmp_path / "test_child.py").write_text(
        "import subprocess, sys\n\ndef test_it(tmp_path):\n"
        "    child = [sys.executable, '-c', 'import consent; assert not consent.BROKEN']\n"
        "    assert subprocess.run(child, cwd=tmp_path).returncode == 0\n"
    )
    assert mutant.run_tests(tmp_path, ("test_child.py",)) == RED
