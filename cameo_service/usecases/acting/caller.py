"""The caller of a request: made once per call by the interceptor, handed to every use case."""

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from cameo_service.usecases.acting.quotas import DEFAULT_QUOTAS, Quotas
from consent.facts import Vouched
from consent.identity import SubjectId


class Role(StrEnum):
    """What kind of service calls. A person never calls directly; an app backend or a studio acts for them."""

    APP_BACKEND = "app_backend"
    GENERATION = "generation"
    OPERATOR = "operator"
    STUDIO = "studio"
    """Serves web pages to people. It does what the person of the call's assertion may, and nothing without one."""

    @property
    def acts_for_people(self) -> bool:
        """Whether calls may be made for an owner."""
        return self in {Role.APP_BACKEND, Role.STUDIO}


class _EveryIssuer:
    def __contains__(self, issuer: object) -> bool:
        return True


EVERY_ISSUER: Container[str] = _EveryIssuer()
"""For callers that name themselves, in development alone."""
NO_ISSUER: Container[str] = frozenset()
"""For callers that act for no person."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified calling service and, where a valid assertion came with the call, the person it acts for.

    service_id: the workload identity, which is the audience and the holder of render grants.
    issuers: identity providers whose people it may act for, and read about.
    acting: the person the call is made for; None when the call carries no assertion.
    vouched: what the app says about that person's relationships; None when the call carries no credible statement.
    quotas: how much the service may ask for.
    takes_away: whether this call only narrows what is allowed.
    is_asking: whether the person's assertion says only who asks: it is no decision for this call, and widens nothing.
    """

    service_id: str
    role: Role
    issuers: Container[str]
    acting: SubjectId | None
    vouched: Vouched | None = None
    quotas: Quotas = DEFAULT_QUOTAS
    takes_away: bool = False
    is_asking: bool = False
