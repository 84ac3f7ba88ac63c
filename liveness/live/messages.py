"""The events that go into a `Conversation` and the messages that come out. Plain values; the edges turn them into wire.

Media times are seconds from the first picture or sound, as `liveness.media.recording` counts them. Server times are
monotonic seconds; only differences mean anything.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from liveness.challenge.language import ENGLISH
from liveness.challenge.prompts import Challenge, Direction, PromptKind
from liveness.checks.result import Reason
from liveness.observations import Delivery


@dataclass(frozen=True, slots=True)
class Opened:
    """The client announces what follows, by the names of `liveness.live.conversation.STREAMABLE`."""

    container: str
    codec: str
    shows_colours: bool = field(default=False, compare=False)
    """Whether the client shows the colours of a prompt, and the person did not say no to them."""


@dataclass(frozen=True, slots=True)
class ChunkReceived:
    """One chunk arrived, and was decoded as far as it goes, before it is reported here.

    media_s: largest media time decoded so far, None while there is none. luma: mean luma of the newest picture,
    0..255, None when the chunk brought no picture. delivered: the container and codec that came, None until known.
    """

    seq: int
    size_bytes: int
    media_s: float | None = None
    luma: float | None = None
    delivered: Opened | None = None


@dataclass(frozen=True, slots=True)
class PromptShown:
    """The client reports when it showed a prompt. Recorded; never decides."""

    prompt_id: str
    media_s: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The client will send nothing more."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The stream is gone."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Event: TypeAlias = Opened | ChunkReceived | PromptShown | Ended | Broken | Tick


@dataclass(frozen=True, slots=True)
class Ready:
    """Send now. chunk_bytes: the largest chunk taken; total_bytes: of the whole recording."""

    chunk_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """Show this now. window_s: seconds from now within which the whole answer must arrive. language: of what is
    said.
    """

    prompt_id: str
    kind: PromptKind
    text: str
    direction: Direction | None
    window_s: float
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Hint:
    """Something the person can improve while the recording runs."""

    code: Reason


@dataclass(frozen=True, slots=True)
class Received:
    """Largest media time received, in seconds."""

    media_s: float


class AbandonReason(StrEnum):
    """Why an attempt ended without anything to judge."""

    STREAM_BROKEN = "STREAM_BROKEN"
    ENDED_EARLY = "ENDED_EARLY"
    NO_MEDIA = "NO_MEDIA"


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The attempt is over without a verdict, and its prompts are burnt."""

    reason: AbandonReason


@dataclass(frozen=True, slots=True)
class AskedPrompt:
    """When a prompt was asked, by the server's monotonic clock. shown_media_s: as the client reported, if it did."""

    prompt_id: str
    revealed_s: float
    closed_s: float
    shown_media_s: float | None


@dataclass(frozen=True, slots=True)
class Complete:
    """Every prompt was asked: judge the recording against `challenge`, whose times are media seconds.

    in_real_time: the media never ran ahead of the clock; without it the recording counts as uploaded. delivery: for the
    analysis.
    """

    challenge: Challenge
    asked: tuple[AskedPrompt, ...]
    in_real_time: bool
    delivery: Delivery


Message: TypeAlias = Ready | PromptMessage | Hint | Received | Abandoned | Complete
