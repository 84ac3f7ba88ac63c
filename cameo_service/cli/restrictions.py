"""`cameo restrictions show | set` and `cameo names-set`: content that an owner denies, and names the owner goes by."""

from collections.abc import Callable, Iterable
from typing import Annotated, TypeVar, cast

import typer
from rich.table import Table

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import content_class_pb2 as classes
from cameo_client.pb.cameo.v1 import restriction_service_pb2 as pb
from cameo_client.services.restriction import RestrictionClient
from cameo_service.cli.connection import CHECKS, Person, Server, new_request_id, reached
from cameo_service.cli.terminal import AsJson, listed, told

app = typer.Typer(help="Content that you deny, whoever asks.", no_args_is_help=True)

One = TypeVar("One")

PREFIX = "CONTENT_CLASS_"
TRIES = 5
"""Of one change while others change the same restrictions."""
Classes = Annotated[list[str] | None, typer.Option(help="Content class, such as political; may be repeated.")]
Words = Annotated[list[str] | None, typer.Option(help="Word or short phrase; may be repeated.")]
Text = Annotated[str | None, typer.Option(help="Replaces the text; empty: none.")]


@app.command()
def show(person: Person, server: Server = CHECKS, *, as_json: AsJson = False) -> None:
    """Show your restrictions."""
    with reached(server) as callers:
        reply = callers.restrictions(person).get_restrictions(pb.GetRestrictionsRequest())
    found = reply.restrictions
    table = Table("restriction", "value", title="Restrictions")
    table.add_row("denied classes", ", ".join(map(_shown, found.denied_classes)) or "-")
    table.add_row("banned words", ", ".join(found.banned_words) or "-")
    table.add_row("preferences", found.preferences or "-")
    table.add_row("wishes", found.wishes or "-")
    listed(reply, table, as_json=as_json)


@app.command(name="set")
def set_command(
    person: Person,
    deny: Classes = None,
    allow: Classes = None,
    ban: Words = None,
    unban: Words = None,
    preferences: Text = None,
    wishes: Text = None,
    server: Server = CHECKS,
    *,
    as_json: AsJson = False,
) -> None:
    """Change your restrictions. What is not named stays as it is.

    Denying more ends every earlier render grant.
    """
    denied, allowed = [_class(name) for name in deny or ()], [_class(name) for name in allow or ()]

    def change(found: pb.Restrictions) -> pb.Restrictions:
        return pb.Restrictions(
            denied_classes=_changed(found.denied_classes, denied, allowed),
            banned_words=_changed(found.banned_words, ban or (), unban or ()),
            preferences=found.preferences if preferences is None else preferences,
            wishes=found.wishes if wishes is None else wishes,
        )

    with reached(server) as callers:
        wanted, reply = _set(callers.restrictions(person), change)
    told(
        reply, f"{len(wanted.denied_classes)} classes denied, {len(wanted.banned_words)} words banned.", as_json=as_json
    )


def names_set(
    person: Person,
    names: Annotated[list[str] | None, typer.Argument(help="Every name you go by, of two to four words each.")] = None,
    server: Server = CHECKS,
    *,
    none: Annotated[bool, typer.Option("--none", help="Give all names up.")] = False,
    as_json: AsJson = False,
) -> None:
    """Set all names that you go by: a prompt with one of them mentions you.

    A name that is left out is given up. They count once you are enrolled, or an operator vouched for you.
    """
    if bool(names) == none:
        raise typer.BadParameter("name every name you go by, or give all up with --none")
    request = pb.SetNamesRequest(names=names or (), request_id=new_request_id())
    with reached(server) as callers:
        reply = callers.restrictions(person).set_names(request)
    told(reply, f"Your names: {', '.join(names)}." if names else "You go by no name here.", as_json=as_json)


def _set(
    client: RestrictionClient, change: Callable[[pb.Restrictions], pb.Restrictions]
) -> tuple[pb.Restrictions, pb.SetRestrictionsResponse]:
    """What was set, and the answer. A change that came from elsewhere meanwhile stays: this one is made of it, too."""
    for left in reversed(range(TRIES)):
        found = client.get_restrictions(pb.GetRestrictionsRequest()).restrictions
        wanted = change(found)
        request = pb.SetRestrictionsRequest(restrictions=wanted, request_id=new_request_id(), read=found)
        try:
            return wanted, client.set_restrictions(request)
        except RefusedError as error:
            if error.reason != "RESTRICTIONS_CHANGED" or not left:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def _changed(found: Iterable[One], more: Iterable[One], less: Iterable[One]) -> list[One]:
    """In the order in which they were, the new ones last."""
    lifted = set(less)
    return [one for one in dict.fromkeys([*found, *more]) if one not in lifted]


def _class(text: str) -> classes.ContentClass:
    known = {_shown(number): number for number in classes.ContentClass.values() if number}
    found = known.get(text.lower().replace("-", "_"))
    if found is None:
        raise typer.BadParameter(f"{text} is no content class: choose of {', '.join(sorted(known))}")
    return cast("classes.ContentClass", found)  # a number, as the generated code has it


def _shown(number: int) -> str:
    return str(classes.ContentClass.Name(number)).removeprefix(PREFIX).lower()
