"""The score file: one JSON object a line, appended as trials end, the only thing that metrics are computed from.

Holds scores and reasons, never a template, a picture or a sound. A line that was cut off by an interruption is
skipped, so its trial runs again.
"""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

Row: TypeAlias = Mapping[str, object]
"""`trial` and `set` are always there; the rest is named in `evaluation.scoring` and `.comparisons`."""

NAME = "scores.jsonl"
DONE = "done"
"""The set of the row that ends a trial: rows of a trial without one are not used."""


class ScoreFile:
    """One file of one evaluation.

    Args:
        folder: where `scores.jsonl` lies or will lie.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def append(self, trial: str, rows: Iterable[Row]) -> None:
        """Writes all rows of a trial that has ended, in one go."""
        written = [*rows, {"trial": trial, "set": DONE}]
        with self.path.open("a", encoding="utf-8") as lines:
            lines.write("\n" * self._is_torn() + "".join(json.dumps(row, sort_keys=True) + "\n" for row in written))

    def _is_torn(self) -> bool:
        """Whether the last line was cut off."""
        if not self.path.is_file() or not self.path.stat().st_size:
            return False
        with self.path.open("rb") as lines:
            lines.seek(-1, os.SEEK_END)
            return lines.read(1) != b"\n"

    def done(self) -> frozenset[str]:
        """The trials that have ended."""
        return frozenset(str(row["trial"]) for row in self._lines() if row["set"] == DONE)

    def rows(self) -> list[Row]:
        """The rows of all trials that have ended, each trial once."""
        done, seen, kept = self.done(), set[str](), list[Row]()
        for row in self._lines():
            trial = str(row["trial"])
            if row["set"] == DONE:
                seen.add(trial)
            elif trial in done and trial not in seen:
                kept.append(row)
        return kept

    def _lines(self) -> Iterable[Row]:
        if not self.path.is_file():
            return
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    row = json.loads(line)
                except json.JSONDecodeError:
                    continue
                if isinstance(row, dict) and "trial" in row and "set" in row:
                    yield row
