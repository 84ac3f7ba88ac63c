"""The states that pairs of calls start from."""

from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.consent.access_requests import RequestAccessRequest, request_access
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.freeze import FreezeLikenessRequest, freeze_likeness
from cameo_service.usecases.stand_ins.delegation import NameDelegateRequest, name_delegate
from cameo_service.usecases.stand_ins.guardianship import BecomeGuardianRequest
from consent.owner_act import OwnerAct
from consent.restrictions import Restrictions
from consent.stand_ins import DelegatedAct
from consent.terms import AgeClass, Audience, Use
from tests.cameo_service.usecases.world import BOTH, FACE, SECOND_US, World
from tests.stores import new_store


def _empty() -> tuple[World, SqliteStore]:
    store = new_store()
    store.count_guardians()
    return World(store), store


def adults() -> tuple[World, SqliteStore]:
    """Ada lets Bob in, alone and with a club; Eve is her delegate. Bob blocks Ada. Eve is frozen and open to all."""
    world, store = _empty()
    for name in ("ada", "bob", "eve"):
        world.person(name)
        world.enroll(name)
        world.verified(name, OwnerAct.GRANT_AD)
    world.audience("ada", Audience.APPROVED)
    world.grant("ada", "bob", modalities=FACE)
    world.grouped("ada", "club", "bob")
    world.granted_to_group("ada", "club")
    world.named("ada", "Ada Lovelace")
    world.restrict("ada", Restrictions(banned_words=frozenset({"zebra"}), preferences="smiling", wishes="no hats"))
    ends_us = world.clock.now_us + 1000 * SECOND_US
    people = world.people
    mandate = NameDelegateRequest(world.request_id(), people["eve"], frozenset(DelegatedAct), "file 7", ends_us)
    world.run(name_delegate, world.app("ada"), mandate)
    world.audience("bob", Audience.EVERYONE)
    world.asking("bob")
    world.run(block_actor, world.app("bob"), BlockActorRequest(world.request_id(), people["bob"], people["ada"], None))
    world.audience("eve", Audience.EVERYONE)
    world.run(freeze_likeness, world.app("eve"), FreezeLikenessRequest(world.request_id(), people["eve"]))
    wish = RequestAccessRequest(world.request_id(), people["ada"], BOTH, frozenset({Use.PRIVATE}))
    world.run(request_access, world.app("eve"), wish)
    return world, store


def minors() -> tuple[World, SqliteStore]:
    """Ward is a minor with Eve as the guardian; Una is enrolled, and nobody said how old she is."""
    world, store = _empty()
    world.person("eve")
    for name, age in (("ward", AgeClass.MINOR), ("una", AgeClass.UNKNOWN)):
        world.person(name, age)
        world.enroll(name)
        world.audience(name, Audience.EVERYONE)
        world.verified(name, OwnerAct.GRANT_AD)
    with store.write() as transaction:
        transaction.people.set_was_adult(world.people["una"], was_adult=True)
    ends_us = world.clock.now_us + 1000 * SECOND_US
    link = BecomeGuardianRequest(world.request_id(), world.people["ward"], "file 7", ends_us)
    world.run(world.become_guardian, world.app("eve"), link)
    return world, store


STATES = {"adults": adults, "minors": minors}
