import runpy
from pathlib import Path

import pytest

QUICKSTART = Path(__file__).parents[2] / "examples/quickstart.py"


def test_the_quickstart_runs(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(QUICKSTART))
    assert sorted(capsys.readouterr().out.splitlines()) == ["may go on: False", "stop: REVOKED"]


def test_the_quickstart_is_short() -> None:
    lines = QUICKSTART.read_text().splitlines()
    assert sum(bool(line.strip()) and not line.startswith(("import", "from", '"""')) for line in lines) <= 20
