"""Who a render would show: people its prompt mentions or names, and people its parent output shows.

Every lookup is made for all of them at once, with the same statements whether a person is known or not.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from cameo_service.usecases.acting.errors import RemixNotAskedError
from cameo_service.usecases.ports.store import Snapshot
from cameo_service.usecases.render.mentions import BoundMention, MentionTokens
from consent.errors import TooManyMentionsError
from consent.handles import Handle
from consent.identity import SubjectId
from consent.mentions import MOST_MENTIONED
from consent.names import is_named, spoken_names
from consent.render_lease import Removal
from consent.terms import Use

REMIXING = frozenset({Use.REMIX, Use.AD})
"""Uses under which a render may be built on another: both need a grant that names them."""


@dataclass(frozen=True, slots=True)
class ShownPeople:
    """Ids of the people a render would show; `unknown_person` ids stand for unknown ones.

    mentioned: by handle, in the order of the prompt. others: inherited from the parent output or named without @.
    """

    mentioned: dict[Handle, SubjectId]
    others: tuple[SubjectId, ...]

    @property
    def ids(self) -> tuple[SubjectId, ...]:
        """All of them, mentioned people first."""
        return tuple(dict.fromkeys([*self.mentioned.values(), *self.others]))


def unknown_person(place: int) -> SubjectId:
    """An id that no person has, one for every place, so that the database does the work of a known person."""
    return SubjectId(UUID(int=place))


def shown_people(
    snapshot: Snapshot, prompt: str, mentioned: dict[Handle, SubjectId], parent_output: bytes | None, use: Use
) -> ShownPeople:
    """Who the prompt and the parent output show, besides the people it mentions.

    Raises:
        RemixNotAskedError: a parent output, and a use that is no remix.
        TooManyMentionsError: more than 16 people.
    """
    inherited = _inherited(snapshot, parent_output, use, len(mentioned))
    shown = {*mentioned.values(), *inherited}
    others = (*sorted(inherited - set(mentioned.values())), *sorted(_named(snapshot, prompt, shown) - shown))
    if len(mentioned) + len(others) > MOST_MENTIONED:
        raise TooManyMentionsError(f"Show at most {MOST_MENTIONED} people in one render, those of its parent included.")
    return ShownPeople(mentioned, others)


def holders_of(
    snapshot: Snapshot, tokens: MentionTokens, handles: Sequence[Handle], bindings: Sequence[BoundMention]
) -> dict[Handle, SubjectId]:
    """The holder of each handle; an unknown person if it has none, or another one than when it was bound."""
    holders = snapshot.people.by_handle(handles)
    moved = {bound.handle for bound in bindings if not tokens.holds(bound, holders.get(bound.handle))}
    return {
        handle: unknown_person(place) if handle in moved else holders.get(handle, unknown_person(place))
        for place, handle in enumerate(handles)
    }


def require_remix(use: Use) -> None:
    """Raises RemixNotAskedError for a use that does not allow to build on another render."""
    if use not in REMIXING:
        raise RemixNotAskedError("Ask for the use REMIX to build on another render.")


def people_in_output(snapshot: Snapshot, output: bytes) -> frozenset[SubjectId] | None:
    """Everyone a committed output shows, by its SHA-256; None if it was never committed, or was taken down."""
    rows = snapshot.renders.with_output(output)
    if not rows or any(row.removal is not Removal.NONE for row in rows):
        return None
    return frozenset(row.owner for row in rows)


def _inherited(snapshot: Snapshot, parent_output: bytes | None, use: Use, place: int) -> frozenset[SubjectId]:
    """The people of the parent output; one unknown person if the parent is unknown, so that the prompt is refused."""
    if parent_output is None:
        return frozenset()
    require_remix(use)
    people = people_in_output(snapshot, parent_output)
    return frozenset({unknown_person(place)}) if people is None else people


def _named(snapshot: Snapshot, prompt: str, shown: AbstractSet[SubjectId]) -> set[SubjectId]:
    """People whose names the prompt holds without @, from one statement.

    Several people may bear one name. If one of them is shown already, the name means that person; otherwise all of them
    are asked, because a model that knows the name renders the person it knows.
    """
    spoken = spoken_names(prompt)
    bearers: dict[tuple[str, ...], set[SubjectId]] = {}
    for owner, name in snapshot.names.bearers(tuple(spoken)):
        for run in spoken[name.sound]:
            if is_named(name.words, run):
                bearers.setdefault(run[: len(name.words)], set()).add(owner)
    return {owner for owners in bearers.values() if not owners & shown for owner in owners}
