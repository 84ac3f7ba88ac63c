"""What a run of the mutants has found so far, so that a run that was stopped goes on where it was."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from tests.mutants.mutant import ROOT, Fate, source_names

LEDGER = ROOT / "out" / "mutants.jsonl"
UNBROKEN = "unbroken"
"""In place of a mutant's name: the tests of all mutants are green without any."""


class Ledger:
    """One JSON line for each mutant, written when its fate is known; the first line names what was run.

    Nothing is taken over from a run of other files or of other mutants, nor from a run that came to its end.
    """

    def __init__(self, path: Path, run: str) -> None:
        """run: what tells this run from every other, such as `digest_of_run`'s."""
        self._path = path
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        # A line without its end was being written when the run was stopped.
        rows = [json.loads(line) for line in lines if line.endswith("\n")]
        goes_on = bool(rows) and rows[0] == {"run": run} and "ended" not in rows[-1]
        self.known: Mapping[str, Fate] = {row["name"]: Fate(row["fate"]) for row in rows[1:]} if goes_on else {}
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = [{"run": run}, *(rows[1:] if goes_on else [])]
        path.write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")

    def add(self, name: str, fate: Fate, seconds: float) -> None:
        """seconds: how long its tests took, by the wall clock."""
        self._append({"name": name, "fate": fate.value, "seconds": round(seconds, 1)})

    def end(self) -> None:
        """The next run begins anew."""
        self._append({"ended": True})

    def _append(self, row: Mapping[str, object]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def digest_of_run(names: list[str]) -> str:
    """SHA-256 of every file of the project and of the mutants' names: what decides their fates."""
    digest = hashlib.sha256("\0".join(names).encode())
    for name in source_names():
        digest.update(name.encode() + b"\0" + hashlib.sha256((ROOT / name).read_bytes()).digest())
    return digest.hexdigest()
