"""What is begun no more once the service was told to stop, and what is answered to the end."""

import pytest

from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.caller_table import CALLER_TABLE, NARROWING_ACTS
from cameo_service.rpc.front.stopping import NOT_BEGUN, StoppingStep
from cameo_service.usecases.acting.errors import ServiceStoppingError


def test_before_the_signal_everything_begins() -> None:
    for method in CALLER_TABLE:
        StoppingStep().enter(Call(method))


def test_after_the_signal_no_session_and_no_recording_begins_and_all_else_is_answered() -> None:
    step, refused = StoppingStep(), set()
    step.stop()
    for method in CALLER_TABLE:
        try:
            step.enter(Call(method))
        except ServiceStoppingError:
            refused.add(method.rpartition("/")[2])
    assert refused == {"StartEnrollment", "StartOwnerVerification", "RecordEnrollment"}


@pytest.mark.parametrize("method", sorted(NARROWING_ACTS))
def test_what_takes_consent_away_is_answered_to_the_end(method: str) -> None:
    assert method not in NOT_BEGUN
