"""The caller of a request: made once per call by the interceptor, handed to every use case."""

from dataclasses import dataclass
from enum import StrEnum

from consent.facts import Vouched
from consent.identity import SubjectId


class Role(StrEnum):
    """What kind of service calls. A person never calls directly; an app backend acts for them."""

    APP_BACKEND = "app_backend"
    GENERATION = "generation"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Caller:
    """A verified calling service and, where a valid assertion came with the call, the person it acts for.

    service_id: the workload identity, which is the audience and the holder of render grants.
    acting: the person the call is made for; None when the call carries no assertion.
    vouched: what the app says about that person's relationships; None when the call carries no credible statement.
    """

    service_id: str
    role: Role
    acting: SubjectId | None
    vouched: Vouched | None = None
