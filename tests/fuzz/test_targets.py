"""Every target holds on its own seeds, and says so when the code takes what it must refuse."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from grpc import StatusCode

from cameo_client.connection import REASON_KEY
from cameo_client.dev_assertion import dev_assertion, dev_relationships
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.render_grant_claims import encode_claims
from cameo_service.rpc.front.server import LARGEST_REQUEST_BYTES
from cameo_service.usecases.acting.cursors import cursor_of
from cameo_service.usecases.ports.events import Position
from consent.facts import Vouched
from consent.reading.spoken import Named
from liveness.media.recording import Sound
from tests.fuzz.catalogue import TARGETS
from tests.fuzz.target import PALETTE, AcceptedError, Target, as_parts, as_seed, text_of
from tests.fuzz.targets import assertions, containers, mentions, messages, names, page_tokens, render_grants, words
from tests.stores import DEPLOYMENT


@pytest.fixture(autouse=True, scope="module")
def _stopped() -> Iterator[None]:
    yield
    messages.SERVICES.stop()


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_a_target_holds_on_its_seeds(target: Target) -> None:
    loaded = target.load()
    for seed in loaded.SEEDS:
        assert len(seed) <= target.longest_bytes
        loaded.attempt(seed)


@dataclass
class Endless:
    """A recording that goes on after its limit."""

    duration_s: float = 3600.0
    heard: Sound | None = None

    def frames(self) -> Iterator[Any]:
        return iter(())

    def sound(self) -> Sound | None:
        return self.heard


NO_NUMBERS = Sound(np.full(4, np.nan, np.float32), 0.0)
LATER = Position(2 * page_tokens.REVISION, 0)
"""By what is broken: the target, what is broken, what it returns instead, and an input that shows it."""
BREAKS: dict[str, tuple[ModuleType, str, object, bytes]] = {
    "a mention is lost": (mentions, "tests.fuzz.targets.mentions.parse_mentions", (), as_seed("let @ada dance")),
    "a name is lost": (
        names,
        "tests.fuzz.targets.names.named_in",
        Named({}, is_overfull=False),
        as_parts("Ada Lovelace", "", ""),
    ),
    "a banned word is lost": (words, "tests.fuzz.targets.words.heard_words", [frozenset()], as_parts("zebra", "", "")),
    "an assertion that is over is believed": (
        assertions,
        "cameo_service.rpc.front.assertions._claims",
        ("idp", "ada", "cameo", 2 * assertions.NOW_S),
        as_seed(dev_assertion("idp", "ada", assertions.NOW_S)),
    ),
    "a relationship is believed of another person": (
        assertions,
        "tests.fuzz.targets.assertions.InsecureDevRelationships.vouched",
        Vouched("idp", "eve", frozenset({"bob"}), 0),
        as_seed(dev_relationships("idp", "ada", ["bob"], assertions.NOW_S)),
    ),
    "a forged grant is verified": (
        render_grants,
        "tests.fuzz.targets.render_grants.open_render_grant",
        render_grants.CLAIMS,
        b"\0forged",
    ),
    "claims that say too much are taken": (
        render_grants,
        "tests.fuzz.targets.render_grants.open_render_grant",
        render_grants.CLAIMS,
        b"\1",
    ),
    "a token is read otherwise than it is spelled": (
        page_tokens,
        "tests.fuzz.targets.page_tokens.revision_of",
        7,
        page_tokens.SEEDS[0],
    ),
    "a cursor from the future is taken": (
        page_tokens,
        "tests.fuzz.targets.page_tokens.position_of",
        LATER,
        as_seed(cursor_of(DEPLOYMENT, LATER)),
    ),
    "a cursor is read as another": (
        page_tokens,
        "tests.fuzz.targets.page_tokens._last",
        page_tokens.BOB,
        page_tokens.SEEDS[2],
    ),
    "a mention token for another person is taken": (
        page_tokens,
        "tests.fuzz.targets.page_tokens.MentionTokens.holds",
        True,
        b"\0" + bytes(48),
    ),
    "a recording is read beyond its limit": (
        containers,
        "tests.fuzz.targets.containers.open_recording",
        Endless(),
        b"",
    ),
    "sound is no number": (containers, "tests.fuzz.targets.containers.open_recording", Endless(1.0, NO_NUMBERS), b""),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_target_says_when_the_code_takes_what_it_must_refuse(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target, place, instead, data = BREAKS[broken]
    monkeypatch.setattr(place, lambda *_, **__: instead)
    with pytest.raises(AcceptedError):
        target.attempt(data)


def test_a_likeness_that_may_be_rendered_after_all_is_an_accept() -> None:
    messages.SERVICES.stop()
    messages.SERVICES.next().world.grant("ada", "eve")
    with pytest.raises(AcceptedError):
        messages.attempt(b"")
    messages.SERVICES.stop()


def test_a_render_grant_for_ada_is_an_accept() -> None:
    ada = UUID(int=2)
    assert ada in {subject.subject_id for subject in render_grants.CLAIMS.subjects}
    reply = render.CheckPromptResponse(render_grant=render_grants.signed(encode_claims(render_grants.CLAIMS)))
    with pytest.raises(AcceptedError):
        messages.require_nothing_of(ada, "CheckPrompt", reply)
    messages.require_nothing_of(UUID(int=3), "CheckPrompt", reply)


def test_a_likeness_of_ada_is_an_accept() -> None:
    ada = UUID(int=2)
    reply = render.FetchIdentityBundleResponse(bundles=[render.IdentityBundle(subject_id=str(ada))])
    with pytest.raises(AcceptedError):
        messages.require_nothing_of(ada, "FetchIdentityBundle", reply)


@pytest.mark.parametrize("reason", ["INTERNAL", "", "NO_SUCH_REASON"])
def test_a_refusal_without_a_documented_reason_is_a_crash(reason: str) -> None:
    with pytest.raises(RuntimeError, match="INTERNAL"):
        messages.require_documented("CheckPrompt", Refused(StatusCode.INTERNAL, reason))


def test_a_message_above_the_limit_is_refused_by_grpc_itself() -> None:
    fuzzed = messages.Fuzzed()
    try:
        sent = bytes(LARGEST_REQUEST_BYTES + 1)
        assert messages._call(fuzzed, "/cameo.v1.RemovalService/OrderRemoval", sent, ()) is None
    finally:
        fuzzed.stop()


def test_a_call_without_a_reply_is_a_hang() -> None:
    with pytest.raises(TimeoutError):
        messages.require_documented("CheckPrompt", Refused(StatusCode.DEADLINE_EXCEEDED, ""))


def test_a_documented_refusal_is_what_is_hoped_for() -> None:
    messages.require_documented("CheckPrompt", Refused(StatusCode.INVALID_ARGUMENT, "FIELD_MISSING"))


@dataclass
class Refused:
    """A gRPC error as a client sees it."""

    status: StatusCode
    reason: str

    def code(self) -> StatusCode:
        return self.status

    def details(self) -> str:
        return ""

    def trailing_metadata(self) -> tuple[tuple[str, str], ...]:
        return ((REASON_KEY, self.reason),)


def test_a_prompt_is_read_from_a_palette_where_the_first_byte_is_odd() -> None:
    assert text_of(as_seed("@ada")) == "@ada"
    assert text_of(bytes([1, *map(PALETTE.index, "@ada")])) == "@ada"
