"""What is refused only because there is no room for it now: it may be sent again, unchanged, and when is said."""

import math

from cameo_service.usecases.acting.errors import ConsentUseError


class BusyError(ConsentUseError):
    """The request is fine, and there is no room for it just now.

    retry_s: seconds after which it may be sent again, whole ones, so that they tell no more than that.
    """

    def __init__(self, message: str, retry_s: float) -> None:
        super().__init__(message)
        self.retry_s = max(math.ceil(retry_s), 1)


class QuotaExceededError(BusyError):
    """The calling service, or the person it acts for, has used up a quota.

    The message is the same for every quota, so that it says nothing about a person, known here or not.
    detail: which one, for the operator's log only.
    """

    code = "QUOTA_EXCEEDED"

    def __init__(self, retry_s: float, detail: str) -> None:
        super().__init__("A quota is used up: try again after the time that this reply names.", retry_s)
        self.detail = detail
