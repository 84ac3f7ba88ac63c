"""`cameo handle | age | audience | grant | revoke | block | freeze | erase`, and back: what an owner decides."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.pb.cameo.v1 import access_service_pb2 as access_pb
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as enrollment_pb
from cameo_client.pb.cameo.v1 import erasure_service_pb2 as erasure_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import (
    CHECKS,
    STREAMS,
    Person,
    Server,
    StreamServer,
    named,
    new_request_id,
    reached,
)
from cameo_service.cli.terminal import AsJson, told
from cameo_service.clock import SystemClock

AUDIENCES = ("nobody", "only_me", "approved", "mutuals", "everyone")
AGES = ("adult", "minor", "unknown")
EFFECTS = ("stop-new", "hide-drafts", "delete-all")
Other = Annotated[str, typer.Argument(help="@handle, subject id or account name.")]
Provider = Annotated[str, typer.Option(help="Service id of one generation service; default: all.")]
Effect = Annotated[str, typer.Option(help=f"{' | '.join(EFFECTS)}: what happens to existing outputs.")]
Days = Annotated[int | None, typer.Option(min=1, max=3650, help="Ends after this many days; default: never.")]


def handle(name: str, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Claim the handle that others mention you by."""
    with reached(server) as callers:
        request = pb.ClaimHandleRequest(handle=name, request_id=new_request_id())
        reply = callers.consent(person).claim_handle(request)
    told(reply, f"@{reply.handle} is yours.", as_json=as_json)


