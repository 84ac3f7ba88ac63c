"""The folder of a study: whose it is, what a key opens, and what its report says."""

import json
from pathlib import Path

import pytest

from evaluation.rates import median
from evaluation.study import Attempt, Signature, Study, Take
from evaluation.study_errors import DeletionFailedError, ReleaseMissingError
from evaluation.study_report import report

SIGNED = Signature("Ada Example", "2026-11-30T12:00:00+00:00", "I take part.", ("measure",))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path / "study")


def test_the_folder_is_for_its_owner_alone(study: Study) -> None:
    study.sign("key", SIGNED)
    assert study.folder.stat().st_mode & 0o777 == 0o700


def test_a_key_whose_pseudonym_is_that_of_another_opens_nothing(study: Study) -> None:
    person = study.sign("key", SIGNED)
    file = study.folder / "consents" / f"{person}.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"key_sha256": "0" * 64}))
    with pytest.raises(ReleaseMissingError):
        study.release("key")


def test_what_cannot_be_deleted_is_told_and_the_key_still_works(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    study.begin(study.sign("key", SIGNED), "rest")
    monkeypatch.setattr("shutil.rmtree", refuses)
    with pytest.raises(DeletionFailedError):
        study.delete("key", "2026-11-30T13:00:00+00:00")
    assert study.release("key")["name"] == "Ada Example"
    assert study.deletions() == 0


def take(condition: str, *results: str, reasons: tuple[str, ...] = ()) -> Take:
    attempts = tuple(Attempt(result, reasons, 40.0 * at, 40.0 * at + 30) for at, result in enumerate(results))
    return Take(1, condition, attempts)


def test_a_report_counts_completion_within_two_attempts_and_tells_attacks_from_retries() -> None:
    takes = {
        "a": [take("rest", "passed"), take("dim", "retry", "passed"), take("bright", "retry", "retry", "passed")],
        "b": [take("rest", "failed", reasons=("COULD_NOT_VERIFY",)), take("dim", "lost"), take("glasses")],
    }
    everything, rest, bright, dim, glasses, _ = report(takes)
    assert (everything.people, everything.completed.n, everything.completed.value) == (2, 5, 0.4)
    assert (everything.seconds.n, everything.seconds.value) == (2, 50.0)
    assert (rest.bpcer.n, rest.bpcer.value, rest.retried.value) == (2, 0.5, 0.0)
    assert (bright.completed.value, bright.bpcer.value) == (0.0, 0.0)
    assert (dim.completed.n, dim.lost.n) == (2, 3)
    assert dim.lost.value == pytest.approx(1 / 3)
    assert (glasses.people, glasses.completed.value, glasses.completed.note) == (0, None, "no trial")


def test_a_median_has_an_exact_interval_and_too_few_values_have_none() -> None:
    assert (median([]).value, median([]).note) == (None, "none")
    few = median([1.0, 2.0, 9.0, 4.0, 5.0])
    assert (few.value, few.low, few.note) == (4.0, None, "too few for an interval")
    # n = 10: the second and the ninth value, 97.9 % (Conover, Practical Nonparametric Statistics, table A3).
    ten = median([float(value) for value in range(1, 11)])
    assert (ten.value, ten.low, ten.high) == (5.5, 2.0, 9.0)
