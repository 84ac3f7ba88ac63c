"""`make mutants`: every mutant must turn its tests red. Ends with one JSON line: total, killed, survivors.

Each fate is written to out/mutants.jsonl at once. A run that was stopped goes on from there, as long as no file has
changed.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress, TaskID

from tests.mutants.ledger import LEDGER, UNBROKEN, Ledger, digest_of_run
from tests.mutants.mutant import LOG, UNBROKEN_LONGEST_S, Fate, Mutant, copy_source, load, run_tests

WORKERS = 2


def main(wanted: list[str]) -> int:
    """Runs the mutants whose name holds or whose file begins with a wanted word, or all; 1 when one survived."""
    mutants = [m for m in load() if not wanted or any(word in m.name or m.file.startswith(word) for word in wanted)]
    ledger = Ledger(LEDGER, digest_of_run([mutant.name for mutant in mutants]))
    console = Console(stderr=True)
    with TemporaryDirectory() as folder, Progress(console=console) as bar:
        copies = [copy_source(Path(folder) / str(number)) for number in range(WORKERS)]
        task = bar.add_task(UNBROKEN, total=len(mutants))
        if UNBROKEN not in ledger.known and not _unbroken_is_green(mutants, copies[0], ledger):
            console.print((copies[0] / LOG).read_text(), markup=False)
            console.print("The tests are red without any mutant: mend them first.", style="red")
            return 1
        fates = _fates(mutants, copies, ledger, bar, task)
    ledger.end()
    survivors = [name for name, fate in fates.items() if fate is not Fate.KILLED]
    sys.stdout.write(
        json.dumps({"total": len(mutants), "killed": len(mutants) - len(survivors), "survivors": survivors}) + "\n"
    )
    return 1 if survivors or not mutants else 0


def _unbroken_is_green(mutants: list[Mutant], copy: Path, ledger: Ledger) -> bool:
    began = time.monotonic()
    suites = tuple(sorted({test for mutant in mutants for test in mutant.tests}))
    green = run_tests(copy, suites, UNBROKEN_LONGEST_S, workers=WORKERS) == 0
    if green:
        ledger.add(UNBROKEN, Fate.SURVIVED, time.monotonic() - began)
    return green


def _fates(mutants: list[Mutant], copies: list[Path], ledger: Ledger, bar: Progress, task: TaskID) -> dict[str, Fate]:
    """Every mutant's fate, in the order of the mutants. One that is not killed is named at once."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def judge(mutant: Mutant) -> tuple[str, Fate]:
        fate = ledger.known.get(mutant.name)
        if fate is None:
            copy, began = free.get(), time.monotonic()
            try:
                fate = mutant.fate_in(copy)
            finally:
                free.put(copy)
            ledger.add(mutant.name, fate, time.monotonic() - began)
        if fate is not Fate.KILLED:
            bar.console.print(f"{mutant.name} ({mutant.breaks}): {fate}", style="red", markup=False)
        bar.update(task, advance=1, description=mutant.name)
        return mutant.name, fate

    with ThreadPoolExecutor(WORKERS) as pool:
        return dict(pool.map(judge, mutants))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
