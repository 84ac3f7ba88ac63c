"""Texts that no honest caller sends, in every place where a text may stand, over real gRPC and a real database."""

import base64
import json
import logging
import os
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from cameo_client.dev_assertion import dev_relationships
from cameo_client.pb.cameo.v1 import (
    access_service_pb2,
    appearance_service_pb2,
    consent_service_pb2,
    delegation_service_pb2,
    erasure_service_pb2,
    event_service_pb2,
    group_service_pb2,
    guardian_service_pb2,
    held_render_service_pb2,
    operator_service_pb2,
    removal_service_pb2,
    render_service_pb2,
    restriction_service_pb2,
    review_service_pb2,
)
from cameo_service.rpc.front.caller_table import CALLER_TABLE
from cameo_service.storage.store import open_store
from consent.terms import Audience
from tests.cameo_service.rpc.running_service import ISSUER, LOG, RunningService
from tests.cameo_service.rpc.test_render_story import question
from tests.cameo_service.usecases.world import World

FILES = (
    access_service_pb2,
    appearance_service_pb2,
    consent_service_pb2,
    delegation_service_pb2,
    erasure_service_pb2,
    event_service_pb2,
    group_service_pb2,
    guardian_service_pb2,
    held_render_service_pb2,
    operator_service_pb2,
    removal_service_pb2,
    render_service_pb2,
    restriction_service_pb2,
    review_service_pb2,
)
Path = tuple[FieldDescriptor, ...]
NO_UTF8 = b"\xff"
ODD = ("\0", "\ufffe\uffff", "\u202e@ada", "e" + "\u0301" * 3000, "@" * 3000, "9" * 5000, '{"a":' * 500, "'; --")
STUDIO = ("cameo-dev-service", "studio")
GENERATION = ("cameo-dev-role", "generation")
ASSERTION = "cameo-subject-assertion"
CHECK = "/cameo.v1.RenderService/CheckPrompt"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    world = World(open_store(tmp_path_factory.mktemp("texts") / "data", os.urandom))
    for handle in ("ada", "bob"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.EVERYONE)
    running = RunningService(world)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No text is worth an error in the operator's log."""
    caplog.set_level(logging.INFO, logger=LOG.name)
    yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def answer(service: RunningService, method: str, raw: bytes, *sent: tuple[str, str]) -> str:
    """The reason of the refusal; OK without one."""
    call: Any = service.channel.unary_unary(method)
    try:
        call(raw, metadata=sent, timeout=60)
    except grpc.RpcError as error:
        refused: Any = error
        return str(dict(refused.trailing_metadata())["cameo-reason"])
    return "OK"


def as_role(service: RunningService, method: str) -> tuple[tuple[str, str], ...]:
    """Credentials for a method."""
    (role, *_) = sorted(role.value for role in CALLER_TABLE[method].roles)
    acting = () if role == "operator" else ((ASSERTION, service.assertion("ada")),)
    return STUDIO, ("cameo-dev-role", role), *acting


def texts_in(message: Descriptor, within: Path = ()) -> Iterator[Path]:
    """Every way to a text in a message."""
    for field in message.fields:
        if field.type == FieldDescriptor.TYPE_STRING:
            yield (*within, field)
        elif field.message_type and field.message_type not in [above.message_type for above in within]:
            yield from texts_in(field.message_type, (*within, field))


def with_bytes(way: Path, text: bytes) -> bytes:
    """A message of this one field, by hand: no library writes bytes that are no text."""
    for field in reversed(way):
        text = _varint(field.number << 3 | 2) + _varint(len(text)) + text
    return text


