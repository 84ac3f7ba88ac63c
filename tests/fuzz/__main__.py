"""`make fuzz`: hostile inputs for every target. Ends with one JSON line; exits with 1 after a crash, hang or accept.

python -m tests.fuzz                     what CI runs: the same inputs every time
python -m tests.fuzz --long              100,000 of each target, from a new seed, which is printed
python -m tests.fuzz names --seed 7      one target, from a seed of its own
"""

import argparse
import json
import secrets
import shutil
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID

from tests.fuzz.catalogue import LONG_INPUTS, TARGETS
from tests.fuzz.process import Run, can_be_repeated, command_for, watch
from tests.fuzz.tally import Fate
from tests.fuzz.target import Target

SEED_OF_CI = 12
WORKERS = 2
OUT = Path("out/fuzz")
MOST_OF_A_PROCESS = 20_000
"""Inputs; of names and words the fuzzer keeps 30 to 50 kB each, and ends at 2 GB (one_target.MOST_MEMORY_MB)."""


def main(arguments: list[str]) -> int:
    """Runs the named targets, or all; 1 when one found something."""
    asked = _asked(arguments)
    seed = asked.seed if asked.seed is not None else secrets.randbelow(2**31) if asked.long else SEED_OF_CI
    targets = [target for target in TARGETS if not asked.targets or target.name in asked.targets]
    inputs = {target: asked.inputs or (LONG_INPUTS if asked.long else target.in_ci) for target in targets}
    console = Console(stderr=True)
    console.print(f"seed {seed}; inputs that do what they must not are kept in {OUT}")
    if not can_be_repeated():
        console.print("setarch is not installed: the same seed gives other inputs next time", style="yellow")
    shutil.rmtree(OUT, ignore_errors=True)
    with Progress(console=console) as bar, ThreadPoolExecutor(WORKERS) as pool:
        runs = dict(
            zip(
                targets,
                pool.map(partial(_run, inputs=inputs, seed=seed, is_free=asked.long, bar=bar), targets),
                strict=True,
            )
        )
    return _report(runs, inputs, seed)


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", choices=[[], *(target.name for target in TARGETS)])
    parser.add_argument("--long", action="store_true", help=f"{LONG_INPUTS} inputs a target, from a new seed")
    parser.add_argument("--inputs", type=int, help="so many inputs a target")
    parser.add_argument("--seed", type=int, help="another seed than the one of CI")
    return parser.parse_args(arguments)


def _run(target: Target, *, inputs: dict[Target, int], seed: int, is_free: bool, bar: Progress) -> Run:
    """Processes in a row, each from the next seed: watched code that handles text lets no memory go."""
    count, whole = inputs[target], Run()
    task = bar.add_task(target.name, total=count)
    while whole.tried < count:
        part, name = min(count - whole.tried, MOST_OF_A_PROCESS), f"{target.name}-{whole.tried}"
        command = command_for(target, part, seed + whole.tried, OUT / name, is_free=is_free)
        shown = partial(_show, bar, task, whole.tried)
        run = watch(command, part, OUT / f"{name}.log", shown)
        whole = Run(whole.tried + run.tried, whole.found + run.found)
        if run.tried < part:
            break
    return whole


def _show(bar: Progress, task: TaskID, before: int, tried: int) -> None:
    bar.update(task, completed=before + tried)


def _report(runs: dict[Target, Run], inputs: dict[Target, int], seed: int) -> int:
    found = sum((run.found for run in runs.values()), Counter[str]())
    counts = {fate.value: found[fate] for fate in Fate}
    line = {
        "inputs": sum(run.tried for run in runs.values()),
        **counts,
        "seed": seed,
        "targets": {target.name: {"inputs": run.tried, **run.found} for target, run in runs.items()},
    }
    sys.stdout.write(json.dumps(line) + "\n")
    is_whole = all(run.tried == inputs[target] for target, run in runs.items())
    return 1 if any(counts.values()) or not is_whole or not runs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
