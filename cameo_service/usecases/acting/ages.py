"""What a change of age does, whether the app asserts it, the person or the operator."""

from cameo_service.usecases.acting.errors import StateError
from cameo_service.usecases.acting.stand_in_voices import (
    end_delegation_to,
    end_delegations_to,
    stop_wards,
    unlink,
)
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.store import Snapshot
from consent.ages import KnownAge
from consent.epochs import age_narrows
from consent.identity import SubjectId
from consent.terms import AgeClass


class AgeNotSettledError(StateError):
    """Only the app says that the person's age changed."""

    code = "AGE_NOT_SETTLED"


def known_age(snapshot: Snapshot, subject: SubjectId) -> KnownAge:
    """What is known of a person's age."""
    people = snapshot.people
    return KnownAge(people.requester(subject).age, people.disputed_from(subject), people.was_adult(subject))


def require_settled_age(snapshot: Snapshot, owner: SubjectId) -> None:
    """Refuses to end a freeze that a disputed age keeps up.

    Raises:
        AgeNotSettledError: the age is disputed.
    """
    if snapshot.people.disputed_from(owner) is not None:
        raise AgeNotSettledError(
            "Call AssertAge with the person's own assertion, or ask the operator to settle the age."
        )


def store_age(
    change: Change, subject: SubjectId, age: AgeClass, disputed_from: AgeClass | None, *, is_change: bool
) -> None:
    """Stores the age, and ends what rested on another one.

    is_change: ends what the person granted. A person who is no adult any more acts for no other person; a person who is
    no minor any more has no guardian.
    """
    transaction = change.transaction
    has_narrowed = age_narrows(transaction.people.requester(subject).age, age)
    transaction.people.set_age(subject, age.value, change.now_us)
    transaction.people.set_disputed_from(subject, disputed_from)
    if is_change:
        _end_all_that_was_granted(change, subject)
    if is_change or has_narrowed:
        transaction.epochs.bump_owner(subject)
    if has_narrowed:
        stop_wards(transaction, subject)
        end_delegations_to(change, subject)
    link = transaction.guardianships.at(subject)
    # A kept link would count again as soon as the app asserts MINOR again, without a guardian's new assertion.
    if link is not None and age is not AgeClass.MINOR:
        unlink(change, link)


def _end_all_that_was_granted(change: Change, owner: SubjectId) -> None:
    transaction = change.transaction
    transaction.grants.end_all(owner)
    for group in transaction.groups.of(owner):
        for grant in group.grants:
            transaction.groups.end_grant(grant)
    for delegation in transaction.delegations.of(owner):
        end_delegation_to(change, owner, delegation.delegate)
