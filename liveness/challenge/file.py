"""The challenge file of `cameo analyse`: JSON in, `Challenge` out.

`challenge.schema.json` is made from these models.
"""

import json
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from liveness.challenge.prompts import Challenge, Direction, Prompt, PromptKind, require_orderly
from liveness.errors import MalformedChallengeError

MAX_PROMPTS = 32
MAX_TEXT = 400

Seconds = Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)]


class _PromptFields(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, Field(min_length=1, max_length=64, description="Unique within the challenge.")]
    reveal_s: Annotated[
        Seconds | None, Field(description="Media seconds; the answer must start after it. null: order only.")
    ] = None
    deadline_s: Annotated[
        Seconds | None, Field(description="Media seconds; the answer must have ended by it. null: order only.")
    ] = None


class SayPrompt(_PromptFields):
    """Words to say: any words of the speech dictionary."""

    kind: Literal["say"]
    text: Annotated[str, Field(max_length=MAX_TEXT, pattern=r"^\s*[A-Za-z][A-Za-z'.\s-]*$")]


class TurnPrompt(_PromptFields):
    """A turn of the head to the subject's own side."""

    kind: Literal["turn"]
    direction: Literal["left", "right"]


class ExpressionPrompt(_PromptFields):
    """A face to make, such as "smile"."""

    kind: Literal["expression"]
    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]


class CloserPrompt(_PromptFields):
    """A face to bring close to the camera, and back."""

    kind: Literal["closer"]


AnyPrompt: TypeAlias = SayPrompt | TurnPrompt | ExpressionPrompt | CloserPrompt


class ChallengeFile(BaseModel):
    """The prompts of one recording, in order."""

    model_config = ConfigDict(extra="forbid", strict=True)

    prompts: Annotated[
        list[Annotated[AnyPrompt, Field(discriminator="kind")]],
        Field(max_length=MAX_PROMPTS),
    ]


def read_challenge(text: str | bytes) -> Challenge:
    """Parses and checks a challenge file.

    Raises:
        MalformedChallengeError: not JSON, not the schema, an id twice, or times that do not rise.
    """
    try:
        file = ChallengeFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise MalformedChallengeError(".".join(map(str, first["loc"])), first["msg"]) from None
    challenge = Challenge(tuple(_prompt(prompt) for prompt in file.prompts))
    require_orderly(challenge)
    return challenge


def write_challenge(challenge: Challenge) -> str:
    """The file that `read_challenge` reads as the same challenge."""
    return json.dumps({"prompts": [_fields(prompt) for prompt in challenge.prompts]}, indent=2)


def _fields(prompt: Prompt) -> dict[str, str | float | None]:
    asks = {"direction": prompt.direction, "text": prompt.text}
    times = {"reveal_s": prompt.reveal_s, "deadline_s": prompt.deadline_s}
    return {"id": prompt.id, "kind": prompt.kind, **{name: value for name, value in asks.items() if value}, **times}


def _prompt(prompt: AnyPrompt) -> Prompt:
    text = " ".join(prompt.text.lower().split()) if isinstance(prompt, SayPrompt | ExpressionPrompt) else ""
    direction = Direction(prompt.direction) if isinstance(prompt, TurnPrompt) else None
    return Prompt(prompt.id, PromptKind(prompt.kind), text, direction, prompt.reveal_s, prompt.deadline_s)
