"""`cameo handle | age | audience | grant | revoke | block | freeze`: what an owner decides."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_service.cli.connection import CHECKS, AsJson, Person, Server, named, new_request_id, reached
from cameo_service.cli.reply import told
from cameo_service.clock import SystemClock

AUDIENCES = ("nobody", "only_me", "approved", "mutuals", "everyone")
AGES = ("adult", "minor", "unknown")
EFFECTS = ("stop-new", "hide-drafts", "delete-all")
Other = Annotated[str, typer.Argument(help="@handle, subject id or account name.")]
Provider = Annotated[str, typer.Option(help="Service id of one generation service; default: all of them.")]
Effect = Annotated[str, typer.Option(help=f"{' | '.join(EFFECTS)}: how far back it reaches.")]
Days = Annotated[int | None, typer.Option(min=1, max=3650, help="Ends after so many days; default: never.")]


def handle(name: str, person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Claim the handle others mention you by."""
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
    """State your age class. Unknown is refused everywhere."""
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
    """Set who may render you at most. A ceiling over your grants; narrower suspends them, wider revives them."""
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
    publish: Annotated[bool, typer.Option(help="Let them publish, not only look in private.")] = True,
    ask_each_time: Annotated[bool, typer.Option(help="Be asked before every render under it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody render you."""
    request = pb.GrantAccessRequest(
        grantee=named(grantee),
        modalities=[terms.MODALITY_FACE, *([terms.MODALITY_VOICE] if voice else [])],
        uses=[terms.USE_PRIVATE, *([terms.USE_PUBLISH] if publish else [])],
        asks_each_time=ask_each_time,
        expire_time=in_days(days),
        provider=provider,
        request_id=new_request_id(),
    )
    with reached(server) as callers:
        reply = callers.consent(person).grant_access(request)
    told(reply, f"{grantee} may render you now, if your audience is wide enough.", as_json=as_json)


def revoke(
    grantee: Other,
    person: Person,
    provider: Provider = "",
    effect: Effect = EFFECTS[0],
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Take back what you granted somebody. Every later check sees it; `--effect` says what becomes of what exists."""
    request = pb.RevokeAccessRequest(
        grantee=named(grantee), provider=provider, effect=effect_of(effect), request_id=new_request_id()
    )
    with reached(server) as callers:
        reply = callers.consent(person).revoke_access(request)
    left = f" They can still render you in {len(reply.still_allowed)} ways." if reply.still_allowed else ""
    ended = f"Revoked: {len(reply.ended_grant_ids)} grants ended."
    told(reply, f"{ended}{ordered(reply.ordered_takedowns)}{left}", as_json=as_json)


def block(actor: Other, person: Person, days: Days = None, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Block somebody. Beats every grant and every audience."""
    request = pb.BlockActorRequest(actor=named(actor), expire_time=in_days(days), request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.consent(person).block_actor(request)
    told(reply, f"{actor} is blocked.", as_json=as_json)


def freeze(person: Person, effect: Effect = EFFECTS[0], server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Deny everybody at once. Grants stay for the day you unfreeze; `--effect` says what becomes of what exists."""
    request = pb.FreezeLikenessRequest(effect=effect_of(effect), request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.consent(person).freeze_likeness(request)
    told(reply, f"Frozen: nobody may render you.{ordered(reply.ordered_takedowns)}", as_json=as_json)


def effect_of(words: str) -> str:
    """An effect in the spelling of the contract."""
    return f"STOP_EFFECT_{chosen(words, EFFECTS).replace('-', '_')}"


def ordered(takedowns: int) -> str:
    """What a revocation or freeze ordered down; nothing when it was nothing."""
    return f" {takedowns} outputs are ordered down." if takedowns else ""


def chosen(value: str, allowed: tuple[str, ...]) -> str:
    """The value in the spelling of the contract; anything else is a usage error."""
    if value.lower() not in allowed:
        raise typer.BadParameter(f"choose one of {', '.join(allowed)}")
    return value.upper()


def in_days(days: int | None) -> Timestamp | None:
    """That moment; None never comes."""
    if days is None:
        return None
    moment = Timestamp()
    now = datetime.fromtimestamp(SystemClock().utc_us() / 1e6, UTC)
    moment.FromDatetime(now + timedelta(days=days))
    return moment
