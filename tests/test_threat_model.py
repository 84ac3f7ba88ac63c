"""The threat model names tests that exist, and leaves no asset and no actor without a line."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE)))
ATTACKS = [line for line in PAGE.splitlines() if re.match(r"\| (A\d ?)+\| P\d \|", line)]
COLUMNS = 5


def named_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return {name for name in found if name.lower().startswith("test")}


@pytest.mark.parametrize("named", NAMED)
def test_each_named_test_exists(named: str) -> None:
    file, _, name = named.partition("::")
    tests = named_in(ROOT / file)
    assert name in tests


@pytest.mark.parametrize("line", ATTACKS)
def test_each_attack_names_its_actor_its_mitigation_and_its_proof(line: str) -> None:
    cells = [cell.strip() for cell in line.strip("|").split(" | ")]
    assert len(cells) == COLUMNS
    assert all(cells)
    assert re.fullmatch(r"P\d", cells[1])
    assert "`tests/" in cells[-1]


def test_every_asset_and_every_actor_of_the_page_is_attacked_or_attacks() -> None:
    listed = set(re.findall(r"^\| ([AP]\d) \|", PAGE, re.MULTILINE))
    used = {word for line in ATTACKS for word in re.findall(r"\b[AP]\d\b", line)}
    assert len(listed) == len({*re.findall(r"\bA\d\b", PAGE), *re.findall(r"\bP\d\b", PAGE)})
    assert used == listed
