from collections.abc import Iterable
from typing import Any

from cameo_client.pb.cameo.v1.enrollment_service_pb2_grpc import EnrollmentServiceServicer
from cameo_client.pb.cameo.v1.history_service_pb2_grpc import HistoryServiceServicer
from cameo_client.pb.cameo.v1.revocation_service_pb2_grpc import RevocationServiceServicer
from cameo_service.rpc.front.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.rpc.front.caller_table import CALLER_TABLE
from cameo_service.rpc.front.server import services
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from cameo_service.wiring.deciding import deciding_servicers
from cameo_service.wiring.narrowing import narrowing_servicers
from cameo_service.wiring.rpc import LATE, first_servicers
from cameo_service.wiring.usecases import Ports
from tests.cameo_service.rpc.running_service import OneKey
from tests.cameo_service.usecases.world import NETS, World


class NotedServer:
    """Notes what is registered with it."""

    def __init__(self) -> None:
        self.methods: list[str] = []

    def add_generic_rpc_handlers(self, handlers: Iterable[Any]) -> None:
        """gRPC's older door: what is registered here comes through the newer one, too."""

    def add_registered_method_handlers(self, service: str, handlers: dict[str, Any]) -> None:
        self.methods += [f"/{service}/{method}" for method in handlers]


class AnyRecording(EnrollmentServiceServicer):
    """On the port of recordings."""


class AnyHistory(HistoryServiceServicer):
    """Made with the history's folder."""


class AnyWatch(RevocationServiceServicer):
    """In a process of its own."""


def methods_of(*servicers: object) -> list[str]:
    """What gRPC is told about them."""
    server = NotedServer()
    noted: Any = server
    services(*servicers)(noted)
    return server.methods


def servicers() -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Those that stand on the port when it opens, and those that come after."""
    world = World()
    ports = Ports(
        world.store,
        world.vault,
        world.signer,
        OneKey(),
        world.refusals,
        world.ids,
        world.clock,
        token_secret=bytes(32),
        nets=NETS,
    )
    people = FirstContact(world.store, world.clock, world.ids, Meter(world.clock).admit)
    assertions = InsecureDevAssertions(people, world.clock)
    deciding = deciding_servicers(ports, assertions, InsecureDevRelationships())
    return first_servicers(ports), (*narrowing_servicers(ports, guardians=False), *deciding, AnyHistory())


def test_every_method_of_the_caller_table_is_served_once() -> None:
    first, late = servicers()
    assert sorted(methods_of(*first, *late, AnyRecording(), AnyWatch())) == sorted(CALLER_TABLE)


def test_what_is_late_is_named() -> None:
    _, late = servicers()
    assert {method.split("/")[1] for method in methods_of(*late)} == set(LATE)


def test_what_stops_renders_at_once_stands_on_the_port_when_it_opens() -> None:
    first, _ = servicers()
    acts = ("RevokeAccess", "BlockActor", "FreezeLikeness", "FreezeEverything", "SuspendSubject")
    assert set(acts) <= {method.split("/")[2] for method in methods_of(*first)}
