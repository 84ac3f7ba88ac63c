"""What every act of an operator needs: the operator's role and a reason."""

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import NotTheOperatorError, ReasonMissingError

LONGEST_REASON = 200
"""Characters."""


def require_operator(caller: Caller) -> None:
    """Refuses callers of every other role.

    Raises:
        NotTheOperatorError: the caller is no operator.
    """
    if caller.role is not Role.OPERATOR:
        raise NotTheOperatorError("Call as an operator: no other role may do this.")


def require_reason(reason: str) -> None:
    """Refuses an act without a reason that can be read later.

    Raises:
        ReasonMissingError: no reason, or one of more than 200 characters.
    """
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ReasonMissingError(f"Give a reason of 1 to {LONGEST_REASON} characters: it goes into the history.")
