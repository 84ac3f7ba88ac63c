"""What the client sends again by itself, against a service that dies once, in the middle of a call."""

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest

from cameo_client.connection import ONCE, SERVICES, Connection, open_channel, service_config
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as enrollment
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.services.cameo import CameoClient
from cameo_client.services.consent import ConsentClient
from cameo_client.services.enrollment import EnrollmentClient
from cameo_client.services.render import RenderClient
from scripts.generate_proto import PACKAGE

REPEATABLE_READS = ("Get", "List", "Resolve", "Preflight", "Export")
REPEATABLE = {"CheckPrompt", "CommitRender", "MintCaptureToken", "PreviewAccess"}
"""Each says in the contract that it may be repeated, or that nothing is stored."""
WATCHES = {"WatchRevocations", "SnapshotRevocations"}


class DyingService(grpc.GenericRpcHandler):
    """Answers every method with an empty message. Its first server dies with the first call that reaches it."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, bytes]] = []
        self._servers: list[grpc.Server] = []
        self.port = self._serve(0)

    def _serve(self, port: int) -> int:
        server = grpc.server(ThreadPoolExecutor(4), options=[("grpc.so_reuseport", 1)])
        server.add_generic_rpc_handlers((self,))
        bound = server.add_insecure_port(f"127.0.0.1:{port}")
        server.start()
        self._servers.append(server)
        return int(bound)

    def service(self, handler_call_details: Any) -> Any:
        """As grpc.GenericRpcHandler."""
        name = handler_call_details.method.rpartition("/")[2]
        if name == "RecordEnrollment":
            return grpc.stream_stream_rpc_method_handler(lambda sent, _: self._stream(name, sent))
        return grpc.unary_unary_rpc_method_handler(lambda request, _: self._answer(name, request))

    def _stream(self, name: str, sent: Iterator[bytes]) -> Iterator[bytes]:
        yield self._answer(name, next(sent))

    def _answer(self, name: str, request: bytes) -> bytes:
        self.requests.append((name, request))
        if len(self.requests) == 1:
            # The next one listens first, as behind a balancer; then the connections of the first one end.
            first = self._servers[0]
            self._serve(self.port)
            first.stop(None)
            raise RuntimeError
        return b""

    def stop(self) -> None:
        for server in self._servers:
            server.stop(None)


@pytest.fixture
def dying() -> Iterator[DyingService]:
    service = DyingService()
    yield service
    service.stop()


Call = Callable[[Connection], object]
REVOKE = consent.RevokeAccessRequest(request_id="one act")
SENT_AGAIN: dict[str, Call] = {
    "RevokeAccess": lambda to: ConsentClient(to).revoke_access(REVOKE),
    "GetConsent": lambda to: ConsentClient(to).get_consent(consent.GetConsentRequest()),
    "CheckPrompt": lambda to: RenderClient(to).check_prompt(render.CheckPromptRequest(job_id="job")),
    "StartEnrollment": lambda to: EnrollmentClient(to).start_enrollment(
        enrollment.StartEnrollmentRequest(request_id="one act")
    ),
}
SENT_ONCE: dict[str, Call] = {
    "FetchIdentityBundle": lambda to: RenderClient(to).fetch_identity_bundle(render.FetchIdentityBundleRequest()),
    "RenewGrant": lambda to: RenderClient(to).renew_grant(render.RenewGrantRequest()),
    "RecordEnrollment": lambda to: list(
        EnrollmentClient(to).record_enrollment([enrollment.RecordEnrollmentRequest(open=enrollment.Open())])
    ),
}


@pytest.mark.parametrize("name", SENT_AGAIN)
def test_what_may_be_repeated_is_sent_again_byte_for_byte(dying: DyingService, name: str) -> None:
    with open_channel(f"127.0.0.1:{dying.port}") as channel:
        SENT_AGAIN[name](Connection(channel))
    first, again = dying.requests
    assert first == again
    assert first[0] == name


@pytest.mark.parametrize("name", SENT_ONCE)
def test_what_is_spent_by_one_call_is_left_to_its_caller(dying: DyingService, name: str) -> None:
    with open_channel(f"127.0.0.1:{dying.port}") as channel, pytest.raises(RefusedError):
        SENT_ONCE[name](Connection(channel))
    assert [sent for sent, _ in dying.requests] == [name]


def test_a_call_is_sent_again_exactly_if_a_second_one_does_no_more() -> None:
    contract = importlib.import_module(f"cameo_client.pb.{PACKAGE.replace('/', '.')}")
    sent_again: set[str] = set()
    for module in pkgutil.iter_modules(contract.__path__):
        described = importlib.import_module(f"{contract.__name__}.{module.name.removesuffix('_grpc')}").DESCRIPTOR
        for service in described.services_by_name.values():
            short = service.name.removesuffix("Service")
            for method in service.methods:
                is_sent_again = short in SERVICES and method.name not in ONCE.get(short, ())
                is_write = "request_id" in method.input_type.fields_by_name
                is_read = method.name.startswith(REPEATABLE_READS) or method.name in REPEATABLE
                assert is_sent_again == (is_write or is_read), method.full_name
                sent_again |= {method.name} if is_sent_again else set()
    assert sent_again >= {"RevokeAccess", "GetConsent"}
    assert not sent_again & WATCHES


def test_only_a_service_that_is_not_there_is_asked_again() -> None:
    policies = [row["retryPolicy"] for row in json.loads(service_config())["methodConfig"] if "retryPolicy" in row]
    assert [policy["retryableStatusCodes"] for policy in policies] == [["UNAVAILABLE"]]


def test_a_client_takes_one_target_or_three() -> None:
    with open_channel("127.0.0.1:1") as one, open_channel("127.0.0.1:2") as two, open_channel("127.0.0.1:3") as three:
        checks, recordings, watches = Connection(one), Connection(two), Connection(three)
        behind_a_proxy = CameoClient(checks)
        apart = CameoClient(checks, recordings, watches)
    assert behind_a_proxy.enrollment._connection is behind_a_proxy.revocation._connection is checks
    assert (apart.render._connection, apart.enrollment._connection) == (checks, recordings)
    assert apart.revocation._connection is watches


def test_a_refusal_says_when_to_try_again() -> None:
    def busy(_request: bytes, context: Any) -> bytes:
        context.set_trailing_metadata((("cameo-reason", "QUOTA_EXCEEDED"), ("cameo-retry-after-s", "7")))
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "busy")
        raise RuntimeError

    server = grpc.server(ThreadPoolExecutor(1))
    handlers: Any = {"GetConsent": grpc.unary_unary_rpc_method_handler(busy)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("cameo.v1.ConsentService", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with open_channel(f"127.0.0.1:{port}") as channel, pytest.raises(RefusedError) as refused:
        ConsentClient(Connection(channel)).get_consent(consent.GetConsentRequest())
    server.stop(None)
    assert (refused.value.reason, refused.value.retry_after_s) == ("QUOTA_EXCEEDED", 7)
