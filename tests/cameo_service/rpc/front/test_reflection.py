"""Reflection lists what stands on a port, to callers with an identity, and only where it was turned on."""

import logging
from collections.abc import Iterator

import grpc
import pytest
from grpc_reflection.v1alpha import reflection_pb2 as pb
from grpc_reflection.v1alpha.reflection_pb2_grpc import ServerReflectionStub

from cameo_client.connection import open_channel
from cameo_client.pb.cameo.v1.consent_service_pb2_grpc import ConsentServiceServicer
from cameo_service.clock import SystemClock
from cameo_service.rpc.front.assertions import NoAssertions
from cameo_service.rpc.front.caller_source import InsecureDevCallers
from cameo_service.rpc.front.reflection import Reflection
from cameo_service.rpc.front.server import PortSettings, RpcServer, services
from cameo_service.rpc.front.server_loop import ServerLoop
from cameo_service.rpc.front.steps import ordered_steps
from cameo_service.usecases.acting.meter import Meter

LOG = logging.getLogger("tests.reflection")
STUDIO = (("cameo-dev-service", "studio"), ("cameo-dev-role", "generation"))
QUESTION = pb.ServerReflectionRequest(list_services="")
LONG_S = 60


class AnyConsent(ConsentServiceServicer):
    """Something to list."""


@pytest.fixture(params=[True, False])
def port(request: pytest.FixtureRequest) -> Iterator[tuple[bool, int]]:
    """Whether reflection is on, and the port."""
    clock, source, loop = SystemClock(), InsecureDevCallers(LOG), ServerLoop()
    steps = ordered_steps(lambda: "call", LOG, source, NoAssertions(), {}, Meter(clock))
    servicers: tuple[object, ...] = (AnyConsent(),)
    if request.param:
        servicers = (*servicers, Reflection(servicers, clock.monotonic_s))
    server = RpcServer(loop, PortSettings("127.0.0.1", 0, 2, source, steps, clock), services(*servicers))
    server.start()
    yield request.param, server.port
    server.stop(0.0)
    loop.close()


def listed(port: int, metadata: tuple[tuple[str, str], ...]) -> list[str]:
    with open_channel(f"127.0.0.1:{port}") as channel:
        answers = ServerReflectionStub(channel).ServerReflectionInfo(
            iter([QUESTION]), metadata=metadata, timeout=LONG_S
        )
        return [service.name for answer in answers for service in answer.list_services_response.service]


def test_services_are_listed_where_it_is_on_and_the_method_is_unknown_elsewhere(port: tuple[bool, int]) -> None:
    is_on, number = port
    if is_on:
        found = listed(number, STUDIO)
        assert set(found) == {"cameo.v1.ConsentService", "grpc.reflection.v1alpha.ServerReflection"}
        return
    with pytest.raises(grpc.RpcError) as caught:
        listed(number, STUDIO)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_without_an_identity_nothing_is_listed(port: tuple[bool, int]) -> None:
    is_on, number = port
    with pytest.raises(grpc.RpcError) as caught:
        listed(number, ())
    assert caught.value.code() is (grpc.StatusCode.UNAUTHENTICATED if is_on else grpc.StatusCode.UNIMPLEMENTED)
