"""Names from the operator's side: which ones refuse prompts, and whose count without an enrollment."""

from dataclasses import dataclass

from cameo_service.usecases.acting.operator import require_operator, require_reason
from cameo_service.usecases.acting.person import Person, find
from cameo_service.usecases.acting.reads import View, rows_wanted
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.subjects import NameRow
from consent.identity import SubjectId


@dataclass(frozen=True, slots=True)
class ListNamesRequest:
    """`limit`: rows wanted, at most 200. `at_least`: a consistency token, or None."""

    limit: int
    at_least: str | None


@dataclass(frozen=True, slots=True)
class NamesListed:
    """Names, the one that refused the most prompts first. No prompt is kept."""

    rows: tuple[NameRow, ...]
    token: str


def list_names(view: View, request: ListNamesRequest) -> NamesListed:
    """Which names refuse how many prompts: one that refuses many prompts of many people is no name.

    Raises:
        NotTheOperatorError: the caller is not an operator.
    """
    require_operator(view.caller)
    return NamesListed(view.snapshot.names.most_refusing(rows_wanted(request.limit)), view.token)


@dataclass(frozen=True, slots=True)
class VouchForNamesRequest:
    """`reason`: 1 to 200 characters; the person reads it."""

    request_id: str
    subject: Person
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawVouchRequest:
    """As VouchForNamesRequest."""

    request_id: str
    subject: Person
    reason: str


@dataclass(frozen=True, slots=True)
class VouchChanged:
    """The person, and whether an operator vouches for their names from this revision on."""

    subject: SubjectId
    is_vouched: bool
    token: str


def vouch_for_names(change: Change, request: VouchForNamesRequest) -> VouchChanged:
    """Lets a person's names, later ones too, refuse prompts of others although they have no enrollment.

    Raises:
        NotTheOperatorError: the caller is not an operator.
        ReasonMissingError: no usable reason.
        UnknownSubjectError: no person has that name.
    """
    return _set(change, request.subject, request.reason, vouched=True)


def withdraw_vouch(change: Change, request: WithdrawVouchRequest) -> VouchChanged:
    """Takes the operator's own word back. The names of an enrolled person count all the same.

    Raises:
        NotTheOperatorError, ReasonMissingError, UnknownSubjectError: as `vouch_for_names`.
    """
    return _set(change, request.subject, request.reason, vouched=False)


def _set(change: Change, person: Person, reason: str, *, vouched: bool) -> VouchChanged:
    require_operator(change.caller)
    require_reason(reason)
    subject = find(change.transaction, person)
    change.transaction.names.set_vouched(subject, vouched=vouched)
    kind = ActivityKind.NAMES_VOUCHED if vouched else ActivityKind.VOUCH_WITHDRAWN
    change.record(subject, kind, reason=reason)
    return VouchChanged(subject, is_vouched=vouched, token=change.token)
