"""What one evaluation keeps in its folder: what it was made with, and its score file.

The score file holds one JSON object a line, appended when a trial ends. All metrics are computed from it. It holds
scores and reasons, never a template, a picture or a sound. A line cut off by an interruption is skipped, so its trial
runs again.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import TypeAlias

RUN_FILE = "run.json"


class OtherRunError(ValueError):
    """The output folder holds the scores of another run; the message says what to do."""


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """What a run was made with. Scores of different runs must not be mixed.

    seed: seed of every draw. thresholds: SHA-256 over all threshold files. data: SHA-256 of the manifest.
    """

    seed: int
    limit: int | None
    pack: str
    thresholds: str
    data: str

    def claim(self, folder: Path, *, resume: bool) -> None:
        """Writes this description, or checks that the scores in the folder were made with the same one.

        Args:
            folder: folder of the score file; created if needed.
            resume: False deletes the scores in the folder.

        Raises:
            OtherRunError: the folder holds scores of a run with another seed, data, thresholds, limit or pack.
        """
        folder.mkdir(parents=True, exist_ok=True)
        file, scores = folder / RUN_FILE, folder / "scores.jsonl"
        if not resume:
            scores.unlink(missing_ok=True)
        elif scores.is_file() and file.is_file():
            before = json.loads(file.read_text(encoding="utf-8"))
            differs = sorted(name for name, value in asdict(self).items() if before.get(name) != value)
            if differs:
                raise OtherRunError(
                    f"the folder holds scores made with other {', '.join(differs)}: "
                    "choose another folder or start anew with --fresh"
                )
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def of(cls, folder: Path) -> "EvaluationRun":
        """The description of the run in a folder.

        Raises:
            OtherRunError: the folder holds none.
        """
        try:
            return cls(**json.loads((folder / RUN_FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise OtherRunError("the folder to compare with holds no evaluation: run one into it first") from error

    def require_comparable(self, other: "EvaluationRun") -> None:
        """The same attacks on the same recordings, whatever judged them.

        Raises:
            OtherRunError: they were drawn otherwise.
        """
        differs = [name for name in ("data", "limit", "seed") if getattr(self, name) != getattr(other, name)]
        if differs:
            raise OtherRunError(
                f"the folder to compare with holds scores made with other {', '.join(differs)}: evaluate both alike"
            )


def thresholds_digest() -> str:
    """SHA-256 over the names and bytes of every module that holds limits."""
    digest = hashlib.sha256()
    files = [file for file in resources.files("liveness.limits").iterdir() if file.name.endswith(".py")]
    for file in sorted(files, key=lambda file: file.name):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


Row: TypeAlias = Mapping[str, object]
"""`trial` and `set` are in every row; `evaluation.scoring` and the comparisons name the other fields."""

SCORE_FILE = "scores.jsonl"
DONE = "done"
"""`set` of the row that ends a trial. Rows of a trial without such a row are not used."""


class ScoreFile:
    """One file of one evaluation.

    Args:
        folder: folder of `scores.jsonl`.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / SCORE_FILE

    def append(self, trial: str, rows: Iterable[Row]) -> None:
        """Appends all rows of a finished trial in one write."""
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
        """Keys of the finished trials."""
        return frozenset(str(row["trial"]) for row in self._lines() if row["set"] == DONE)

    def rows(self) -> list[Row]:
        """Rows of all finished trials, each trial once."""
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
