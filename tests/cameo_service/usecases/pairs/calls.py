"""Requests of every kind, with every person, made from the types of their fields."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import Enum
from hashlib import sha256
from inspect import isclass
from itertools import permutations, product
from types import UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Account, Person
from cameo_service.usecases.acting.writes import WriteRequest
from consent.release import ConsentRecord, Purpose
from consent.restrictions import UNTOUCHED, Restrictions
from consent.takedown import StopEffect
from consent.terms import Modality, Use
from tests.cameo_service.usecases.pairs.commands import FoundCommand
from tests.cameo_service.usecases.world import NOW_US, SECOND_US, World

TEXTS = {
    "group": "club",
    "handle": "fresh",
    "reason": "a reason",
    "provider": "studio",
    "verdict": "no_objection",
    "language": "en",
}
"""Texts that a field of this name takes; all others take any text."""
VALUES: dict[Any, list[Any]] = {
    bool: [False, True],
    bytes: [bytes(32)],
    # A delegate never grants AD, so the whole would hide what a delegate can grant.
    frozenset[Use]: [frozenset(Use) - {Use.AD}, frozenset(Use)],
    frozenset[Modality]: [frozenset(Modality), frozenset({Modality.FACE})],
    StopEffect: [StopEffect.STOP_NEW, StopEffect.DELETE_ALL],
    tuple[bytes, ...]: [(sha256(b"output").digest(),)],
    frozenset[str]: [frozenset(), frozenset({"Ada Lovelace"})],
    Account: [Account("issuer", "ada")],
    Restrictions: [
        Restrictions(frozenset()),
        UNTOUCHED,
        Restrictions(preferences="undressed", wishes="no hats"),
    ],
    ConsentRecord: [ConsentRecord(frozenset(Purpose), "notice-1", "en", bytes(32), NOW_US)],
}


@dataclass(frozen=True)
class Call:
    """One request of one caller."""

    command: FoundCommand
    caller: Caller
    request: WriteRequest


def calls(world: World, command: FoundCommand) -> Iterator[Call]:
    """Every caller, every choice of people, and for each of them one other value of each other field at a time."""
    people = tuple(world.people.values())
    callers = [world.app(), world.operator(), *(world.app(name) for name in world.people)]
    for values, caller in product(_filled(command.request, people), callers):
        yield Call(command, caller, command.request(request_id=world.request_id(), **values))


def _filled(request: type, people: tuple[Any, ...]) -> list[dict[str, Any]]:
    hints = get_type_hints(request)
    names = [field.name for field in fields(request) if field.name != "request_id"]
    choices = {name: _values(name, hints[name], people) for name in names}
    persons = [name for name in names if hints[name] in {Person, Person | None}]
    first = {name: values[0] for name, values in choices.items()}
    others = [{name: value} for name in names if name not in persons for value in choices[name][1:]]
    chosen = [dict(zip(persons, values, strict=True)) for values in permutations(people, len(persons))]
    return [first | who | other for who in chosen for other in [{}, *others]]


def _values(name: str, hint: Any, people: tuple[Any, ...]) -> list[Any]:
    """The first value is the one that asks for the most."""
    if hint in {Person, Person | None}:
        return list(people)
    if name == "expires_us":
        return [NOW_US + 100 * SECOND_US, None]
    if hint == int | None:
        return [None]
    if hint is str:
        return [TEXTS.get(name, "any text")]
    if hint in VALUES:
        return VALUES[hint]
    return _values_of_a_shape(name, hint, people)


def _values_of_a_shape(name: str, hint: Any, people: tuple[Any, ...]) -> list[Any]:
    if isinstance(hint, NewType):
        return [hint(UUID(int=1))]
    if isclass(hint) and issubclass(hint, Enum):
        return list(reversed(hint))
    inner = get_args(hint)
    if get_origin(hint) is frozenset and issubclass(inner[0], Enum):
        return [frozenset(inner[0]), frozenset()]
    if get_origin(hint) in {Union, UnionType} and inner[1:] == (type(None),):
        return [*_values(name, inner[0], people), None]
    raise LookupError(f"Say in VALUES which values {name} of the type {hint} takes: then its command joins the pairs.")
