"""A run of the mutants that was stopped goes on; one that ended, or was of other files, does not."""

from pathlib import Path

from tests.mutants.ledger import Ledger
from tests.mutants.mutant import Fate


def test_a_run_that_was_stopped_knows_what_it_had_found(tmp_path: Path) -> None:
    path = tmp_path / "out" / "mutants.jsonl"
    first = Ledger(path, "these files")
    assert first.known == {}
    first.add("a", Fate.KILLED, 1.0)
    first.add("b", Fate.SURVIVED, 2.0)
    Ledger(path, "these files").add("c", Fate.KILLED, 1.0)
    assert Ledger(path, "these files").known == {"a": Fate.KILLED, "b": Fate.SURVIVED, "c": Fate.KILLED}


def test_a_line_that_was_cut_off_is_run_again(tmp_path: Path) -> None:
    path = tmp_path / "mutants.jsonl"
    Ledger(path, "these files").add("a", Fate.KILLED, 1.0)
    with path.open("a") as file:
        file.write('{"name": "b", "fate": "kil')
    Ledger(path, "these files").add("c", Fate.KILLED, 1.0)
    assert Ledger(path, "these files").known == {"a": Fate.KILLED, "c": Fate.KILLED}


def test_nothing_is_taken_over_from_other_files_or_from_a_run_that_ended(tmp_path: Path) -> None:
    path = tmp_path / "mutants.jsonl"
    first = Ledger(path, "these files")
    first.add("a", Fate.KILLED, 1.0)
    assert Ledger(path, "other files").known == {}
    ended = Ledger(path, "these files")
    ended.add("a", Fate.KILLED, 1.0)
    ended.end()
    assert Ledger(path, "these files").known == {}
