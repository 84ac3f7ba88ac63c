"""The challenge file: a committed schema, and an error that says where a file leaves it."""

import json
from pathlib import Path

import jsonschema
import pytest

from liveness import challenge
from liveness.challenge.file import ChallengeFile, read_challenge
from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind
from liveness.errors import MalformedChallengeError

SCHEMA = json.loads((Path(challenge.__file__).parent / "challenge.schema.json").read_text())
GOOD = {
    "prompts": [
        {"id": "a", "kind": "say", "text": "Bin  blue", "reveal_s": 1, "deadline_s": 4.5},
        {"id": "b", "kind": "turn", "direction": "left", "reveal_s": None, "deadline_s": None},
        {"id": "c", "kind": "expression", "text": "smile"},
        {"id": "d", "kind": "closer"},
    ]
}


def with_prompt(**prompt: object) -> dict[str, object]:
    return {"prompts": [prompt]}


def test_a_challenge_is_read() -> None:
    assert read_challenge(json.dumps(GOOD)) == Challenge(
        (
            Prompt("a", PromptKind.SAY, "bin blue", None, 1.0, 4.5),
            Prompt("b", PromptKind.TURN, "", Direction.LEFT),
            Prompt("c", PromptKind.EXPRESSION, "smile"),
            Prompt("d", PromptKind.CLOSER),
        )
    )


def test_no_prompts_is_a_challenge_that_asks_nothing() -> None:
    assert read_challenge('{"prompts":[]}') == Challenge()


def test_the_committed_schema_is_that_of_the_reader() -> None:
    assert ChallengeFile.model_json_schema() == SCHEMA
    jsonschema.validate(GOOD, SCHEMA)


@pytest.mark.parametrize(
    "bad",
    [
        {},
        with_prompt(id="a", kind="sing", text="la"),
        with_prompt(id="a", kind="say"),
        with_prompt(id="a", kind="say", text=""),
        with_prompt(id="a", kind="say", text="42"),
        with_prompt(id="a", kind="turn", direction="up"),
        with_prompt(id="a", kind="turn", text="left"),
        with_prompt(id="a", kind="closer", text="farther"),
        with_prompt(id="", kind="say", text="blue"),
        with_prompt(id="a", kind="say", text="blue", reveal_s=-1),
        with_prompt(id="a", kind="say", text="blue", hurry=True),
    ],
)
def test_what_breaks_the_schema_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, SCHEMA)
    with pytest.raises(MalformedChallengeError):
        read_challenge(json.dumps(bad))


@pytest.mark.parametrize(
    "prompts",
    [
        [{"id": "a", "kind": "say", "text": "blue"}, {"id": "a", "kind": "say", "text": "red"}],
        [{"id": "a", "kind": "say", "text": "blue", "reveal_s": 3, "deadline_s": 2}],
        [
            {"id": "a", "kind": "say", "text": "blue", "reveal_s": 3},
            {"id": "b", "kind": "say", "text": "blue", "reveal_s": 2},
        ],
    ],
)
def test_what_no_schema_can_say_is_refused_too(prompts: list[object]) -> None:
    with pytest.raises(MalformedChallengeError):
        read_challenge(json.dumps({"prompts": prompts}))


@pytest.mark.parametrize("text", ["", "not json", "[]", b"\xff\xfe"])
def test_what_is_no_json_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(MalformedChallengeError):
        read_challenge(text)


def test_the_error_says_where() -> None:
    with pytest.raises(MalformedChallengeError, match=r"prompts\.0\.say\.text"):
        read_challenge(json.dumps(with_prompt(id="a", kind="say")))
