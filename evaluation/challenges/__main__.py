"""`python -m evaluation.challenges MODELS [--json]`: how often each challenge is passed, by who answers and how late.

MODELS: the folder that `cameo models build` filled. Subjects with even numbers set limits, the others are judged.
"""

import json
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from evaluation.challenges.attackers import ASKED, Species
from evaluation.challenges.trial import DELAYS_S, Answered, trials
from evaluation.rates import proportion
from liveness.challenge.prompts import Prompt
from liveness.checks.result import Passed
from liveness.engines.face import MediapipeFace
from liveness.models import manifest, store

SUBJECTS = 12
"""Rendered subjects, half of them judged."""
HALVES = ("development", "judged")


def answered(models: Path) -> list[Answered]:
    """Every challenge, answered by every species made of every subject."""
    files = store.verify(manifest.load("open-2"), models).files
    engine = MediapipeFace(files["face_detector"], files["face_landmarks"])
    rows = [(prompt, species) for prompt, all_species in ASKED.items() for species in all_species]
    work = track(list(product(rows, range(SUBJECTS))), "answering ...", console=Console(stderr=True))
    return [row for (prompt, species), number in work for row in trials(prompt, species, (number,), engine)]


def table(rows: Sequence[Answered]) -> Table:
    """Passed of n by half and delay, each with the exact 95 % interval."""
    found = Table("challenge", "half", "answered by", *(f"{1000 * delay_s:.0f} ms later" for delay_s in DELAYS_S))
    for (prompt, species), (half, name) in product(_asked(rows), enumerate(HALVES)):
        members = [row for row in rows if (row.prompt, row.species) == (prompt, species) and row.number % 2 == half]
        found.add_row(prompt.id, name, species.name, *(_passed(members, delay_s) for delay_s in DELAYS_S))
    return found


def _asked(rows: Sequence[Answered]) -> list[tuple[Prompt, Species]]:
    return list(dict.fromkeys((row.prompt, row.species) for row in rows))


def _passed(rows: Sequence[Answered], delay_s: float) -> str:
    at = [(str(row.number), isinstance(row.result, Passed)) for row in rows if row.delay_s == delay_s]
    rate = proportion(at)
    if rate.low is None or rate.high is None:
        return "not shown"
    return f"{sum(passed for _, passed in at)} of {rate.n} ({100 * rate.low:.0f}-{100 * rate.high:.0f} %)"


def as_json(rows: Sequence[Answered]) -> str:
    """One line for each answer."""
    return "\n".join(
        json.dumps(
            {
                "challenge": row.prompt.id,
                "species": row.species.name,
                "subject": row.number,
                "half": HALVES[row.number % 2],
                "delay_s": row.delay_s,
                "result": row.result.word,
                "reason": None if isinstance(row.result, Passed) else str(row.result.reason),
                **row.terms,
            }
        )
        for row in rows
    )


if __name__ == "__main__":
    found = answered(Path(sys.argv[1]))
    if "--json" in sys.argv[2:]:
        sys.stdout.write(as_json(found) + "\n")
    else:
        Console(width=160).print(table(found))
