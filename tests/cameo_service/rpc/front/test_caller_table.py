import pytest
from google.protobuf.descriptor import FileDescriptor

from cameo_client.pb.cameo.v1 import (
    access_service_pb2,
    appearance_service_pb2,
    consent_service_pb2,
    delegation_service_pb2,
    enrollment_service_pb2,
    erasure_service_pb2,
    event_service_pb2,
    group_service_pb2,
    guardian_service_pb2,
    held_render_service_pb2,
    history_service_pb2,
    operator_service_pb2,
    removal_service_pb2,
    render_service_pb2,
    restriction_service_pb2,
    review_service_pb2,
    revocation_service_pb2,
)
from cameo_service.rpc.front.caller_table import CALLER_TABLE, NARROWING_ACTS, Effect
from cameo_service.usecases.acting.caller import Role

FILES: tuple[FileDescriptor, ...] = (
    appearance_service_pb2.DESCRIPTOR,
    consent_service_pb2.DESCRIPTOR,
    enrollment_service_pb2.DESCRIPTOR,
    event_service_pb2.DESCRIPTOR,
    held_render_service_pb2.DESCRIPTOR,
    history_service_pb2.DESCRIPTOR,
    access_service_pb2.DESCRIPTOR,
    group_service_pb2.DESCRIPTOR,
    operator_service_pb2.DESCRIPTOR,
    erasure_service_pb2.DESCRIPTOR,
    removal_service_pb2.DESCRIPTOR,
    delegation_service_pb2.DESCRIPTOR,
    guardian_service_pb2.DESCRIPTOR,
    render_service_pb2.DESCRIPTOR,
    restriction_service_pb2.DESCRIPTOR,
    review_service_pb2.DESCRIPTOR,
    revocation_service_pb2.DESCRIPTOR,
)


def methods_of_the_contract() -> set[str]:
    return {
        f"/{service.full_name}/{method.name}"
        for file in FILES
        for service in file.services_by_name.values()
        for method in service.methods
    }


def test_the_table_has_a_row_for_every_method_and_no_other() -> None:
    assert set(CALLER_TABLE) == methods_of_the_contract()


def test_every_row_names_a_role() -> None:
    assert all(row.roles for row in CALLER_TABLE.values())


def test_only_app_backends_and_studios_act_for_people() -> None:
    acts = {method for method, row in CALLER_TABLE.items() if row.effect in {Effect.WIDENING, Effect.BY_VALUE}}
    assert acts
    assert all(CALLER_TABLE[method].roles <= {Role.APP_BACKEND, Role.STUDIO} for method in acts)


def test_a_studio_reaches_nothing_that_an_app_has_to_check_first() -> None:
    closed = {method for method, row in CALLER_TABLE.items() if row.roles == {Role.APP_BACKEND}}
    assert {method.rpartition("/")[2] for method in closed} == {
        "AcknowledgeTakedown",
        "AssertAge",
        "BecomeGuardian",
        "FileRemoval",
        "ListEvents",
        "NameDelegate",
    }


def test_only_a_recording_is_opened_by_a_token() -> None:
    opened = [method for method, row in CALLER_TABLE.items() if row.is_opened_by_token]
    assert opened == ["/cameo.v1.EnrollmentService/RecordEnrollment"]


def test_a_generation_service_reaches_renders_their_provenance_and_revocations_and_nothing_else() -> None:
    reached = {method for method, row in CALLER_TABLE.items() if Role.GENERATION in row.roles}
    services = ("/cameo.v1.RenderService/", "/cameo.v1.RevocationService/", "/cameo.v1.HistoryService/GetProvenance")
    assert reached == {method for method in CALLER_TABLE if method.startswith(services)}


def test_an_operator_takes_away_gives_back_what_it_took_and_never_widens() -> None:
    effects = {row.effect for row in CALLER_TABLE.values() if Role.OPERATOR in row.roles}
    assert effects <= {Effect.NARROWING, Effect.LIFTING, Effect.READ}
    lifting = [row.roles for row in CALLER_TABLE.values() if row.effect is Effect.LIFTING]
    assert lifting
    assert all(roles == {Role.OPERATOR} for roles in lifting)


def test_acts_of_people_and_operators_that_narrow_run_apart_and_fetches_do_not() -> None:
    assert {"/cameo.v1.ConsentService/RevokeAccess", "/cameo.v1.OperatorService/FreezeEverything"} <= NARROWING_ACTS
    assert "/cameo.v1.RenderService/FetchIdentityBundle" not in NARROWING_ACTS
    assert all(CALLER_TABLE[method].effect is Effect.NARROWING for method in NARROWING_ACTS)


def test_the_table_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        CALLER_TABLE["/cameo.v1.ConsentService/GrantAccess"] = CALLER_TABLE[  # type: ignore[index]
            "/cameo.v1.ConsentService/GetConsent"
        ]
