"""Health of one port, as a probe of the standard protocol reads it."""

from collections.abc import Callable

import grpc
import pytest
from grpc_health.v1 import health_pb2 as pb
from grpc_health.v1.health_pb2_grpc import HealthStub

from cameo_service.rpc.front.first_message import Patience
from cameo_service.rpc.front.server_loop import ServerLoop
from tests.cameo_service.rpc.front.small_port import LONG_S, PATIENT, Port
from tests.cameo_service.rpc.front.test_server import server_on

NOT_SERVING, SERVING = pb.HealthCheckResponse.NOT_SERVING, pb.HealthCheckResponse.SERVING
Ports = Callable[[Patience], Port]


def probed(port: Port, name: str = "") -> pb.HealthCheckResponse.ServingStatus:
    """Without any identity."""
    reply: pb.HealthCheckResponse = HealthStub(port.channel).Check(pb.HealthCheckRequest(service=name), timeout=LONG_S)
    return reply.status


def test_a_port_serves_from_when_it_is_told_that_it_can_decide(port_with: Ports) -> None:
    port = port_with(PATIENT)
    assert probed(port) == NOT_SERVING
    port.server.tell_health(is_serving=True)
    assert probed(port) == SERVING


def test_a_watch_is_told_each_change(port_with: Ports) -> None:
    port = port_with(PATIENT)
    states = HealthStub(port.channel).Watch(pb.HealthCheckRequest(), timeout=LONG_S)
    assert next(states).status == NOT_SERVING
    port.server.tell_health(is_serving=True)
    assert next(states).status == SERVING
    states.cancel()


def test_a_port_that_stops_says_so_before_it_lets_running_calls_end() -> None:
    loop = ServerLoop()
    server = server_on(loop, "127.0.0.1")
    server.start()
    server.tell_health(is_serving=True)
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        states = HealthStub(channel).Watch(pb.HealthCheckRequest(), timeout=LONG_S)
        assert next(states).status == SERVING
        server.stop(0.5)
        assert next(states).status == NOT_SERVING
    loop.close()


def test_a_name_is_unknown(port_with: Ports) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        probed(port_with(PATIENT), "cameo.v1.RenderService")
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND
