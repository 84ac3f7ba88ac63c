"""What begins no more once the service was told to stop, while what runs may end."""

from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.steps import Step
from cameo_service.usecases.acting.errors import ServiceStoppingError

_ENROLLMENT = "/cameo.v1.EnrollmentService/"
NOT_BEGUN = frozenset(
    {f"{_ENROLLMENT}{name}" for name in ("StartEnrollment", "StartOwnerVerification", "RecordEnrollment")}
)
"""What takes a person's time and could not end. All else is answered until the ports close, revocations before all."""


class StoppingStep(Step):
    """Refuses what is not begun any more, after `stop`. Another process serves it: the client asks again."""

    def __init__(self) -> None:
        self._is_stopping = False

    def stop(self) -> None:
        """From now on."""
        self._is_stopping = True

    def enter(self, call: Call) -> None:
        """Refuses it."""
        if self._is_stopping and call.method in NOT_BEGUN:
            raise ServiceStoppingError
