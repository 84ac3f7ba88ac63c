"""A target's process that dies counts as a crash, one that the fuzzer ended as a hang."""

import sys
from pathlib import Path

import pytest

from tests.fuzz.process import Run, watch
from tests.fuzz.tally import Fate

SAYS_HALF = 'import os; print(\'{"tried": 5, "found": {}}\', flush=True); '


def watched(program: str, folder: Path) -> tuple[Run, list[int]]:
    shown: list[int] = []
    return watch([sys.executable, "-c", program], 10, folder / "log", shown.append), shown


def test_a_process_that_tried_all_its_inputs_found_what_it_says(tmp_path: Path) -> None:
    run, shown = watched(SAYS_HALF + 'print(\'{"tried": 10, "found": {"accept": 2}}\')', tmp_path)
    assert (run.tried, run.found, shown) == (10, {Fate.ACCEPT: 2}, [5, 10])


@pytest.mark.parametrize(
    ("end", "fate"),
    [
        ("os.abort()", Fate.CRASH),
        ("os._exit(0)", Fate.CRASH),
        ("os._exit(77)", Fate.CRASH),
        ("os._exit(70)", Fate.HANG),
    ],
)
def test_a_process_that_ends_early_is_a_finding(end: str, fate: Fate, tmp_path: Path) -> None:
    run, _ = watched(SAYS_HALF + end, tmp_path)
    assert (run.tried, run.found) == (5, {fate: 1})
