"""Colours are asked of clients that show them, and of people who did not say no."""

import pytest

from liveness.challenge.plan import COLOURS_WINDOW_S, WORDLESS_ENROLLMENT, ChallengePlan, Step
from liveness.challenge.prompts import PromptKind
from liveness.errors import ColoursNeededError, PromptNotShownError
from liveness.limits.recordings import RecordingLimits
from liveness.live.conversation import Conversation
from liveness.live.messages import ChunkReceived, Complete, Message, Opened, PromptMessage, PromptShown, Tick


class Client:
    """Opens at 0 s, and has sent a picture."""

    def __init__(self, *, shows_colours: bool, steps: tuple[Step, ...] = (Step.COLOURS,)) -> None:
        plan = ChallengePlan("yes", steps)
        self.conversation = Conversation(plan, lambda _: 0, RecordingLimits().bytes)
        self.conversation.on(Opened("webm", "vp9", shows_colours=shows_colours), 0.0)
        self.conversation.on(ChunkReceived(0, 1000, 0.5, 120.0), 0.5)

    def asked(self) -> PromptMessage:
        told = self.conversation.on(Tick(), 4.0)
        return next(message for message in told if isinstance(message, PromptMessage))

    def after_the_window(self) -> list[Message]:
        return self.conversation.on(Tick(), 4.1 + COLOURS_WINDOW_S)


def test_a_client_that_shows_colours_is_asked_to_and_says_when_it_did() -> None:
    client = Client(shows_colours=True)
    prompt = client.asked()
    assert (prompt.kind, prompt.text) == (PromptKind.COLOURS, "red green red green red")
    client.conversation.on(PromptShown(prompt.prompt_id, 3.9), 4.2)
    assert isinstance(client.after_the_window()[0], Complete)


def test_a_page_that_never_showed_the_colours_is_refused_by_name() -> None:
    client = Client(shows_colours=True)
    prompt = client.asked()
    with pytest.raises(PromptNotShownError, match=prompt.prompt_id):
        client.after_the_window()
    assert client.conversation.is_over


def test_a_person_who_said_no_to_colours_is_asked_to_come_closer() -> None:
    assert Client(shows_colours=False).asked().kind is PromptKind.CLOSER


def test_other_prompts_need_no_word_that_they_were_shown() -> None:
    client = Client(shows_colours=False)
    client.asked()
    assert isinstance(client.after_the_window()[0], Complete)


def test_a_recording_without_words_is_refused_where_no_colours_are_shown() -> None:
    with pytest.raises(ColoursNeededError):
        Client(shows_colours=False, steps=WORDLESS_ENROLLMENT)
    assert Client(shows_colours=True, steps=WORDLESS_ENROLLMENT).asked().kind is PromptKind.SPEAK
