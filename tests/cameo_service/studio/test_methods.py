from cameo_service.rpc.front.caller_table import CALLER_TABLE
from cameo_service.studio.methods import METHODS
from cameo_service.usecases.acting.caller import Role


def test_pages_reach_what_the_caller_table_opens_to_a_studio_and_nothing_else() -> None:
    open_to_it = {method for method, row in CALLER_TABLE.items() if Role.STUDIO in row.roles}
    reached = {method.full_name for method in METHODS.values()}
    assert open_to_it - reached == {
        "/cameo.v1.EnrollmentService/RecordEnrollment",
        # An export is a file, and a page of it is larger than a page shows.
    }
    assert reached < open_to_it


def test_what_needs_the_persons_decision_is_known_before_the_call() -> None:
    assert METHODS["ConsentService/GrantAccess"].needs_decision
    assert METHODS["ConsentService/SetAudience"].may_need_decision
    assert not METHODS["ConsentService/SetAudience"].needs_decision
    assert METHODS["EnrollmentService/MintCaptureToken"].needs_decision
    assert not METHODS["ConsentService/RevokeAccess"].needs_decision
    assert not METHODS["ConsentService/GetConsent"].needs_decision


def test_only_enrollment_stands_on_the_port_of_recordings() -> None:
    on_it = {name.partition("/")[0] for name, method in METHODS.items() if method.is_on_stream_port}
    assert on_it == {"EnrollmentService"}
