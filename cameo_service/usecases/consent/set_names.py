"""Say by which names one is known, so that naming without @ counts. Enough for who will never be rendered.

Whoever has names and no cameo is refused to everybody: there is nothing that could be allowed.
"""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import InvalidArgumentError
from cameo_service.usecases.acting.person import Person, named_owner, owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from consent.names import parse_name

MOST_NAMES = 10


class TooManyNamesError(InvalidArgumentError):
    """More than ten names for one person."""

    code = "TOO_MANY_NAMES"


@dataclass(frozen=True, slots=True)
class SetNamesRequest:
    """`owner` None: the acting person. `names`: all of them; what is left out is given up."""

    request_id: str
    owner: Person | None
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class NamesSet:
    """Prompts that are checked from now on are held against these names."""

    token: str


_REPLIES = TypeAdapter(NamesSet)


@dataclass(frozen=True, slots=True)
class SetNames:
    """Replaces a person's names."""

    writes: Writes

    def __call__(self, caller: Caller, request: SetNamesRequest) -> NamesSet:
        """Giving a name up needs the owner's assertion; taking one does not: it only refuses more.

        Raises:
            NameMalformedError: not two to four words in 64 characters.
            TooManyNamesError: more than ten.
            NotTheOwnerError: a name is given up without the owner's assertion, or the call acts for somebody else.
            UnknownSubjectError: nobody has that name.
        """
        if len(request.names) > MOST_NAMES:
            raise TooManyNamesError(f"Give at most {MOST_NAMES} names.")
        return self.writes.once(caller, request, _REPLIES, lambda change: _set(change, request))


def _set(change: Change, request: SetNamesRequest) -> NamesSet:
    transaction = change.transaction
    owner = named_owner(transaction, change.caller, request.owner)
    wanted = {name.words: name for name in map(parse_name, sorted(request.names))}
    if not {name.words for name in transaction.names.of(owner)} <= wanted.keys():
        owner_who_widens(transaction, change.caller)
    transaction.names.put(owner, tuple(wanted.values()))
    change.record(owner, ActivityKind.NAMES_SET)
    return NamesSet(change.token)
