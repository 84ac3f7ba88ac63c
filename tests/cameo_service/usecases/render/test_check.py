from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.errors import AssertionInvalidError, JobMissingError, PromptTooLongError
from cameo_service.usecases.consent.access import RevokeAccessRequest, revoke_access
from cameo_service.usecases.consent.blocks import BlockActorRequest, block_actor
from cameo_service.usecases.consent.freeze import FreezeLikenessRequest, freeze_likeness
from cameo_service.usecases.consent.handles import ClaimHandleRequest, claim_handle
from cameo_service.usecases.ports.consent import PromptAsked
from cameo_service.usecases.ports.history import Deployment
from cameo_service.usecases.ports.store import Store, Transaction
from cameo_service.usecases.render.check import CheckPromptReply, CheckPromptRequest
from cameo_service.usecases.render.claims import AllowedSubject, RenderIntent, claims_of, prompt_sha256
from cameo_service.usecases.render.mentions import BoundMention, ResolveMentionsRequest
from consent.errors import ConfusableHandleError, MalformedHandleError, TooManyMentionsError
from consent.facts import DeclaredMedia
from consent.handles import Handle
from consent.identity import RenderGrantId, SubjectId
from consent.render_grant import GrantedSubject
from consent.terms import Audience, Modality, Use
from consent.verdict import Allowed, Outcome, Reason
from tests.cameo_service.usecases.world import BOTH, FACE, HARMLESS, NOW_US, SECOND_US, STUDIO, World
from tests.consent.people import REQUEST, facts
from tests.stores import DEPLOYMENT

PROMPT = "@ada plays trumpet among zebras"


