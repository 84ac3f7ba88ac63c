"""Callers that say nothing, on every port of a real service: they cost nobody a check, a revocation or a recording."""

import math
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from threading import Event
from typing import Any

import grpc
import pytest

from cameo_client.connection import open_channel
from cameo_client.dev_assertion import dev_assertion
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_service.rpc.front.caller_table import CALLER_TABLE
from tests.cameo_service.rpc.front.half_open import HalfOpenCalls
from tests.e2e import acts
from tests.e2e.conftest import models_dir, service
from tests.e2e.service_process import ServiceProcess

__all__ = ["models_dir", "service"]

MANY = 200
LONG_S = 300
FAR_S = 4_000_000_000
RECORD = "/cameo.v1.EnrollmentService/RecordEnrollment"
BY_PORT = {1: ("EnrollmentService",), 2: ("RevocationService",)}
"""Services by the place of their port among the three; all others stand on the first."""
PROMPT = "@ada plays trumpet among zebras"


def methods_of(place: int) -> list[str]:
    elsewhere = set(chain.from_iterable(BY_PORT.values()))
    services = {method.split("/")[1].removeprefix("cameo.v1.") for method in CALLER_TABLE}
    here = BY_PORT.get(place, sorted(services - elsewhere))
    return [next(method for method in CALLER_TABLE if f".{name}/" in method) for name in here]


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def expect_a_check_and_a_revocation(service: ServiceProcess) -> None:
    assert acts.asked(service, "ben", PROMPT).decision == render_pb.PROMPT_DECISION_NOT_PERMITTED
    acts.revoke(service, "ada", "ben")


@pytest.fixture(scope="module")
def known(service: ServiceProcess) -> ServiceProcess:
    acts.introduce(service, "ada", "ben", "cleo", "dora")
    acts.claim(service, "ada")
    return service


def test_200_half_open_calls_on_every_port_cost_nobody_a_check_or_a_revocation(known: ServiceProcess) -> None:
    with ExitStack() as open_calls:
        for place, address in enumerate(known.addresses):
            methods = methods_of(place)
            for method in methods:
                calls = HalfOpenCalls(port_of(address), method, math.ceil(MANY / len(methods)))
                open_calls.enter_context(calls).trickle()
        expect_a_check_and_a_revocation(known)
        assert acts.start(known, "ben").session_id


def test_200_connections_that_never_speak_cost_nobody_a_check_or_a_revocation(known: ServiceProcess) -> None:
    with ExitStack() as connections:
        for address in known.addresses:
            for _ in range(MANY):
                connections.enter_context(socket.create_connection(("127.0.0.1", port_of(address)), LONG_S))
        expect_a_check_and_a_revocation(known)
        assert acts.start(known, "ben").session_id


def test_200_streams_of_one_person_that_fall_silent_cost_nobody_a_recording(known: ServiceProcess) -> None:
    session_ids, over = [acts.start(known, "cleo").session_id for _ in range(3)], Event()
    with open_channel(known.addresses[1]) as channel:
        ask: Any = channel.stream_stream(
            RECORD,
            request_serializer=pb.RecordEnrollmentRequest.SerializeToString,
            response_deserializer=pb.RecordEnrollmentResponse.FromString,
        )
        said = (("cameo-dev-service", "app"), ("cameo-dev-role", "app_backend"))
        cleo = (*said, ("cameo-subject-assertion", dev_assertion("dev", "cleo", FAR_S)))
        calls = [ask(silent(session_ids[number % 3], over), metadata=cleo) for number in range(MANY)]
        expect_a_check_and_a_revocation(known)
        running = [call for call in calls if not has_ended(call)]
        assert len(running) <= 1
        upload = known.streams.enrollment("dora").record_enrollment(silent(acts.start(known, "dora").session_id, over))
        assert next(upload).HasField("ready")
        over.set()
        for call in calls:
            call.cancel()


def has_ended(call: Any) -> bool:
    """Whether the service refused or ended the stream; one that runs has been told that the service is ready."""
    try:
        next(call)
    except grpc.RpcError:
        return True
    try:
        call.result(timeout=1.0)
    except grpc.FutureTimeoutError:
        return False
    except grpc.RpcError:
        pass
    return True


def silent(session_id: str, over: Event) -> Iterator[pb.RecordEnrollmentRequest]:
    """Opens an upload and sends nothing more."""
    webm, vp9 = pb.CONTAINER_WEBM, pb.VIDEO_CODEC_VP9
    opened = pb.Open(session_id=session_id, container=webm, codec=vp9, upload=pb.UploadMode())
    yield pb.RecordEnrollmentRequest(open=opened)
    over.wait(LONG_S)
