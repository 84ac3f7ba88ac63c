"""A text of a statement, ready to be run: given values in the places where one dialect wants them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, cast

from cameo_service.storage.written.texts import Part, Text

Arrange = Callable[[Mapping[str, Any]], Any]
"""Puts given values, by name, where the text of one dialect wants them."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text of a statement for one dialect, and what puts given values where it wants them.

    names: what has to be given.
    """

    text: str
    names: frozenset[str]
    arrange: Arrange

    def arranged(self, values: Mapping[str, Any]) -> Any:
        """The values as the connection takes them beside the text.

        Raises:
            TypeError: another set of values than the statement has.
        """
        if values.keys() != self.names:
            raise TypeError(f"the statement takes {sorted(self.names)}, given were {sorted(values)}")
        return self.arrange(values)


def prepared_of(text: Text) -> Prepared:
    """A text, ready to be run."""
    arrange = _in_order([part for _, part in text.places]) if text.is_in_order else _by_name(dict(text.places))
    return Prepared(text.text, text.names, arrange)


def _by_name(places: Mapping[str, Part]) -> Arrange:
    def arrange(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: part.of(values) for name, part in places.items()}

    return arrange


def _in_order(places: Sequence[Part]) -> Arrange:
    """Values in the order of their marks: lists are put in whole, what stands between them is taken by one getter."""
    runs: list[Arrange] = []
    for is_list, part in groupby(places, key=lambda place: place.index is not None):
        taken = list(part)
        runs.extend(_lists(taken) if is_list else [_singles(taken)])
    if len(runs) == 1:
        return runs[0]
    return lambda values: tuple(chain.from_iterable([run(values) for run in runs]))


def _lists(places: list[Part]) -> list[Arrange]:
    names = [place.name for place in places if place.index == 0]
    return [lambda values, name=name: tuple(values[name]) for name in names]  # type: ignore[misc]


def _singles(places: list[Part]) -> Arrange:
    if len(places) > 1 and all(place.name for place in places):
        return cast("Arrange", itemgetter(*[place.name for place in places]))
    return lambda values: tuple([place.of(values) for place in places])
