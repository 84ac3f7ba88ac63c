"""What holds for Ada of the world, and what an act changes of it."""

from collections.abc import Callable
from typing import Any

from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.consent.audience import ConsentState, get_consent
from tests.cameo_service.usecases.world import NOW_US, World

PROMPT = "@ada plays trumpet among zebras"


def state(world: World, owner: str = "ada") -> ConsentState:
    return world.ask(get_consent, world.app(owner), OwnerQuestion(None, None))


def epochs(world: World) -> tuple[int, int]:
    """Ada's own, and hers with Bob."""
    ada, bob = world.people["ada"], world.people["bob"]
    with world.store.read() as snapshot:
        facts = snapshot.facts.of([ada], bob, "", NOW_US)[ada]
    return facts.owner_epoch, facts.pair_epoch


def rises(world: World, act: Callable[[], object]) -> tuple[int, int]:
    before = epochs(world)
    act()
    after = epochs(world)
    return after[0] - before[0], int(after[1] > before[1])


def is_allowed(world: World, asker: str = "bob", **how: Any) -> bool:
    return world.check(asker, PROMPT, **how).render_grant is not None
