"""The feed of an owner."""

from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.records.activity import ListActivityRequest, list_activity
from tests.cameo_service.usecases.world import World


def test_activity_tells_what_happened_newest_first(world: World) -> None:
    world.revoked("ada", "bob")
    rows = world.ask(list_activity, world.app("ada"), ListActivityRequest(None, 2, None)).rows
    assert [row.kind for row in rows] == [ActivityKind.REVOKED, ActivityKind.GRANTED]
    assert {row.actor for row in rows} == {world.people["bob"]}
    everything = world.ask(list_activity, world.app("ada"), ListActivityRequest(None, 1000, None)).rows
    assert {row.owner for row in everything} == {world.people["ada"]}
    assert len(world.ask(list_activity, world.app("ada"), ListActivityRequest(None, 0, None)).rows) == 1