def age(
    value: Annotated[str, typer.Argument(help=" | ".join(AGES))],
    person: Person,
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """State your age class.

    A person of unknown age is not rendered and renders no person.
    """
    asserted = f"AGE_CLASS_{chosen(value, AGES)}"
    with reached(server) as callers:
        reply = callers.consent(person).assert_age(pb.AssertAgeRequest(age=asserted, request_id=new_request_id()))
    told(reply, f"Recorded: {value}.", as_json=as_json)


def audience(
    value: Annotated[str, typer.Argument(help=" | ".join(AUDIENCES))],
    person: Person,
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Set who may render you at most.

    The audience is a ceiling over your grants: a narrower one suspends them, a wider one lets them count again.
    """
    wanted = f"AUDIENCE_{chosen(value, AUDIENCES)}"
    with reached(server) as callers:
        request = pb.SetAudienceRequest(audience=wanted, request_id=new_request_id())
        reply = callers.consent(person).set_audience(request)
    told(reply, f"Your audience is {value}.", as_json=as_json)


def grant(
    grantee: Other,
    person: Person,
    days: Days = None,
    provider: Provider = "",
    server: Server = CHECKS,
    *,
    voice: Annotated[bool, typer.Option(help="Grant the voice too.")] = True,
    publish: Annotated[bool, typer.Option(help="Grant publishing too, not private use alone.")] = True,
    ask_each_time: Annotated[bool, typer.Option(help="Be asked before every render under this grant.")] = False,
    as_json: AsJson = False,
) -> None:
    """Grant a person access to your likeness."""
    request = pb.GrantAccessRequest(
        grantee=named(grantee),
        modalities=_modalities(voice=voice),
        uses=_uses(publish=publish),
        asks_each_time=ask_each_time,
        expire_time=in_days(days),
        provider=provider,
        request_id=new_request_id(),
    )
    with reached(server) as callers:
        reply = callers.consent(person).grant_access(request)
    told(reply, f"{grantee} may render you now, if your audience allows it.", as_json=as_json)


def revoke(
    grantee: Other,
    person: Person,
    provider: Provider = "",
    effect: Effect = EFFECTS[0],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """End a person's access to your likeness.

    Every later check sees it. `--effect` says what happens to existing outputs.
    """
    request = pb.RevokeAccessRequest(
        grantee=named(grantee), provider=provider, effect=effect_of(effect), request_id=new_request_id()
    )
    with reached(server) as callers:
        reply = callers.consent(person).revoke_access(request)
    left = f" They can still render you in {len(reply.still_allowed)} ways." if reply.still_allowed else ""
    ended = f"Revoked: {len(reply.ended_grant_ids)} grants ended."
    told(reply, f"{ended}{ordered(reply.ordered_takedowns)}{left}", as_json=as_json)


def block(actor: Other, person: Person, days: Days = None, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Block a person. A block overrides every grant and every audience."""
    request = pb.BlockActorRequest(actor=named(actor), expire_time=in_days(days), request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.consent(person).block_actor(request)
    told(reply, f"{actor} is blocked.", as_json=as_json)


def unblock(actor: Other, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """End the block of a person. Your grants and your audience decide again."""
    request = pb.UnblockActorRequest(actor=named(actor), request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.consent(person).unblock_actor(request)
    told(reply, f"{actor} is not blocked any more.", as_json=as_json)


def freeze(person: Person, effect: Effect = EFFECTS[0], server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Deny all renders of you at once.

    Grants stay for the day you unfreeze. `--effect` says what happens to existing outputs.
    """
    request = pb.FreezeLikenessRequest(effect=effect_of(effect), request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.consent(person).freeze_likeness(request)
    told(reply, f"Frozen: all renders of you are denied.{ordered(reply.ordered_takedowns)}", as_json=as_json)


def unfreeze(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """End your freeze. Your grants and your audience decide again.

    After a restore the operator tells you why you were frozen: look at `cameo activity` and at your grants first.
    """
    with reached(server) as callers:
        reply = callers.consent(person).unfreeze_likeness(pb.UnfreezeLikenessRequest(request_id=new_request_id()))
    told(reply, "Not frozen any more: your grants and your audience decide.", as_json=as_json)


def undo_move(person: Person, server: StreamServer = STREAMS, *, as_json: AsJson = False) -> None:
    """Go back to the templates of before a move to other nets.

    Possible for 14 days after a recording of you was sealed by newer nets, too; `cameo activity` says when.
    """
    with reached(server) as callers:
        reply = callers.enrollment(person).undo_net_move(enrollment_pb.UndoNetMoveRequest(request_id=new_request_id()))
    told(reply, "Undone: you are recognised by what was sealed before.", as_json=as_json)


def request_access(
    owner: Other,
    person: Person,
    server: Server = CHECKS,
    *,
    voice: Annotated[bool, typer.Option(help="Ask for the voice too.")] = True,
    publish: Annotated[bool, typer.Option(help="Ask for publishing too, not private use alone.")] = True,
    as_json: AsJson = False,
) -> None:
    """Ask a person for access to their likeness.

    The reply is the same whether they are asked or you are blocked: wait for their answer.
    """
    request = access_pb.RequestAccessRequest(
        owner=named(owner),
        modalities=_modalities(voice=voice),
        uses=_uses(publish=publish),
        request_id=new_request_id(),
    )
    with reached(server) as callers:
        reply = callers.access(person).request_access(request)
    told(reply, f"Asked: {owner} decides.", as_json=as_json)


def erase(
    person: Person,
    effect: Effect = EFFECTS[-1],
    server: Server = CHECKS,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again. Erasure cannot be undone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase yourself: face, voice, grants and account.

    An enrolled person verifies themself first: `cameo verify-owner erase`.
    """
    if not yes:
        typer.confirm("Erase everything about you here? It cannot be undone.", abort=True)
    with reached(server) as callers:
        request = erasure_pb.EraseSubjectRequest(effect=effect_of(effect), request_id=new_request_id())
        reply = callers.erasure(person).erase_subject(request)
    told(reply, f"Erased. Keep this id for the receipt: {reply.erasure_id}", as_json=as_json)


def erasure(
    erasure_id: Annotated[str, typer.Argument(help="The id that `cameo erase` printed.")],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Show whether an erasure is pending or final.

    Pending: an old backup could still be opened. Final: the keys to it are destroyed.
    """
    with reached(server) as callers:
        reply = callers.erasures().get_erasure(erasure_pb.GetErasureRequest(erasure_id=erasure_id))
    state = erasure_pb.ErasureState.Name(reply.state).removeprefix("ERASURE_STATE_").lower()
    told(reply, f"This erasure is {state}. Receipt: {reply.receipt.decode()}", as_json=as_json)


def _modalities(*, voice: bool) -> list[terms.Modality]:
    return [terms.MODALITY_FACE, *([terms.MODALITY_VOICE] if voice else [])]


def _uses(*, publish: bool) -> list[terms.Use]:
    return [terms.USE_PRIVATE, *([terms.USE_PUBLISH] if publish else [])]


def effect_of(words: str) -> str:
    """An effect as the contract spells it."""
    return f"STOP_EFFECT_{chosen(words, EFFECTS).replace('-', '_')}"


def ordered(takedowns: int) -> str:
    """How many outputs were ordered down, as a sentence; empty if none."""
    return f" {takedowns} outputs are ordered down." if takedowns else ""


def chosen(value: str, allowed: tuple[str, ...]) -> str:
    """The value as the contract spells it; a value that is not allowed is a usage error."""
    if value.lower() not in allowed:
        raise typer.BadParameter(f"choose one of {', '.join(allowed)}")
    return value.upper()


def in_days(days: int | None) -> Timestamp | None:
    """The time in this many days; None for None."""
    if days is None:
        return None
    moment = Timestamp()
    now = datetime.fromtimestamp(SystemClock().utc_us() / 1e6, UTC)
    moment.FromDatetime(now + timedelta(days=days))
    return moment
