"""`make mutants`: every mutant must turn its tests red. Ends with one JSON line: total, killed, survivors."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress

from tests.mutants.mutant import LOG, UNBROKEN_LONGEST_S, Fate, Mutant, copy_source, load, run_tests

WORKERS = 2


def main(wanted: list[str]) -> int:
    """Runs the mutants whose name holds or whose file begins with a wanted word, or all; 1 when one survived."""
    mutants = [m for m in load() if not wanted or any(word in m.name or m.file.startswith(word) for word in wanted)]
    console = Console(stderr=True)
    with TemporaryDirectory() as folder, Progress(console=console) as bar:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            copies.put(copy_source(Path(folder) / str(number)))
        suites = sorted({test for mutant in mutants for test in mutant.tests})
        task = bar.add_task("unbroken", total=len(mutants))
        if run_tests(Path(folder) / "0", tuple(suites), UNBROKEN_LONGEST_S) != 0:
            console.print((Path(folder) / "0" / LOG).read_text(), markup=False)
            console.print("The tests are red without any mutant: mend them first.", style="red")
            return 1
        fates = _fates(mutants, copies, bar, task)
    survivors = [mutant.name for mutant in mutants if fates[mutant.name] is not Fate.KILLED]
    for mutant in mutants:
        if fates[mutant.name] is not Fate.KILLED:
            console.print(f"{mutant.name} ({mutant.breaks}): {fates[mutant.name]}", style="red", markup=False)
    sys.stdout.write(
        json.dumps({"total": len(mutants), "killed": len(mutants) - len(survivors), "survivors": survivors}) + "\n"
    )
    return 1 if survivors or not mutants else 0


def _fates(mutants: list[Mutant], copies: "SimpleQueue[Path]", bar: Progress, task: object) -> dict[str, Fate]:
    def judge(mutant: Mutant) -> tuple[str, Fate]:
        copy = copies.get()
        try:
            return mutant.name, mutant.fate_in(copy)
        finally:
            copies.put(copy)
            bar.update(task, advance=1, description=mutant.name)  # type: ignore[arg-type]

    with ThreadPoolExecutor(WORKERS) as pool:
        return dict(pool.map(judge, mutants))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
