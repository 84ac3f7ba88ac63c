"""The golden stories, lived by the use cases."""

from collections.abc import Sequence
from typing import Any

import pytest

from cameo_service.usecases.consent.age import AssertAgeRequest, assert_age
from cameo_service.usecases.consent.blocks import BlockActorRequest, UnblockActorRequest, block_actor, unblock_actor
from cameo_service.usecases.consent.freeze import (
    FreezeLikenessRequest,
    UnfreezeLikenessRequest,
    freeze_likeness,
    unfreeze_likeness,
)
from cameo_service.usecases.consent.handles import ClaimHandleRequest, claim_handle
from cameo_service.usecases.outputs.takedowns import AcknowledgeTakedownRequest, acknowledge_takedown
from cameo_service.usecases.ports.renders import TakedownRow
from cameo_service.usecases.ports.store import Store
from consent.commit import Stage
from consent.content_classes import CHOOSABLE, ContentClass, ContentLabels
from consent.errors import PublicError
from consent.restrictions import Restrictions
from consent.takedown import StopEffect
from consent.terms import AgeClass, Audience, Modality, Use
from tests.cameo_service.usecases.world import CLASSIFIER, SECOND_US, STUDIO, World
from tests.consent.stories import PEOPLE, Story, stories


class StoryTeller:
    """Turns each act of a story into use cases."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.kept: dict[str, tuple[bytes | None, str]] = {}

    def begin(self, enrolled: dict[str, str]) -> None:
        for name in PEOPLE:
            self.world.person(name)
        for name, ceiling in enrolled.items():
            self.world.enroll(name, ceiling=Audience[ceiling])

    def _ends(self, seconds: int | None) -> int | None:
        return None if seconds is None else self.world.clock.now_us + seconds * SECOND_US

    def audience(self, owner: str, to: str) -> None:
        self.world.audience(owner, Audience[to])

    def grant(self, owner: str, to: str, *, seconds: int | None = None, **how: Any) -> None:
        terms: dict[str, Any] = {"provider": how.get("provider")}
        if "modalities" in how:
            terms["modalities"] = frozenset(map(Modality, how["modalities"]))
        if "uses" in how:
            terms["uses"] = frozenset(map(Use, how["uses"]))
        self.world.grant(owner, to, expires_us=self._ends(seconds), **terms)

    def restrict(self, owner: str, allowed: Sequence[str] = (), words: Sequence[str] = ()) -> None:
        self.world.restrict(owner, Restrictions(CHOOSABLE - set(map(ContentClass, allowed)), frozenset(words)))

    def names(self, of: str, are: Sequence[str]) -> None:
        self.world.named(of, *are)

    def vouch(self, names_of: str) -> None:
        self.world.vouched(names_of)

    def asking(self, owner: str) -> None:
        self.world.asking(owner)

    def answer(self, owner: str, says: str) -> None:
        (waiting,) = [asked.held.ask for asked in self.world.asked_of(owner) if asked.held.prompt]
        if says == "yes":
            self.world.approved(owner, waiting)
        else:
            self.world.declined(owner, waiting)

    def revoke(self, owner: str, **who: str) -> None:
        effect = StopEffect(who.get("effect", "stop_new"))
        self.world.revoked(owner, who["from"], effect, provider=who.get("provider"))

    def put(self, owner: str, group: str, who: str) -> None:
        self.world.grouped(owner, group, who)

    def take_out(self, owner: str, group: str, who: str) -> None:
        self.world.ungrouped(owner, group, who)

    def grant_group(self, owner: str, group: str, uses: Sequence[str] = ("private", "publish"), **where: str) -> None:
        self.world.granted_to_group(owner, group, uses=frozenset(map(Use, uses)), provider=where.get("provider"))

    def revoke_group(self, owner: str, group: str, **where: str) -> None:
        self.world.revoked_group(owner, group, provider=where.get("provider"))

    def block(self, owner: str, actor: str, seconds: int | None = None) -> None:
        people = self.world.people
        request = BlockActorRequest(self.world.request_id(), people[owner], people[actor], self._ends(seconds))
        self.world.run(block_actor, self.world.app(), request)

    def unblock(self, owner: str, actor: str) -> None:
        request = UnblockActorRequest(self.world.request_id(), self.world.people[actor])
        self.world.run(unblock_actor, self.world.app(owner), request)

    def freeze(self, owner: str) -> None:
        request = FreezeLikenessRequest(self.world.request_id(), self.world.people[owner])
        self.world.run(freeze_likeness, self.world.app(), request)

    def unfreeze(self, owner: str) -> None:
        self.world.run(unfreeze_likeness, self.world.app(owner), UnfreezeLikenessRequest(self.world.request_id()))

    def freeze_everything(self) -> None:
        self.world.all_frozen()

    def unfreeze_everything(self) -> None:
        self.world.all_frozen(frozen=False)

    def suspend(self, who: str) -> None:
        self.world.suspended(who)

    def lift_suspension(self, who: str) -> None:
        self.world.suspended(who, suspended=False)

    def age(self, of: str, **age: str) -> None:
        request = AssertAgeRequest(self.world.request_id(), None, AgeClass(age["is"]))
        self.world.run(assert_age, self.world.app(of), request)

    def rename(self, who: str, to: str) -> None:
        self.world.run(claim_handle, self.world.app(who), ClaimHandleRequest(self.world.request_id(), to))

    def wait(self, seconds: int) -> None:
        self.world.clock.now_us += seconds * SECOND_US

    def check(self, by: str | None, mentions: list[str], **how: Any) -> None:
        prompt = "zebras with " + " and ".join(f"@{name}" for name in mentions) + " " + how.get("text", "")
        about = how.get("about", [])
        labels = None if about is None else ContentLabels(CLASSIFIER, frozenset(map(ContentClass, about)))
        self.world.refusals.noted.clear()
        reply = self.world.check(
            by,
            prompt,
            modalities=frozenset(map(Modality, how.get("modalities", ["face"]))),
            use=Use(how.get("use", "private")),
            service_id=how.get("provider", STUDIO),
            labels=labels,
        )
        assert reply.outcome == how["is"]
        assert [refusal.reason for refusal in self.world.refusals.noted] == ([how["why"]] if "why" in how else [])
        if "keep" in how:
            self.kept[how["keep"]] = (reply.render_grant, prompt)

    def fetch(self, grant: str, **how: str) -> None:
        assert self._fetched(*self.kept[grant]) == how["is"]

    def commit(self, grant: str, stage: str, **how: str) -> None:
        assert self._committed(*self.kept[grant], Stage(stage)) == how["is"]

    def _committed(self, render_grant: bytes | None, prompt: str, stage: Stage) -> str:
        output = render_grant or b""
        try:
            self.world.committed(output, prompt, stage, output=output)
        except PublicError as error:
            return error.code
        return "COMMITTED"

    def appears(self, owner: str, times: int) -> None:
        with self.world.store.read() as snapshot:
            rows = snapshot.renders.all_appearances(self.world.people[owner])
        assert sum(not row.removal for row in rows) == times

    def takedowns(self, open: int, owner: str | None = None) -> None:  # noqa: A002 - the word of the stories
        assert len(self._open_orders(owner)) == open

    def acknowledge(self, owner: str) -> None:
        for order in self._open_orders(owner):
            request = AcknowledgeTakedownRequest(self.world.request_id(), order.takedown_id)
            self.world.run(acknowledge_takedown, self.world.app(), request)

    def _open_orders(self, owner: str | None) -> tuple[TakedownRow, ...]:
        with self.world.store.read() as snapshot:
            return snapshot.takedowns.open(self.world.people[owner] if owner else None, 99)

    def _fetched(self, render_grant: bytes | None, prompt: str) -> str:
        try:
            self.world.fetched(render_grant, prompt)
        except PublicError as error:
            return error.code
        return "RELEASED"


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.name)
def test_the_story_goes_as_told(story: Story, store: Store) -> None:
    teller = StoryTeller(World(store))
    teller.begin(story.enrolled)
    for act, arguments in story.steps:
        getattr(teller, act)(**arguments)
