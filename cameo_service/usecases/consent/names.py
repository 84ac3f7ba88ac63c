"""Names by which a person is known: a prompt that holds one counts as a mention without @.

A person with names and no enrollment is refused to every requester: there is no likeness that could be allowed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cameo_service.usecases.acting.errors import InvalidArgumentError
from cameo_service.usecases.acting.person import OwnerQuestion, Person, named_owner, owner_who_widens
from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.outside import OrdinaryWords
from consent.names import PersonName, is_numbered, parse_name

MOST_NAMES = 10
"""Names of one person."""


class TooManyNamesError(InvalidArgumentError):
    """More than ten names for one person."""

    code = "TOO_MANY_NAMES"


class NameTooCommonError(InvalidArgumentError):
    """Function words, numbers, or words that texts often have in a row: they would refuse other prompts."""

    code = "NAME_TOO_COMMON"


@dataclass(frozen=True, slots=True)
class SetNamesRequest:
    """`owner` None: the acting person. `names`: all of them; a name that is left out is given up."""

    request_id: str
    owner: Person | None
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class NamesSet:
    """Prompts that are checked from now on are compared with these names."""

    token: str


@dataclass(frozen=True, slots=True)
class SetNames:
    """Replaces a person's names. A new name only refuses more; giving a name up needs the owner's assertion."""

    ordinary: OrdinaryWords

    def __call__(self, change: Change, request: SetNamesRequest) -> NamesSet:
        """Names that count for others once the person is enrolled, or an operator vouched for them.

        Raises:
            NameMalformedError: not two to four words in 64 characters.
            NameTooCommonError: words that any prompt may hold. A name that the person has already may stay.
            TooManyNamesError: more than ten.
            NotTheOwnerError: a name is given up without the owner's assertion, or the call acts for another person.
            UnknownSubjectError: no person has that name.
        """
        if len(request.names) > MOST_NAMES:
            raise TooManyNamesError(f"Give at most {MOST_NAMES} names.")
        transaction = change.transaction
        owner = named_owner(transaction, change.caller, request.owner)
        wanted = {name.words: name for name in map(parse_name, sorted(request.names))}
        held = {name.words for name in transaction.names.of(owner)}
        if not held <= wanted.keys():
            owner_who_widens(transaction, change.caller)
        self._require_names([name for words, name in wanted.items() if words not in held])
        transaction.names.put(owner, tuple(wanted.values()))
        change.record(owner, ActivityKind.NAMES_SET)
        return NamesSet(change.token)

    def _require_names(self, added: Sequence[PersonName]) -> None:
        if any(is_numbered(name) or self.ordinary.are_ordinary(name.words) for name in added):
            raise NameTooCommonError(
                "Give a name that is not made of ordinary words or numbers: any prompt may hold those."
            )


@dataclass(frozen=True, slots=True)
class NamesRead:
    """The names as they were given, and the token of the snapshot."""

    names: tuple[str, ...]
    token: str


def get_names(view: View, request: OwnerQuestion) -> NamesRead:
    """A person's names.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    return NamesRead(tuple(name.text for name in view.snapshot.names.of(owner)), view.token)
