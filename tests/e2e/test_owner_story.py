"""Before Ada opens her likeness to everyone, she shows that she is there: over gRPC, live, as a rendered subject."""

import pytest

from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent_pb
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.cli import enroll
from tests.e2e import acts, takes
from tests.e2e.live_takes import Recorded, record_live
from tests.e2e.service_process import ServiceProcess

ADA, MALLORY = 1, 2
"""Seeds of rendered subjects; the first is who `takes.good` shows."""
STRANGER = 17
"""Drawn faces are more alike than those of people: 5 of 58 others lie further from the first than two people may."""


def verify(service: ServiceProcess, who: int, act: str) -> Recorded:
    """A rendered subject answers for ada's account. who: its seed."""
    client = service.streams.enrollment("ada")
    request = pb.StartOwnerVerificationRequest(act=f"OWNER_ACT_{act}", request_id=f"{who} {act}")
    started = client.start_owner_verification(request)
    return record_live(client, started.session_id, started.attempts_left, who)


def refused_reason(service: ServiceProcess) -> str:
    with pytest.raises(RefusedError) as caught:
        acts.set_audience(service, "ada", "EVERYONE")
    return caught.value.reason


def test_an_account_is_not_enough_to_open_a_likeness_to_everyone(service: ServiceProcess) -> None:
    acts.enrolled(service, "ada", takes.photo(ADA))
    assert refused_reason(service) == "OWNER_VERIFICATION_NEEDED"

    sold = verify(service, MALLORY, "WIDEN_TO_EVERYONE")
    assert sold.verdict.state == pb.ENROLLMENT_STATE_FAILED, sold.verdict
    assert [check.check for check in sold.verdict.checks if check.reason == "COULD_NOT_VERIFY"] == ["same_person"]
    assert refused_reason(service) == "OWNER_VERIFICATION_NEEDED"

    hers = verify(service, ADA, "WIDEN_TO_EVERYONE")
    assert hers.verdict.state == pb.ENROLLMENT_STATE_PASSED, hers.verdict
    assert hers.heard.count("prompt") == 3
    acts.set_audience(service, "ada", "EVERYONE")
    acts.set_audience(service, "ada", "ONLY_ME")
    assert refused_reason(service) == "OWNER_VERIFICATION_NEEDED"

    feed = service.checks.consent("ada").list_activity(consent_pb.ListActivityRequest(page_size=50)).activities
    told = [(line.kind, line.reason) for line in feed if line.kind.startswith("owner_")]
    # Each attempt that does not pass is told; on a busy machine the rendered owner may need more than one.
    assert told[0] == ("owner_verified", "WIDEN_TO_EVERYONE")
    assert set(told[1:]) == {("owner_not_verified", "WIDEN_TO_EVERYONE")}


def test_a_file_does_not_show_who_is_there(service: ServiceProcess) -> None:
    acts.introduce(service, "ada")
    client = service.streams.enrollment("ada")
    request = pb.StartOwnerVerificationRequest(act=pb.OWNER_ACT_ERASE, request_id="file")
    started = client.start_owner_verification(request)
    with pytest.raises(RefusedError, match="VERIFICATION_NOT_LIVE"):
        list(client.record_enrollment(enroll.upload_messages(started.session_id, takes.good(), takes.WHOLE)))


def test_an_unbound_likeness_cannot_be_opened_to_everyone(service: ServiceProcess) -> None:
    verdict = acts.enrolled(service, "una")
    assert verdict.record.identity == pb.IDENTITY_BINDING_UNBOUND
    with pytest.raises(RefusedError, match="AUDIENCE_ABOVE_CEILING"):
        acts.set_audience(service, "una", "EVERYONE")


def test_a_photo_of_another_person_is_refused(service: ServiceProcess) -> None:
    acts.introduce(service, "oda")
    verdict = acts.upload(service, "oda", takes.good(), takes.WHOLE, takes.photo(STRANGER))
    assert verdict.state == pb.ENROLLMENT_STATE_FAILED, verdict
    assert [(check.check, check.reason) for check in verdict.checks if check.reason] == [
        ("reference_photo", "COULD_NOT_VERIFY")
    ]
