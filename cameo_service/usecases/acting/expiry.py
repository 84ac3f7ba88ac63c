"""When a grant, a block or the act of a stand-in may end."""

from cameo_service.usecases.acting.errors import ExpiryInThePastError, ExpiryTooFarError
from consent.grants import LONGEST_GRANT_US


def require_expiry(expires_us: int | None, now_us: int) -> None:
    """Refuses an end outside the next ten years. None never ends.

    Raises:
        ExpiryInThePastError: not after now.
        ExpiryTooFarError: more than ten years ahead.
    """
    if expires_us is None:
        return
    if expires_us <= now_us:
        raise ExpiryInThePastError("Choose an expiry after now.")
    if expires_us > now_us + LONGEST_GRANT_US:
        raise ExpiryTooFarError("Choose an expiry at most ten years ahead, or none.")
