"""Tries inputs and counts what they did: nothing that matters, or a crash, a hang or an accept."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest

from tests.cpu_limit import at_most_cpu
from tests.fuzz.target import AcceptedError

LONGEST_CPU_S = 10.0
"""Seconds of processor time for one input; the slowest honest one needs less than a tenth of it."""


class Fate(StrEnum):
    """What a hostile input must not do."""

    CRASH = "crash"
    HANG = "hang"
    ACCEPT = "accept"


@dataclass
class Tally:
    """Counts of one target.

    attempt: tries one input. seeds: inputs that are not hostile, and not counted. folder: where an input is kept that
    did what it must not, beside a text that says what. longest_cpu_s: see LONGEST_CPU_S.

    Attributes:
        tried: hostile inputs so far.
        found: how many did what.
    """

    attempt: Callable[[bytes], None]
    seeds: Collection[bytes]
    folder: Path
    longest_cpu_s: float = LONGEST_CPU_S
    tried: int = 0
    found: Counter[Fate] = field(default_factory=Counter)

    def add(self, data: bytes) -> None:
        """Tries one input."""
        self.tried += data not in self.seeds
        try:
            with at_most_cpu(self.longest_cpu_s):
                self.attempt(data)
        except AcceptedError as error:
            self._keep(Fate.ACCEPT, data, error)
        except (pytest.fail.Exception, TimeoutError) as error:
            self._keep(Fate.HANG, data, error)
        except Exception as error:  # noqa: BLE001 - whatever else a target raises is what is looked for
            self._keep(Fate.CRASH, data, error)

    def _keep(self, fate: Fate, data: bytes, error: BaseException) -> None:
        self.found[fate] += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{fate}-{hashlib.sha256(data).hexdigest()[:16]}"
        (self.folder / name).write_bytes(data)
        (self.folder / f"{name}.txt").write_text(f"input {self.tried}: {error!r}\n", encoding="utf-8")
