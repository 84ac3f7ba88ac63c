"""What every act of an operator needs: that it is one, and why it is done."""

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import NotTheOperatorError, ReasonMissingError

LONGEST_REASON = 200


def require_operator(caller: Caller) -> None:
    """Refuses everybody else.

    Raises:
        NotTheOperatorError: the caller is no operator.
    """
    if caller.role is not Role.OPERATOR:
        raise NotTheOperatorError("Only an operator may do this.")


def require_reason(reason: str) -> None:
    """Refuses an act that nobody could account for later.

    Raises:
        ReasonMissingError: no reason, or one of more than 200 characters.
    """
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ReasonMissingError(f"Say why in 1 to {LONGEST_REASON} characters: it goes into the history.")
