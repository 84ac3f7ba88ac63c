"""The service is killed between steps and between messages; what was acknowledged stands, the rest left a state."""

import pytest

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from tests.e2e import acts
from tests.e2e.killed_stream import KilledStream, Moment
from tests.e2e.service_process import ServiceProcess

PROMPT = "@ada plays trumpet among zebras"


@pytest.mark.parametrize(("moment", "attempts_left"), [(Moment.READY, {2}), (Moment.END, {2, 3})])
def test_a_recording_that_was_cut_by_a_kill_is_abandoned(
    service: ServiceProcess, moment: Moment, attempts_left: set[int]
) -> None:
    """A recording that had come whole when the service died costs nothing; whether it had is the kill's race."""
    acts.introduce(service, "eve")
    cut = KilledStream(service, "eve").cut(moment)
    session = acts.session(service.start(), "eve", cut)
    assert session.state == pb.ENROLLMENT_STATE_ABANDONED
    assert session.attempts_left in attempts_left


def test_enroll_grant_check_revoke_check_with_a_kill_between(service: ServiceProcess) -> None:
    acts.introduce(service, "ada", "ben")
    acts.enrolled(service, "ada")
    acts.set_audience(service, "ada", "APPROVED")
    acts.grant(service, "ada", "ben")
    service.restart()
    assert acts.is_allowed(service, "ben", PROMPT)
    acts.revoke(service, "ada", "ben")
    service.restart()
    assert not acts.is_allowed(service, "ben", PROMPT)
    assert acts.is_allowed(service, "ada", PROMPT)