class CountingStore:
    """Counts every call that would reach a database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()
        self.asked_about: list[int] = []

    def deployment(self) -> Deployment:
        return self._store.deployment()

    @contextmanager
    def read(self) -> Iterator[Any]:
        self.calls["read"] += 1
        with self._store.read() as snapshot:
            yield CountingSnapshot(snapshot, self)

    @contextmanager
    def glance(self) -> Iterator[Any]:
        self.calls["glance"] += 1
        with self._store.glance() as snapshot:
            yield CountingSnapshot(snapshot, self)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        self.calls["write"] += 1
        with self._store.write() as transaction:
            yield transaction


class CountingSnapshot:
    """A snapshot that counts what is asked of itself and, as `room.name`, of its rooms."""

    def __init__(self, snapshot: Any, counts: CountingStore, room: str = "") -> None:
        self._snapshot, self._counts, self._room = snapshot, counts, room

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._snapshot, name)
        if not callable(found):
            return CountingSnapshot(found, self._counts, f"{name}.")
        self._counts.calls[f"{self._room}{name}"] += 1
        return self._facts if (self._room, name) == ("facts.", "of_prompt") else found

    def _facts(self, asked: PromptAsked) -> Any:
        self._counts.asked_about.append(len(asked.holders))
        return self._snapshot.of_prompt(asked)


def asked(world: World, **changes: Any) -> CheckPromptReply:
    request = CheckPromptRequest("job", PROMPT, FACE, Use.PRIVATE, (), (), None, HARMLESS)
    return world.check_prompt(world.studio("bob"), replace(request, **changes))


def test_a_friend_with_a_grant_gets_a_render_grant_and_a_stranger_none(world: World) -> None:
    friend, stranger = world.check("bob", PROMPT), world.check("eve", PROMPT)
    assert (friend.outcome, friend.render_grant is not None) == (Outcome.ALLOWED, True)
    assert (stranger.outcome, stranger.render_grant) == (Outcome.NOT_PERMITTED, None)
    assert [(verdict.handle, verdict.start, verdict.end, verdict.permitted) for verdict in friend.verdicts] == [
        ("ada", 0, 4, True)
    ]


def test_the_render_grant_claims_exactly_what_was_asked_and_decided(world: World) -> None:
    given = world.grant("ada", "bob")
    world.run(revoke_access, world.app("ada"), RevokeAccessRequest("r", None, world.people["eve"]))
    asked(world, modalities=BOTH, use=Use.PUBLISH)
    (claims,) = world.signer.signed
    assert (claims.deployment_id, claims.incarnation) == (DEPLOYMENT.deployment_id, 1)
    assert (claims.audience, claims.holder, claims.job) == (STUDIO, STUDIO, "job")
    assert (claims.modalities, claims.use, claims.requester) == (BOTH, Use.PUBLISH, world.people["bob"])
    assert claims.prompt_sha256 == prompt_sha256(PROMPT.encode())
    assert (claims.issued_us, claims.expires_us) == (NOW_US, NOW_US + 300 * SECOND_US)
    with world.store.read() as snapshot:
        enrollment = snapshot.enrollments.of(world.people["ada"])
    assert enrollment is not None
    assert claims.subjects == (GrantedSubject(world.people["ada"], enrollment.enrollment_id, 1, 1, 0, given.grant_id),)


def test_a_render_grant_ends_with_the_grant_it_rests_on(world: World) -> None:
    world.grant("ada", "bob", expires_us=NOW_US + 7)
    asked(world)
    assert world.signer.signed[0].expires_us == NOW_US + 7


def test_a_render_grant_ends_with_the_enrollment_it_rests_on(world: World) -> None:
    world.enroll("ada", expires_us=NOW_US + 9)
    asked(world)
    assert world.signer.signed[0].expires_us == NOW_US + 9


def test_every_render_grant_has_an_id_of_its_own(world: World) -> None:
    asked(world)
    asked(world)
    first, second = world.signer.signed
    assert first.render_grant_id != second.render_grant_id


def test_unknown_not_enrolled_blocked_and_not_allowed_get_equal_replies_from_equal_store_calls(world: World) -> None:
    for handle in ("ann", "ben", "cat", "dan", "fay"):
        world.person(handle)
    for handle in ("ben", "cat", "dan", "fay"):
        world.enroll(handle)
    for handle in ("ben", "dan", "fay"):
        world.audience(handle, Audience.EVERYONE)
    world.run(block_actor, world.app("ben"), BlockActorRequest("b", None, world.people["bob"], None))
    world.run(freeze_likeness, world.app("dan"), FreezeLikenessRequest("d", None))
    world.run(revoke_access, world.app("fay"), RevokeAccessRequest("f", None, world.people["bob"]))
    counting = CountingStore(world.store)
    check = replace(world.check_prompt, store=counting)
    replies, calls = [], []
    for handle in ("nob", "ann", "ben", "cat", "dan", "fay"):
        counting.calls.clear()
        request = CheckPromptRequest("job", f"let @{handle} dance", FACE, Use.PRIVATE, (), (), None, HARMLESS)
        reply = check(world.studio("bob"), request)
        replies.append(replace(reply, verdicts=tuple(replace(v, handle=Handle("x")) for v in reply.verdicts)))
        calls.append(dict(counting.calls))
    assert all(reply == replies[0] for reply in replies)
    assert replies[0].outcome is Outcome.NOT_PERMITTED
    assert all(call == calls[0] for call in calls)
    assert "write" not in calls[0]
    assert set(counting.asked_about) == {1}


def test_one_snapshot_answers_for_everybody_mentioned(world: World) -> None:
    counting = CountingStore(world.store)
    check = replace(world.check_prompt, store=counting)
    prompt = "@ada @bob @eve @ada @nobody"
    check(world.studio("bob"), CheckPromptRequest("job", prompt, FACE, Use.PRIVATE, (), (), None, HARMLESS))
    assert counting.calls == {
        "glance": 1,
        "facts.of_prompt": 1,
    }
    assert counting.asked_about == [4]


def test_a_remix_is_judged_in_one_snapshot_together_with_the_people_of_its_parent(world: World) -> None:
    counting = CountingStore(world.store)
    check = replace(world.check_prompt, store=counting)
    remix = CheckPromptRequest("job", PROMPT, FACE, Use.REMIX, (), (), None, HARMLESS, parent_output=bytes(32))
    check(world.studio("bob"), remix)
    assert (counting.calls["glance"], counting.calls["read"], counting.calls["facts.of_prompt"]) == (0, 1, 1)


def test_people_who_are_named_are_judged_in_one_snapshot_together_with_those_who_are_mentioned(world: World) -> None:
    world.named("ada", "Ada Lovelace")
    counting = CountingStore(world.store)
    check = replace(world.check_prompt, store=counting)
    prompt = "@eve dances with Ada Lovelace"
    check(world.studio("bob"), CheckPromptRequest("job", prompt, FACE, Use.PRIVATE, (), (), None, HARMLESS))
    assert (counting.calls["glance"], counting.calls["read"], counting.calls["facts.of_prompt"]) == (1, 1, 2)
    assert counting.calls["facts.of"] == 1


def test_a_refusal_of_one_refuses_the_prompt_and_says_which(world: World) -> None:
    reply = world.check("bob", "@ada dances with @eve and @ada")
    assert (reply.outcome, reply.render_grant) == (Outcome.NOT_PERMITTED, None)
    assert [verdict.permitted for verdict in reply.verdicts] == [True, False, True]


def test_a_prompt_without_mentions_needs_nobodys_consent(world: World) -> None:
    reply = world.check("eve", "zebras play trumpet, write to zebra@example.com")
    assert (reply.outcome, reply.verdicts, reply.render_grant) == (Outcome.NO_SUBJECTS, (), None)


@pytest.mark.parametrize("prompt", [PROMPT, "nobody is named"])
def test_an_undeclared_upload_is_refused_whoever_is_mentioned(world: World, prompt: str) -> None:
    undeclared = (DeclaredMedia(shows_person=None, screened=None),)
    assert asked(world, prompt=prompt, uploads=undeclared).outcome is Outcome.NOT_PERMITTED


def test_a_refusal_is_noted_for_its_owner_with_the_true_reason(world: World) -> None:
    world.check("eve", PROMPT)
    (noted,) = world.refusals.noted
    assert (noted.owner, noted.actor, noted.provider) == (world.people["ada"], world.people["eve"], STUDIO)
    assert (noted.reason, noted.at_us) == (Reason.NO_GRANT, NOW_US)


def test_an_allowed_check_is_noted_nowhere_and_an_unknown_handle_for_no_person(world: World) -> None:
    world.check("bob", PROMPT)
    assert world.refusals.noted == []
    world.check("bob", f"{PROMPT} with @nobody")
    assert (world.refusals.noted, world.refusals.calls) == ([], 1)


def test_without_an_assertion_only_everyone_allows(world: World) -> None:
    assert world.check(None, PROMPT).outcome is Outcome.NOT_PERMITTED
    world.audience("ada", Audience.EVERYONE)
    assert world.check(None, PROMPT).outcome is Outcome.ALLOWED
    assert world.signer.signed[-1].requester is None


def test_a_person_nobody_knows_is_not_taken_for_anonymous(world: World) -> None:
    world.audience("ada", Audience.EVERYONE)
    caller = Caller(STUDIO, Role.GENERATION, EVERY_ISSUER, SubjectId(UUID(int=404)))
    with pytest.raises(AssertionInvalidError):
        world.check_prompt(caller, CheckPromptRequest("job", PROMPT, FACE, Use.PRIVATE, (), (), None, HARMLESS))


def test_a_revoke_that_returned_is_seen_by_the_next_check(world: World) -> None:
    revoked = world.run(revoke_access, world.app("ada"), RevokeAccessRequest("r", None, world.people["bob"]))
    assert world.check("bob", PROMPT, at_least=revoked.token).outcome is Outcome.NOT_PERMITTED


def test_providers_do_not_share_a_grant(world: World) -> None:
    world.person("cat")
    world.grant("ada", "cat", provider=STUDIO)
    assert world.check("cat", PROMPT).outcome is Outcome.ALLOWED
    assert world.check("cat", PROMPT, service_id="other").outcome is Outcome.NOT_PERMITTED


def test_face_and_voice_are_granted_apart(world: World) -> None:
    world.grant("ada", "bob", modalities=FACE)
    assert world.check("bob", PROMPT, modalities=FACE).outcome is Outcome.ALLOWED
    assert world.check("bob", PROMPT, modalities=frozenset({Modality.VOICE})).outcome is Outcome.NOT_PERMITTED


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"prompt": "@\u0430da sings"}, ConfusableHandleError),
        ({"prompt": "@ab sings"}, MalformedHandleError),
        ({"prompt": " ".join(f"@person{number}" for number in range(100))}, TooManyMentionsError),
        ({"prompt": "\u20ac" * 11_000}, PromptTooLongError),
        ({"job": ""}, JobMissingError),
        ({"job": "j" * 129}, JobMissingError),
    ],
)
def test_what_is_wrong_with_the_text_is_said_whoever_is_mentioned(
    world: World, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        asked(world, **changes)


def test_a_prompt_of_exactly_32_kib_is_answered(world: World) -> None:
    assert asked(world, prompt=PROMPT + " " * (32 * 1024 - len(PROMPT))).outcome is Outcome.ALLOWED


def test_claims_are_never_made_about_somebody_without_an_enrollment() -> None:
    intent = RenderIntent(RenderGrantId(UUID(int=1)), "job", bytes(32), REQUEST)
    with pytest.raises(AssertionError):
        claims_of(DEPLOYMENT, intent, (AllowedSubject(facts(enrollment=None), Allowed(None, None)),), NOW_US)


def bound(world: World, prompt: str) -> tuple[BoundMention, ...]:
    reply = world.ask(world.resolve_mentions, world.studio(), ResolveMentionsRequest(prompt, None))
    return tuple(BoundMention(mention.handle, mention.token) for mention in reply.mentions)


def test_a_mention_bound_while_composing_is_the_same_person_when_checked(world: World) -> None:
    assert asked(world, bindings=bound(world, PROMPT)).outcome is Outcome.ALLOWED


def test_a_handle_that_changed_hands_does_not_redirect_a_mention(world: World) -> None:
    bindings = bound(world, "@bob dances")
    world.enroll("eve")
    world.audience("eve", Audience.EVERYONE)
    world.run(claim_handle, world.app("bob"), ClaimHandleRequest(world.request_id(), "robert"))
    world.clock.now_us += 91 * 24 * 3600 * SECOND_US
    world.run(claim_handle, world.app("eve"), ClaimHandleRequest(world.request_id(), "bob"))
    assert asked(world, prompt="@bob dances").outcome is Outcome.ALLOWED
    assert asked(world, prompt="@bob dances", bindings=bindings).outcome is Outcome.NOT_PERMITTED
    assert world.refusals.noted == []


@pytest.mark.parametrize("token", [b"", b"short", bytes(48)])
def test_a_token_nobody_made_binds_to_nobody(world: World, token: bytes) -> None:
    assert asked(world, bindings=(BoundMention(Handle("ada"), token),)).outcome is Outcome.NOT_PERMITTED


def test_the_token_of_another_handle_binds_to_nobody(world: World) -> None:
    (other,) = bound(world, "@bob")
    assert asked(world, bindings=(BoundMention(Handle("ada"), other.token),)).outcome is Outcome.NOT_PERMITTED