def _varint(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + _varint(number >> 7)


def with_everything(message: Descriptor, odd: str, within: tuple[str, ...] = ()) -> Message:
    """A message with this text in every place for one, and the first known value in every enum."""
    made = GetMessageClass(message)()
    for field in message.fields:
        value = _value(field, odd, within)
        if value is None:
            continue
        if field.is_repeated:
            getattr(made, field.name).append(value)
        elif field.message_type:
            getattr(made, field.name).CopyFrom(value)
        else:
            setattr(made, field.name, value)
    return made


def _value(field: FieldDescriptor, odd: str, within: tuple[str, ...]) -> Any:
    if field.message_type:
        is_deep = field.message_type.full_name in within
        return None if is_deep else with_everything(field.message_type, odd, (*within, field.message_type.full_name))
    if field.enum_type:
        return field.enum_type.values[1].number
    return {FieldDescriptor.TYPE_STRING: odd, FieldDescriptor.TYPE_BYTES: odd.encode()}.get(field.type)


def methods() -> Iterator[tuple[str, MethodDescriptor]]:
    for file in FILES:
        for service in file.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                yield f"/{service.full_name}/{method.name}", method


METHODS = dict(methods())


def test_every_method_of_this_port_is_tried() -> None:
    other_ports = ("EnrollmentService", "HistoryService", "RevocationService")
    assert METHODS.keys() == {method for method in CALLER_TABLE if not any(port in method for port in other_ports)}


@pytest.mark.parametrize("method", METHODS)
def test_bytes_that_are_no_text_are_no_message_in_any_field(service: RunningService, method: str) -> None:
    for way in texts_in(METHODS[method].input_type):
        reason = answer(service, method, with_bytes(way, NO_UTF8), *as_role(service, method))
        assert reason == "REQUEST_UNREADABLE", [field.name for field in way]


@pytest.mark.parametrize("odd", ODD, ids=[ascii(odd[:8]) for odd in ODD])
def test_an_odd_text_in_every_field_is_refused_by_a_name(service: RunningService, odd: str) -> None:
    for method, described in METHODS.items():
        sent = with_everything(described.input_type, odd).SerializeToString()
        assert answer(service, method, sent, *as_role(service, method)) != "INTERNAL", method


def asking(service: RunningService, **changes: Any) -> bytes:
    asked = question(service.assertion("bob"))
    for name, value in changes.items():
        setattr(asked, name, value)
    return asked.SerializeToString()


def saying(service: RunningService, text: str) -> str:
    """An assertion with this JSON between its own names, which are good."""
    good = json.dumps(
        {"iss": ISSUER, "sub": "bob", "aud": "cameo", "exp": service.world.clock.now_us // 1_000_000 + 60}
    )
    return "dev." + base64.urlsafe_b64encode((good[:-1] + text + "}").encode()).decode()


HALF_PAIRS = [', "sub": "\\ud800"', ', "iss": "a\\udfff"', ', "aud": "\\ud800"']
TWICE = [', "sub": "bob"', ', "sub": "ada"', ', "exp": 1']


@pytest.mark.parametrize("text", HALF_PAIRS + TWICE)
def test_an_assertion_with_half_a_pair_or_a_name_twice_is_none(service: RunningService, text: str) -> None:
    assertion = saying(service, text)
    assert answer(service, CHECK, asking(service, requester_assertion=assertion), STUDIO, GENERATION) == (
        "ASSERTION_INVALID"
    )
    sent = (STUDIO, GENERATION, (ASSERTION, assertion))
    assert answer(service, CHECK, asking(service), *sent) == "ASSERTION_INVALID"
    assert answer(service, CHECK, asking(service, requester_assertion=saying(service, "")), STUDIO, GENERATION) == "OK"


@pytest.mark.parametrize("place", ["iss", "sub"])
def test_half_a_pair_alone_is_no_name(service: RunningService, place: str) -> None:
    names = {"iss": ISSUER, "sub": "bob", place: "\ud800"}
    claims = {**names, "aud": "cameo", "exp": service.world.clock.now_us // 1_000_000 + 60}
    assertion = "dev." + base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
    asked = asking(service, requester_assertion=assertion)
    assert answer(service, CHECK, asked, STUDIO, GENERATION) == "ASSERTION_INVALID"


@pytest.mark.parametrize(
    ("issuer", "requester", "mutuals"),
    [("\ud800", "bob", ("ada",)), (ISSUER, "\ud800", ("ada",)), (ISSUER, "bob", ("ada", "\udc00"))],
)
def test_a_relationship_with_half_a_pair_says_nothing(
    service: RunningService, issuer: str, requester: str, mutuals: tuple[str, ...]
) -> None:
    said = dev_relationships(issuer, requester, mutuals, service.world.clock.now_us // 1_000_000)
    assert answer(service, CHECK, asking(service, relationship_assertion=said), STUDIO, GENERATION) == "OK"


TWO_VALUES = {
    "two services": ("CALLER_UNKNOWN", (STUDIO, ("cameo-dev-service", "other"), GENERATION)),
    "one service twice": ("CALLER_UNKNOWN", (STUDIO, STUDIO, GENERATION)),
    "no service and one": ("CALLER_UNKNOWN", (("cameo-dev-service", ""), STUDIO, GENERATION)),
    "two services in one line": ("CALLER_UNKNOWN", (("cameo-dev-service", "studio,other"), GENERATION)),
    "two roles": ("CALLER_UNKNOWN", (STUDIO, GENERATION, ("cameo-dev-role", "operator"))),
    "one role twice": ("CALLER_UNKNOWN", (STUDIO, GENERATION, GENERATION)),
    "two roles in one line": ("CALLER_UNKNOWN", (STUDIO, ("cameo-dev-role", "generation,operator"))),
}


@pytest.mark.parametrize(("reason", "sent"), TWO_VALUES.values(), ids=TWO_VALUES.keys())
def test_two_values_of_an_identity_are_none(
    service: RunningService, reason: str, sent: tuple[tuple[str, str], ...]
) -> None:
    assert answer(service, CHECK, asking(service), *sent) == reason
    assert answer(service, CHECK, asking(service), STUDIO, GENERATION) == "OK"


@pytest.mark.parametrize("second", ["ada", "bob", ""])
def test_two_assertions_are_none(service: RunningService, second: str) -> None:
    first, other = service.assertion("bob"), service.assertion(second) if second else ""
    for pair in ((first, other), (other, first)):
        sent = tuple((ASSERTION, assertion) for assertion in pair)
        assert answer(service, CHECK, asking(service), STUDIO, GENERATION, *sent) == "ASSERTION_INVALID"
