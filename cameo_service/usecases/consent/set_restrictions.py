"""Say what one does not want to be shown doing or saying. Denying more takes effect at once, for running jobs too."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import InvalidArgumentError
from cameo_service.usecases.acting.person import Person, named_owner, owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.activity import ActivityKind
from consent.content_classes import CHOOSABLE
from consent.restrictions import Restrictions, restrictions_narrow, restrictions_widen
from consent.sounds import words_of

MOST_WORDS = 100
LONGEST_WORD = 64
LONGEST_TEXT = 2000
"""Characters of preferences, and of wishes: what a generator can put before its model."""


class BannedWordMalformedError(InvalidArgumentError):
    """A banned word without letters, of more than 64 characters, or more than 100 of them."""

    code = "BANNED_WORD_MALFORMED"


class RestrictionTextTooLongError(InvalidArgumentError):
    """Preferences or wishes of more than 2000 characters."""

    code = "RESTRICTION_TEXT_TOO_LONG"


class ClassNotChoosableError(InvalidArgumentError):
    """A class is named that nobody can allow, so nobody needs to deny it."""

    code = "CLASS_NOT_CHOOSABLE"


@dataclass(frozen=True, slots=True)
class SetRestrictionsRequest:
    """`owner` None: the acting person. `restrictions`: all of them; what is left out is lifted."""

    request_id: str
    owner: Person | None
    restrictions: Restrictions


@dataclass(frozen=True, slots=True)
class RestrictionsSet:
    """The restrictions are in force."""

    token: str


_REPLIES = TypeAdapter(RestrictionsSet)


@dataclass(frozen=True, slots=True)
class SetRestrictions:
    """Replaces an owner's restrictions."""

    writes: Writes

    def __call__(self, caller: Caller, request: SetRestrictionsRequest) -> RestrictionsSet:
        """Denying less in any respect needs the owner's assertion; denying more bumps the owner's epoch.

        Raises:
            BannedWordMalformedError, RestrictionTextTooLongError, ClassNotChoosableError: about what is set.
            NotTheOwnerError: less is denied without the owner's assertion, or the call acts for somebody else.
            UnknownSubjectError: nobody has that name.
        """
        _require_usable(request.restrictions)
        return self.writes.once(caller, request, _REPLIES, lambda change: _set(change, request))


def _set(change: Change, request: SetRestrictionsRequest) -> RestrictionsSet:
    transaction, wanted = change.transaction, request.restrictions
    owner = named_owner(transaction, change.caller, request.owner)
    current = transaction.restrictions.of(owner)
    if restrictions_widen(current, wanted):
        owner_who_widens(transaction, change.caller)
    transaction.restrictions.put(owner, wanted)
    if restrictions_narrow(current, wanted):
        transaction.epochs.bump_owner(owner)
    change.record(owner, ActivityKind.RESTRICTIONS_SET)
    return RestrictionsSet(change.token)


def _require_usable(restrictions: Restrictions) -> None:
    words = restrictions.banned_words
    if len(words) > MOST_WORDS or not all(len(word) <= LONGEST_WORD and words_of(word) for word in words):
        raise BannedWordMalformedError(f"Ban at most {MOST_WORDS} words of 1 to {LONGEST_WORD} characters.")
    if max(len(restrictions.preferences), len(restrictions.wishes)) > LONGEST_TEXT:
        raise RestrictionTextTooLongError(f"Send at most {LONGEST_TEXT} characters of preferences and of wishes.")
    if not restrictions.denied_classes <= CHOOSABLE:
        raise ClassNotChoosableError("Some of these classes are denied whatever anybody chooses: leave them out.")
