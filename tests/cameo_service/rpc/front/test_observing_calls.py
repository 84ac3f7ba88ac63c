"""Each call is told to the observer once: its method, its code and what it decided; probes of health are not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from cameo_service.observing import Ended
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.health import CHECK
from cameo_service.rpc.front.refusal import INTERNAL
from cameo_service.rpc.front.steps import ObserveStep
from tests.cameo_service.usecases.world import ToldClock

METHOD = "/cameo.v1.RenderService/CheckPrompt"
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Notes:
    """An observer that notes what it is told."""

    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"

    def __init__(self) -> None:
        self.begun: list[tuple[str, str]] = []
        self.ended: list[Ended] = []

    def begin(self, method: str, traceparent: str) -> "Notes":
        self.begun.append((method, traceparent))
        return self

    def end(self, ended: Ended) -> None:
        self.ended.append(ended)

    @contextmanager
    def sending(self, what: str) -> Iterator[Mapping[str, str]]:
        yield {"traceparent": what}


def walked(call: Call, *, outcomes: tuple[str, ...] = ()) -> Notes:
    notes = Notes()
    step = ObserveStep(notes, ToldClock())
    step.enter(call)
    call.outcomes = outcomes
    step.leave(call)
    return notes


def test_a_call_is_told_with_its_trace_its_code_and_what_it_decided() -> None:
    call = Call(METHOD, (("traceparent", TRACEPARENT), ("cameo-subject-assertion", "dev.abc")))
    notes = walked(call, outcomes=("NOT_PERMITTED",))
    assert notes.begun == [(METHOD, TRACEPARENT)]
    assert [(ended.code, ended.outcomes) for ended in notes.ended] == [("OK", ("NOT_PERMITTED",))]
    assert call.trace_id == Notes.trace_id


def test_a_refused_call_is_told_with_its_code() -> None:
    assert [ended.code for ended in walked(Call(METHOD, refusal=INTERNAL)).ended] == ["INTERNAL"]


@pytest.mark.parametrize("sent", [(), (("traceparent", TRACEPARENT), ("traceparent", TRACEPARENT))])
def test_no_trace_or_two_are_none(sent: tuple[tuple[str, str], ...]) -> None:
    assert walked(Call(METHOD, sent)).begun == [(METHOD, "")]


def test_a_probe_of_health_is_not_told() -> None:
    notes = walked(Call(CHECK))
    assert notes.begun == []
    assert notes.ended == []
