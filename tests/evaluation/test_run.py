from pathlib import Path

from evaluation.run import ScoreFile


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    scores = ScoreFile(tmp_path)
    scores.append("one", [{"trial": "one", "set": "clip", "ms": 3.5}])

    assert scores.rows() == [{"trial": "one", "set": "clip", "ms": 3.5}]
    assert scores.done() == {"one"}


def test_a_trial_without_rows_is_done_too(tmp_path: Path) -> None:
    scores = ScoreFile(tmp_path)
    scores.append("lips", [])

    assert scores.done() == {"lips"}
    assert scores.rows() == []


def test_a_torn_line_is_run_again_and_spoils_nothing_after_it(tmp_path: Path) -> None:
    scores = ScoreFile(tmp_path)
    scores.append("one", [{"trial": "one", "set": "clip"}])
    with scores.path.open("a", encoding="utf-8") as lines:
        lines.write('{"trial": "two", "set": "cl')

    assert scores.done() == {"one"}
    scores.append("two", [{"trial": "two", "set": "clip"}])

    assert [row["trial"] for row in scores.rows()] == ["one", "two"]


def test_rows_of_a_trial_that_did_not_end_are_not_used(tmp_path: Path) -> None:
    scores = ScoreFile(tmp_path)
    scores.path.write_text('{"trial": "one", "set": "clip"}\n', encoding="utf-8")

    assert scores.rows() == []


def test_a_trial_that_ended_twice_counts_once(tmp_path: Path) -> None:
    scores = ScoreFile(tmp_path)
    for _ in range(2):
        scores.append("one", [{"trial": "one", "set": "clip"}])

    assert len(scores.rows()) == 1


def test_no_file_is_nothing_done(tmp_path: Path) -> None:
    assert ScoreFile(tmp_path).done() == frozenset()
