"""One target in a process of its own: `python -m tests.fuzz.one_target NAME INPUTS SEED FOLDER [free]`.

Prints a JSON line now and then, and a last one when all inputs were tried. A process that ends without it crashed.
"""

import json
import os  # ends the process where the fuzzer would go on for ever
import sys
from pathlib import Path

import atheris

from tests.fuzz.catalogue import TARGETS
from tests.fuzz.tally import Tally
from tests.fuzz.target import Target

LONGEST_WAIT_S = 120
"""By the wall clock: for code that never comes back to the interpreter, and for a wait that uses no processor."""
MOST_MEMORY_MB = 2048
SHOWN_EVERY = 500
REPEATABLE = ("-use_cmp=0", "-entropic=0", "-reduce_inputs=0", "-shrink=0")
"""Without what the fuzzer decides by addresses and times, one seed gives the same inputs every time."""


def main(name: str, inputs: int, seed: int, folder: Path, *, is_free: bool) -> None:
    """Runs until so many hostile inputs were tried; never returns. is_free: see REPEATABLE."""
    target = next(known for known in TARGETS if known.name == name)
    with atheris.instrument_imports(include=list(target.watched)):
        loaded = target.load()
    seeds: tuple[bytes, ...] = loaded.SEEDS
    tally = Tally(loaded.attempt, frozenset(seeds), folder)

    def one(data: bytes) -> None:
        tally.add(data)
        if tally.tried % SHOWN_EVERY == 0 or tally.tried == inputs:
            _show(tally)
        if tally.tried == inputs:
            os._exit(0)

    atheris.Setup(
        [name, *(() if is_free else REPEATABLE), *_options(target, seed, folder), str(_corpus(seeds, folder))], one
    )
    atheris.Fuzz()


def _show(tally: Tally) -> None:
    sys.stdout.write(json.dumps({"tried": tally.tried, "found": tally.found}) + "\n")
    sys.stdout.flush()


def _options(target: Target, seed: int, folder: Path) -> tuple[str, ...]:
    """libFuzzer's own. It reads nothing back that another run left."""
    return (
        f"-seed={seed}",
        f"-max_len={target.longest_bytes}",
        f"-timeout={LONGEST_WAIT_S}",
        f"-rss_limit_mb={MOST_MEMORY_MB}",
        f"-artifact_prefix={folder}/",
        "-reload=0",
        "-len_control=20",
    )


def _corpus(seeds: tuple[bytes, ...], folder: Path) -> Path:
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number:03}").write_bytes(seed)
    return corpus


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), is_free=sys.argv[5:] == ["free"])
