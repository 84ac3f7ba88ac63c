"""Ids of what belongs to people of another app: read like ids that nothing has, and change nothing.

An id is no secret: it stands in logs, events and mails of an app. Only whose it is counts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor

from cameo_client.act_digest import act_digest
from cameo_client.pb.cameo.v1 import appearance_service_pb2 as appearance_pb
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as enrollment_pb
from cameo_client.pb.cameo.v1 import erasure_service_pb2 as erasure_pb
from cameo_client.pb.cameo.v1 import event_service_pb2 as event_pb
from cameo_client.services.appearance import AppearanceClient
from cameo_client.services.event import EventClient
from cameo_service.usecases.enrollment.sessions import StartEnrollment, StartEnrollmentRequest
from consent.takedown import StopEffect
from tests.cameo_service.rpc.authorisation.test_matrix import CONTRACT, decided
from tests.cameo_service.rpc.authorisation.three_ports import ThreePorts
from tests.cameo_service.rpc.test_enrollment import say
from tests.cameo_service.usecases.enrolling import RELEASE
from tests.cameo_service.usecases.outputs.test_takedowns import publication
from tests.stores import altered

NOTHING_HAS = str(UUID(int=1 << 96))
ACKNOWLEDGE = "/cameo.v1.AppearanceService/AcknowledgeTakedown"
SESSION = "/cameo.v1.EnrollmentService/GetEnrollment"
TOKEN = "/cameo.v1.EnrollmentService/MintCaptureToken"  # noqa: S105 - a method
RECORD = "/cameo.v1.EnrollmentService/RecordEnrollment"
ERASURE = "/cameo.v1.ErasureService/GetErasure"


@dataclass(frozen=True)
class Ids:
    """Of what the app's ada and cleo have. order: open, of an erased person's output `erased_order`, too."""

    order: str
    erased_order: str
    session: str
    erasure: str


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreePorts]:
    running = ThreePorts(tmp_path_factory.mktemp("ids"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def ids(ports: ThreePorts) -> Ids:
    world = ports.world
    session = world.run(StartEnrollment(), world.app("bob"), StartEnrollmentRequest(world.request_id(), RELEASE))
    world.grant("ada", "bob")
    publication(world, b"first")
    world.revoked("ada", "bob", StopEffect.DELETE_ALL)
    order = _open_order(ports)
    world.grant("ada", "bob")
    publication(world, b"second")
    erased = world.erased("ada", StopEffect.DELETE_ALL)
    (erased_order,) = set(_orders(ports, "app")) - {order}
    return Ids(order, erased_order, str(session.session_id), str(erased.erasure_id))


def _open_order(ports: ThreePorts) -> str:
    (order,) = _orders(ports, "app")
    return order


def _orders(ports: ThreePorts, caller: str) -> list[str]:
    client = AppearanceClient(ports.to(caller, CONTRACT[ACKNOWLEDGE]))
    return [order.takedown_id for order in client.list_takedowns(appearance_pb.ListTakedownsRequest()).takedowns]


REQUESTS: dict[str, tuple[str, Callable[[str], Any], str]] = {
    "an order": (
        ACKNOWLEDGE,
        lambda named: appearance_pb.AcknowledgeTakedownRequest(takedown_id=named, request_id="done"),
        "order",
    ),
    "an order about an erased person": (
        ACKNOWLEDGE,
        lambda named: appearance_pb.AcknowledgeTakedownRequest(takedown_id=named, request_id="done"),
        "erased_order",
    ),
    "a session": (SESSION, lambda named: enrollment_pb.GetEnrollmentRequest(session_id=named), "session"),
    "a session for a page": (
        TOKEN,
        lambda named: enrollment_pb.MintCaptureTokenRequest(session_id=named, origin="https://pages.example"),
        "session",
    ),
    "a session to record": (
        RECORD,
        lambda named: enrollment_pb.RecordEnrollmentRequest(
            open=enrollment_pb.Open(session_id=named, upload=enrollment_pb.UploadMode(prompts=[say("velvet monkey")]))
        ),
        "session",
    ),
    "an erasure": (ERASURE, lambda named: erasure_pb.GetErasureRequest(erasure_id=named), "erasure"),
}


def _asked_by(ports: ThreePorts, caller: str, method: str, request: Any) -> tuple[Any, ...]:
    """Everything that a refusal says; empty for an answer."""
    described: MethodDescriptor = CONTRACT[method]
    connection, data = ports.to(caller, described), request.SerializeToString()
    if method in {TOKEN, RECORD}:
        connection = connection.acting_for(decided(ports.others, "eve", "nonce", act_digest(caller, method, data), 0))
    opened: Any = connection.channel.stream_stream(method)
    try:
        next(opened(iter([data]), metadata=connection.metadata, timeout=60))
    except grpc.RpcError as error:
        failed: Any = error
        said = dict(failed.trailing_metadata())
        return failed.code(), failed.details(), said["cameo-reason"]
    return ()


@pytest.mark.parametrize("what", REQUESTS)
def test_an_id_of_another_app_reads_like_one_that_nothing_has(ports: ThreePorts, ids: Ids, what: str) -> None:
    method, request, attribute = REQUESTS[what]
    with ports.as_it_was():
        before = ports.writes
        refused = _asked_by(ports, "other app", method, request(getattr(ids, attribute)))
        assert refused == _asked_by(ports, "other app", method, request(NOTHING_HAS))
        assert refused[0] is grpc.StatusCode.NOT_FOUND
        assert ports.writes == before


@pytest.mark.parametrize("what", ["an order", "an order about an erased person", "a session", "an erasure"])
def test_the_app_whose_person_it_is_reads_it(ports: ThreePorts, ids: Ids, what: str) -> None:
    method, request, attribute = REQUESTS[what]
    with ports.as_it_was():
        assert _asked_by(ports, "app", method, request(getattr(ids, attribute))) == ()


def test_open_orders_are_listed_to_the_app_whose_people_they_are_about(ports: ThreePorts, ids: Ids) -> None:
    assert set(_orders(ports, "app")) == {ids.order, ids.erased_order}
    assert _orders(ports, "other app") == []


def test_an_erasure_and_its_orders_are_told_to_the_app_whose_person_it_was(ports: ThreePorts, ids: Ids) -> None:
    told = {
        caller: EventClient(ports.to(caller, CONTRACT[ACKNOWLEDGE])).list_events(event_pb.ListEventsRequest()).events
        for caller in ("app", "other app")
    }
    assert ids.erased_order in {event.takedown_id for event in told["app"]}
    assert list(told["other app"]) == []


def test_an_erasure_of_a_person_of_no_known_app_is_an_operators(ports: ThreePorts, ids: Ids) -> None:
    method, request, _ = REQUESTS["an erasure"]
    with _forgotten_whose(ports):
        for caller in ("app", "other app"):
            assert _asked_by(ports, caller, method, request(ids.erasure))[0] is grpc.StatusCode.NOT_FOUND
        assert _asked_by(ports, "operator", method, request(ids.erasure)) == ()


def test_an_order_about_a_person_of_no_known_app_is_of_the_app_that_the_output_was_made_for(
    ports: ThreePorts, ids: Ids
) -> None:
    method, request, _ = REQUESTS["an order"]
    with ports.as_it_was(), _forgotten_whose(ports):
        assert ids.erased_order in _orders(ports, "app")
        assert _orders(ports, "other app") == []
        assert _asked_by(ports, "other app", method, request(ids.erased_order))[0] is grpc.StatusCode.NOT_FOUND
        assert _asked_by(ports, "app", method, request(ids.erased_order)) == ()


def test_an_operator_reads_an_erasure_of_every_app(ports: ThreePorts, ids: Ids) -> None:
    method, request, _ = REQUESTS["an erasure"]
    assert _asked_by(ports, "operator", method, request(ids.erasure)) == ()


@contextmanager
def _forgotten_whose(ports: ThreePorts) -> Iterator[None]:
    """As erasures were kept before it was kept whose the person was."""
    with ports.world.store.read() as snapshot:
        row = snapshot.erasures.of(ports.world.people["ada"])
    assert row is not None
    assert row.issuers is not None
    altered(ports.files, "UPDATE erasures SET issuers = NULL")
    yield
    altered(ports.files, "UPDATE erasures SET issuers = ?", *row.issuers)
