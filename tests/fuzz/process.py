"""One target's process, watched: what it has tried so far, and how it ended."""

import json
import os  # the environment that the process gets
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.tally import Fate
from tests.fuzz.target import Target

_TIMED_OUT = 70
"""libFuzzer's exit code when one input took too long."""


@dataclass
class Run:
    """Inputs tried, and how many did what they must not."""

    tried: int = 0
    found: Counter[str] = field(default_factory=Counter)


def can_be_repeated() -> bool:
    """Whether one seed gives the same inputs every time: the fuzzer tells branches apart by their addresses."""
    return shutil.which("setarch") is not None


def command_for(target: Target, inputs: int, seed: int, folder: Path, *, is_free: bool) -> list[str]:
    """Starts the process, at the same addresses every time where the system can. is_free: see one_target."""
    same_addresses = ["setarch", "-R"] if can_be_repeated() else []
    numbers = (str(inputs), str(seed), str(folder), *(["free"] if is_free else []))
    return [*same_addresses, sys.executable, "-m", "tests.fuzz.one_target", target.name, *numbers]


def watch(command: Sequence[str], inputs: int, log: Path, show: Callable[[int], None]) -> Run:
    """Runs a process to its end. One that ends before its last input has crashed, or hung.

    Args:
        command: prints JSON lines with "tried" and "found".
        inputs: how many it is to try.
        log: gets what it writes to standard error.
        show: called with the number of inputs tried so far.
    """
    environment = {**os.environ, "PYTHONHASHSEED": "0"}  # noqa: TID251 - the process's own
    run = Run()
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment) as process,
    ):
        for line in process.stdout or ():
            said = json.loads(line)
            run = Run(said["tried"], Counter(said["found"]))
            show(run.tried)
    if run.tried < inputs:
        run.found[Fate.HANG if process.returncode == _TIMED_OUT else Fate.CRASH] += 1
    return run
