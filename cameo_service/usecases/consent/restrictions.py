"""Restrictions: what an owner does not want to be shown doing or saying. Denying more takes effect at once."""

from dataclasses import dataclass

from cameo_service.usecases.acting.errors import ChangedMeanwhileError, InvalidArgumentError
from cameo_service.usecases.acting.person import OwnerQuestion, Person, named_owner, owner_who_widens
from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from consent.content_classes import CHOOSABLE
from consent.restrictions import MOST_BANNED_WORDS, Restrictions, restrictions_narrow, restrictions_widen
from consent.sounds import is_matchable, words_of

LONGEST_BANNED_WORD = 64
"""Characters of one banned word or phrase."""
LONGEST_RESTRICTION_TEXT = 2000
"""Characters of preferences, and of wishes: what a generator can put before its model."""


class BannedWordMalformedError(InvalidArgumentError):
    """A banned word without letters, of more than 64 characters, or more than 100 of them."""

    code = "BANNED_WORD_MALFORMED"


class BannedWordNotEnforceableError(InvalidArgumentError):
    """A banned word with emoji, symbols or unknown characters: prompts are compared by letters, digits and marks."""

    code = "BANNED_WORD_NOT_ENFORCEABLE"


class RestrictionTextTooLongError(InvalidArgumentError):
    """Preferences or wishes of more than 2000 characters."""

    code = "RESTRICTION_TEXT_TOO_LONG"


class ClassNotChoosableError(InvalidArgumentError):
    """A class is named that no owner can allow, and so no owner needs to deny."""

    code = "CLASS_NOT_CHOOSABLE"


class RestrictionsChangedError(ChangedMeanwhileError):
    """Another change came after the restrictions were read that this one was made of."""

    code = "RESTRICTIONS_CHANGED"


@dataclass(frozen=True, slots=True)
class SetRestrictionsRequest:
    """`owner` None: the acting person. `restrictions`: all of them; a restriction that is left out is lifted.

    read: what was there when the change was made up; None: whatever is there is replaced.
    """

    request_id: str
    owner: Person | None
    restrictions: Restrictions
    read: Restrictions | None = None


@dataclass(frozen=True, slots=True)
class RestrictionsSet:
    """The restrictions are in force."""

    token: str


def set_restrictions(change: Change, request: SetRestrictionsRequest) -> RestrictionsSet:
    """Replaces an owner's restrictions.

    Denying less in any respect, and any change of preferences or wishes, needs the owner's assertion. Denying more
    raises the owner's epoch, so that running jobs are decided again; so do changed preferences and new wishes.

    Raises:
        BannedWordMalformedError, BannedWordNotEnforceableError, RestrictionTextTooLongError, ClassNotChoosableError:
            about what is set.
        NotTheOwnerError: less is denied, or a text changes, without the owner's assertion, or the call acts for another
            person.
        UnknownSubjectError: no person has that name.
        RestrictionsChangedError: what is there is not what was read.
    """
    transaction, wanted = change.transaction, request.restrictions
    _require_usable(wanted)
    owner = named_owner(transaction, change.caller, request.owner)
    current = transaction.restrictions.of(owner)
    if request.read not in {None, current}:
        raise RestrictionsChangedError(
            "Read the restrictions, make the change of what is there now, and send it again."
        )
    if restrictions_widen(current, wanted):
        owner_who_widens(transaction, change.caller)
    transaction.restrictions.put(owner, wanted)
    if restrictions_narrow(current, wanted):
        transaction.epochs.bump_owner(owner)
    change.record(owner, ActivityKind.RESTRICTIONS_SET)
    return RestrictionsSet(change.token)


def _require_usable(restrictions: Restrictions) -> None:
    words = restrictions.banned_words
    if not all(map(is_matchable, words)):
        raise BannedWordNotEnforceableError(
            "Ban words of letters and digits: prompts are not compared by emoji, symbols or unknown characters."
        )
    if len(words) > MOST_BANNED_WORDS or not all(map(_is_bannable, words)):
        raise BannedWordMalformedError(
            f"Ban at most {MOST_BANNED_WORDS} words of 1 to {LONGEST_BANNED_WORD} characters."
        )
    if max(len(restrictions.preferences), len(restrictions.wishes)) > LONGEST_RESTRICTION_TEXT:
        raise RestrictionTextTooLongError(
            f"Send at most {LONGEST_RESTRICTION_TEXT} characters of preferences and of wishes."
        )
    if not restrictions.denied_classes <= CHOOSABLE:
        raise ClassNotChoosableError("Leave out the classes that are always denied: no owner can allow them.")


def _is_bannable(word: str) -> bool:
    return len(word) <= LONGEST_BANNED_WORD and bool(words_of(word))


@dataclass(frozen=True, slots=True)
class RestrictionsRead:
    """What is in force, and the token of the snapshot."""

    restrictions: Restrictions
    token: str


def get_restrictions(view: View, request: OwnerQuestion) -> RestrictionsRead:
    """An owner's restrictions.

    Raises:
        NotTheOwnerError: the call acts for another person, or the caller is not an app backend.
        UnknownSubjectError: no person has that name.
    """
    owner = named_owner(view.snapshot, view.caller, request.owner)
    return RestrictionsRead(view.snapshot.restrictions.of(owner), view.token)
