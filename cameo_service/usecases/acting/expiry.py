"""When a grant or block may end."""

from cameo_service.usecases.acting.errors import ExpiryInThePastError, ExpiryTooFarError

LONGEST_US = 10 * 366 * 24 * 60 * 60 * 1_000_000
"""Ten years of the longest kind."""


def require_expiry(expires_us: int | None, now_us: int) -> None:
    """None never ends.

    Raises:
        ExpiryInThePastError: not after now.
        ExpiryTooFarError: more than ten years ahead.
    """
    if expires_us is None:
        return
    if expires_us <= now_us:
        raise ExpiryInThePastError("Choose an expiry after now.")
    if expires_us > now_us + LONGEST_US:
        raise ExpiryTooFarError("Choose an expiry at most ten years ahead, or none.")
