"""Every command there is, found by its type: a new one joins by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from inspect import isclass, isfunction, signature
from itertools import product
from pkgutil import walk_packages
from typing import Any, get_type_hints

import cameo_service.usecases
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.enrollment.challenge_languages import ENGLISH_ALONE, ChallengeLanguages
from cameo_service.usecases.enrollment.comparable import NetsInUse
from cameo_service.usecases.ports.enrollment import Comparable
from cameo_service.usecases.ports.outside import OrdinaryWords
from tests.cameo_service.usecases.world import NETS, ListedWords, OpenVault


@dataclass(frozen=True)
class FoundCommand:
    """A command that can be run, and the class of its requests."""

    name: str
    run: Any
    request: type


def all_commands() -> tuple[FoundCommand, ...]:
    """In the order of their names. A command that is made with a setting comes once for each value of it."""
    root = cameo_service.usecases
    modules = [import_module(found.name) for found in walk_packages(root.__path__, root.__name__ + ".")]
    found = [command for module in modules for command in _commands_of(module)]
    return tuple(sorted(found, key=lambda command: command.name))


def _commands_of(module: Any) -> Iterator[FoundCommand]:
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != module.__name__ or name.startswith("_"):
            continue
        if isfunction(value) and (request := _request_of(value)):
            yield FoundCommand(name, value, request)
        if isclass(value) and "__call__" in vars(value) and (request := _request_of(vars(value)["__call__"])):
            for settings in _settings_of(value):
                switches = [setting for setting in settings.values() if isinstance(setting, bool)]
                yield FoundCommand(f"{name}{switches}", value(**settings), request)


def _request_of(function: Callable[..., Any]) -> type | None:
    """The class of a command's requests; None for what is no command."""
    hints = get_type_hints(function)
    taken = [hints.get(name) for name in signature(function).parameters if name != "self"]
    if len(taken) != len((Change, "request")) or taken[0] is not Change:
        return None
    asked = taken[1]
    if not isclass(asked) or not is_dataclass(asked) or "request_id" not in {field.name for field in fields(asked)}:
        return None
    return asked


EDGES: dict[object, object] = {
    OrdinaryWords: ListedWords(),
    Comparable: NetsInUse(OpenVault(), NETS),
    ChallengeLanguages: ENGLISH_ALONE,
}
"""What commands are made with that is no switch."""


def _settings_of(command: type) -> list[dict[str, object]]:
    hints = get_type_hints(command)
    choices = {setting.name: _choices(command, hints[setting.name]) for setting in fields(command)}
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def _choices(command: type, kind: object) -> tuple[object, ...]:
    if kind is bool:
        return (True, False)
    if kind not in EDGES:
        raise LookupError(f"Say in EDGES what {command.__name__} is made with.")
    return (EDGES[kind],)
