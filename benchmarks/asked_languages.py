"""How often digits that were said are accepted in each language of the package, and digits that were not: recordings of
volunteers.

`python -m benchmarks.asked_languages DIR` prints the table of docs/accuracy.md, "Digits in other languages". DIR holds
`speech_languages`, with its `manifest.csv` (`evaluation.spoken_digits`). `--only it --only pt` takes some languages,
`--json` prints one JSON list. It exits with 1 where a row is another than the one
by which sessions start (`liveness.limits.languages`), and names it. About 0.3 CPU-seconds a text, 810 texts.

The limits of the net were set on one half of the voices of SET_ON; the other half, and every voice of the other
languages, judge. English has nets and rules of its own, accented English, too: `benchmarks.asked_words`.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from evaluation.rates import clopper_pearson
from evaluation.spoken_digits import ONE_WRONG, RIGHT, WRONG, DigitTrial, accepted, digit_trials, recorded_digits
from liveness.challenge.language import Language
from liveness.challenge.language_file import SHIPPED, shipped
from liveness.engines.choice import LANGUAGES_PACK
from liveness.engines.whisper_languages import scorer_of
from liveness.limits.languages import MEASURED, MeasuredLanguage
from liveness.models import manifest, store

FOLDER = "speech_languages"
SET_ON = "uk"
"""The only language with enough voices for two halves."""
TRUTHS = (RIGHT, WRONG, ONE_WRONG)
COLUMNS = ("right", "four other digits", "one digit changed")


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of the voices of one language that judge, or of those that set limits."""

    language: str
    sets_limits: bool
    measured: MeasuredLanguage

    @property
    def is_kept(self) -> bool:
        """Whether sessions start by exactly this; voices that set limits decide on none."""
        return self.sets_limits or MEASURED.get(self.language) == self.measured

    @property
    def cells(self) -> tuple[str, ...]:
        """Of the table."""
        counts = (self.measured.right, self.measured.wrong, self.measured.one_wrong)
        asked = ("no", "yes, beta" if self.measured.is_beta else "yes")[self.measured.is_enough]
        whose = ("judge", "set limits")[self.sets_limits]
        return self.language, whose, str(self.measured.voices), *map(_cell, counts), "-" if self.sets_limits else asked

    @property
    def as_form(self) -> dict[str, object]:
        """For `--json`."""
        form = {"language": self.language, "sets_limits": self.sets_limits, **asdict(self.measured)}
        return form | {"is_enough": self.measured.is_enough, "is_kept": self.is_kept}


def sets_limits(person: str) -> bool:
    """Whether the limits were set on a voice of SET_ON. By the last byte of the digest, which halves people elsewhere
    (`evaluation.manifest_data`), all of these are of one half; so the byte before it halves them.
    """
    return person.startswith(f"{SET_ON}-") and hashlib.sha256(person.encode()).digest()[-2] % 2 == 0


def measured(folder: Path, models: Path, tags: Sequence[str]) -> Iterator[Row]:
    """A row for each language, two for SET_ON.

    Raises:
        OSError, KeyError: no manifest, or without the columns.
        ModelPackError: the net is not built.
    """
    languages = [shipped(tag) for tag in tags]
    scorer = scorer_of(store.verify(manifest.load(LANGUAGES_PACK), models).files, languages)
    for language in languages:
        people = recorded_digits(folder / FOLDER, language)
        asked = digit_trials(people, language, lambda sound, text, tag=language.tag: scorer.score(sound, text, tag))  # type: ignore[misc]
        told = f"{language.tag}, {len(people)} voices"
        yield from rows_of(language, list(track(asked, told, console=Console(stderr=True))))


def rows_of(language: Language, trials: Sequence[DigitTrial]) -> Iterator[Row]:
    """The rows of one language; none where no voice said its digits."""
    for is_set in (False, True):
        own = [trial for trial in trials if sets_limits(trial.person) == is_set]
        if own:
            counts = [accepted(own, truth) for truth in TRUTHS]
            yield Row(language.tag, is_set, MeasuredLanguage(len({trial.person for trial in own}), *counts))


def _cell(count: tuple[int, int]) -> str:
    low, high = clopper_pearson(*count)
    return f"{count[0]} of {count[1]} ({100 * low:.0f}-{100 * high:.0f} %)"


def _shown(rows: Sequence[Row], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([row.as_form for row in rows]))
        return
    table = Table("language", "voices that", "voices", *COLUMNS, "asked")
    for row in rows:
        table.add_row(*row.cells)
    Console(width=140).print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help=f"folder with {FOLDER}")
    parser.add_argument("--only", action="append", choices=SHIPPED, help="a language; all, without it")
    parser.add_argument("--json", action="store_true", help="one JSON list")
    chosen = parser.parse_args()
    packs = Path(os.environ.get("CAMEO_MODELS", ".cache/models"))  # noqa: TID251 - as every benchmark
    found = list(measured(chosen.folder, packs, chosen.only or SHIPPED))
    _shown(found, as_json=chosen.json)
    if others := [row.language for row in found if not row.is_kept]:
        sys.exit(f"not as liveness/limits/languages.py and docs/accuracy.md say: {', '.join(others)}")
