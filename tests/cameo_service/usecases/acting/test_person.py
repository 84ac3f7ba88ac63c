"""Only an app backend acts for an owner, and only for the person of its assertion."""

import pytest

from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.acting.person import OwnerQuestion
from cameo_service.usecases.consent.access import GrantAccessRequest, RevokeAccessRequest, grant_access, revoke_access
from cameo_service.usecases.consent.audience import SetAudienceRequest, get_consent, set_audience
from cameo_service.usecases.consent.freeze import FreezeLikenessRequest, freeze_likeness
from cameo_service.usecases.records.activity import ListActivityRequest, list_activity
from consent.handles import Handle
from consent.terms import Audience, Use
from tests.cameo_service.usecases.consent.ada import is_allowed
from tests.cameo_service.usecases.world import FACE, World


def test_only_an_app_backend_acts_for_an_owner(world: World) -> None:
    ada = world.people["ada"]
    for role in (Role.OPERATOR, Role.GENERATION):
        caller = Caller("other", role, EVERY_ISSUER, ada)
        grant = GrantAccessRequest("g", Handle("eve"), FACE, frozenset({Use.PRIVATE}), None, None)
        with pytest.raises(NotTheOwnerError):
            world.run(grant_access, caller, grant)
        with pytest.raises(NotTheOwnerError):
            world.run(freeze_likeness, caller, FreezeLikenessRequest("f", ada))
        with pytest.raises(NotTheOwnerError):
            world.ask(get_consent, caller, OwnerQuestion(ada, None))


def test_a_call_that_acts_for_another_person_changes_and_reads_nothing(world: World) -> None:
    ada, eve = world.people["ada"], world.app("eve")
    with pytest.raises(NotTheOwnerError):
        world.run(revoke_access, eve, RevokeAccessRequest("r", ada, world.people["bob"]))
    with pytest.raises(NotTheOwnerError):
        world.run(set_audience, eve, SetAudienceRequest("s", ada, Audience.NOBODY))
    with pytest.raises(NotTheOwnerError):
        world.ask(get_consent, eve, OwnerQuestion(ada, None))
    with pytest.raises(NotTheOwnerError):
        world.ask(list_activity, eve, ListActivityRequest(ada, 10, None))
    assert is_allowed(world)
