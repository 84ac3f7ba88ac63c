"""What an evaluation was made with, kept beside its scores: scores of different runs must not be mixed."""

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

NAME = "run.json"


class OtherRunError(ValueError):
    """The output folder holds the scores of another run; the message says what to do."""


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """seed: of every draw. thresholds: SHA-256 over all threshold files. data: SHA-256 of the manifest."""

    seed: int
    limit: int | None
    pack: str
    thresholds: str
    data: str

    def claim(self, folder: Path, *, resume: bool) -> None:
        """Writes what this run is made with, or sees that the folder's scores were made with the same.

        Args:
            folder: of the score file; made if need be.
            resume: False drops the scores that are there.

        Raises:
            OtherRunError: the folder holds scores of a run with another seed, data, thresholds, limit or pack.
        """
        folder.mkdir(parents=True, exist_ok=True)
        file, scores = folder / NAME, folder / "scores.jsonl"
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


def thresholds_digest() -> str:
    """SHA-256 over the names and bytes of every module that holds limits."""
    digest = hashlib.sha256()
    files = [file for file in resources.files("liveness.limits").iterdir() if file.name.endswith(".py")]
    for file in sorted(files, key=lambda file: file.name):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
