"""A freeze denies every requester until the owner ends it."""

import pytest

from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from consent.handles import Handle
from tests.cameo_service.usecases.consent.ada import is_allowed, rises
from tests.cameo_service.usecases.world import World


def test_a_freeze_denies_everyone_and_only_the_owner_ends_it(world: World) -> None:
    request = FreezeLikenessRequest("f", Handle("ada"))
    assert rises(world, lambda: world.run(freeze_likeness, world.app(), request)) == (1, 0)
    assert not is_allowed(world)
    assert not is_allowed(world, "ada")
    with pytest.raises(NotTheOwnerError):
        world.run(unfreeze_likeness, world.app(), UnfreezeLikenessRequest("u"))
    again = UnfreezeLikenessRequest("u")
    assert rises(world, lambda: world.run(unfreeze_likeness, world.app("ada"), again)) == (0, 0)
    assert is_allowed(world)
