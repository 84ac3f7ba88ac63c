from types import SimpleNamespace
from typing import Any

import pytest

from cameo_client.pb.cameo.v1 import event_service_pb2 as pb
from cameo_client.pb.cameo.v1 import event_service_pb2_grpc, revocation_service_pb2_grpc
from cameo_service.rpc.conversion import FieldMalformedError
from cameo_service.rpc.events import EventServicer
from cameo_service.rpc.revocations import RevocationServicer
from cameo_service.usecases.consent.access import RevokeAccessRequest, revoke_access
from cameo_service.usecases.records.events import ListEvents
from consent.terms import Audience
from tests.cameo_service.usecases.world import SECOND_US, World


def world_with_a_grant() -> World:
    world = World()
    for handle in ("ada", "bob"):
        world.person(handle)
    world.enroll("ada")
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob")
    return world


def listed(world: World, **asked: Any) -> pb.ListEventsResponse:
    call: Any = SimpleNamespace(caller=world.app())
    return EventServicer(ListEvents(world.store)).ListEvents(pb.ListEventsRequest(**asked), call)


def test_every_method_of_the_contracts_is_served() -> None:
    for servicer, base in (
        (EventServicer, event_service_pb2_grpc.EventServiceServicer),
        (RevocationServicer, revocation_service_pb2_grpc.RevocationServiceServicer),
    ):
        methods = [name for name in vars(base) if not name.startswith("_")]
        assert methods
        assert [name for name in methods if name not in vars(servicer)] == []


def test_an_event_says_what_happened_to_whom_when() -> None:
    world = world_with_a_grant()
    cursor = listed(world).cursor
    world.run(revoke_access, world.app(), RevokeAccessRequest("r", world.people["ada"], world.people["bob"]))
    (event,) = listed(world, cursor=cursor).events
    assert (event.kind, event.owner_id, event.actor_id, event.provider) == (
        "revoked",
        str(world.people["ada"]),
        str(world.people["bob"]),
        "app",
    )
    assert event.event_time.seconds == world.clock.now_us // SECOND_US
    assert event.event_id.startswith("evt_")


def test_pages_have_the_size_that_was_asked_for() -> None:
    world = world_with_a_grant()
    assert len(listed(world, page_size=1).events) <= 1
    assert len(listed(world).events) > 2
    with pytest.raises(FieldMalformedError):
        listed(world, page_size=-1)
