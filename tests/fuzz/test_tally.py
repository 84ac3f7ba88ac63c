"""What an input does is told apart, counted and kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz.tally import Fate, Tally
from tests.fuzz.target import AcceptedError


def crashes(data: bytes) -> None:
    raise KeyError(data)


def spins(data: bytes) -> None:
    while True:
        pass


def gets_no_reply(data: bytes) -> None:
    raise TimeoutError


def accepts(data: bytes) -> None:
    raise AcceptedError("a forged token")


@pytest.mark.parametrize(
    ("attempt", "fate"),
    [(crashes, Fate.CRASH), (spins, Fate.HANG), (gets_no_reply, Fate.HANG), (accepts, Fate.ACCEPT)],
)
def test_what_an_input_does_is_counted_and_the_input_kept(
    attempt: Callable[[bytes], None], fate: Fate, tmp_path: Path
) -> None:
    tally = Tally(attempt, frozenset(), tmp_path / "found", longest_cpu_s=0.05)
    tally.add(b"hostile")
    assert tally.found == {fate: 1}
    kept = [file.read_bytes() for file in (tmp_path / "found").iterdir() if not file.suffix]
    assert kept == [b"hostile"]


def test_seeds_are_tried_and_not_counted_as_hostile(tmp_path: Path) -> None:
    seen: list[bytes] = []
    tally = Tally(seen.append, frozenset({b"seed"}), tmp_path)
    for data in (b"seed", b"hostile"):
        tally.add(data)
    assert seen == [b"seed", b"hostile"]
    assert (tally.tried, tally.found, list(tmp_path.iterdir())) == (1, {}, [])
