"""The lists of docs/patterns.md name files that exist: a page that names others sends a reader astray."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATTERNS = (ROOT / "docs/patterns.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:[\w.]+/)+[\w.]*|[\w.]+\.(?:toml|md))`", PATTERNS)))


def test_every_kind_of_change_has_a_list() -> None:
    titles = re.findall(r"^## Add an? (.+)$", PATTERNS, re.MULTILINE)
    assert {"capability", "RPC", "table", "check", "engine", "reason code"} <= set(titles)


@pytest.mark.parametrize("name", NAMED)
def test_a_named_file_is_there(name: str) -> None:
    assert (ROOT / name).exists() or (ROOT / "cameo_service/storage" / name).exists()
