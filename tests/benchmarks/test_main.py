"""`python -m benchmarks`: what one suite measured is kept, whatever becomes of the others."""

import json
from pathlib import Path
from typing import Any

import pytest

import benchmarks.__main__ as command

OLD = [{"name": "a", "value": 1}, {"name": "b", "value": 1}]


def failing() -> list[dict[str, Any]]:
    raise RuntimeError("this suite fails")


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "results.json"
    path.write_text(json.dumps(OLD), encoding="utf-8")
    monkeypatch.setattr(command, "RESULTS", path)
    monkeypatch.setattr(command, "SUITES", {"first": lambda: [{"name": "b", "value": 2}], "second": failing})
    monkeypatch.setattr(command, "write_page", lambda: None)
    monkeypatch.setattr(command, "_measured", lambda _asked, measure: measure())
    return path


def test_a_suite_that_fails_keeps_its_old_rows_and_those_that_the_others_measured(rows: Path) -> None:
    assert command.main([]) == 1
    assert json.loads(rows.read_text(encoding="utf-8")) == [OLD[0], {"name": "b", "value": 2}]


def test_a_suite_is_run_alone_by_its_name(rows: Path) -> None:
    assert command.main(["first"]) == 0
    assert json.loads(rows.read_text(encoding="utf-8"))[1]["value"] == 2


def test_a_name_that_no_suite_has_is_refused(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["frist"])
    assert "there is no suite frist" in capsys.readouterr().err
