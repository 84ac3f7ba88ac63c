"""Reads the golden stories. Whoever lives them gives one method an act."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PEOPLE = ("ada", "bob", "eve")
_FILE = Path(__file__).parent / "scenarios" / "stories.yaml"


@dataclass(frozen=True)
class Story:
    """`steps`: (act, its arguments), in order."""

    name: str
    enrolled: dict[str, str]
    steps: tuple[tuple[str, dict[str, Any]], ...]


def stories() -> list[Story]:
    told = yaml.safe_load(_FILE.read_text("utf-8"))
    return [
        Story(story["story"], story["enrolled"], tuple(next(iter(step.items())) for step in story["steps"]))
        for story in told
    ]
