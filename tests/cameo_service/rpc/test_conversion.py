from uuid import UUID

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.pb.cameo.v1 import subject_pb2, terms_pb2
from cameo_service.rpc.consent import block_actor_from, grant_access_from, list_activity_from, set_audience_from
from cameo_service.rpc.conversion import FieldMalformedError, FieldMissingError, person_from, time_of
from cameo_service.rpc.render import check_from, presented_from
from cameo_service.usecases.acting.person import Account, Person
from consent.facts import DeclaredMedia
from consent.terms import Audience, Modality, Use

ADA = subject_pb2.SubjectRef(handle="ada")
ID = "0191d7a0-0000-7000-8000-000000000001"


def grantee(ref: subject_pb2.SubjectRef) -> Person:
    return person_from(consent.GrantAccessRequest(grantee=ref), "grantee")


def test_a_person_is_named_in_each_of_three_ways() -> None:
    assert grantee(ADA) == "ada"
    assert grantee(subject_pb2.SubjectRef(subject_id=ID)) == UUID(ID)
    external = subject_pb2.ExternalIdentity(issuer="idp", sub="1")
    assert grantee(subject_pb2.SubjectRef(external=external)) == Account("idp", "1")


@pytest.mark.parametrize("text", [ID.upper(), ID.replace("-", ""), "{" + ID + "}", "ada", ID + " "])
def test_an_id_has_one_spelling(text: str) -> None:
    with pytest.raises(FieldMalformedError):
        grantee(subject_pb2.SubjectRef(subject_id=text))


def test_an_account_without_issuer_is_malformed() -> None:
    with pytest.raises(FieldMalformedError):
        grantee(subject_pb2.SubjectRef(external=subject_pb2.ExternalIdentity(sub="1")))


def test_a_person_who_is_not_named_is_missing() -> None:
    with pytest.raises(FieldMissingError):
        person_from(consent.GrantAccessRequest(), "grantee")
    with pytest.raises(FieldMissingError):
        grantee(subject_pb2.SubjectRef())


def test_an_unset_audience_is_missing_and_never_nobody() -> None:
    with pytest.raises(FieldMissingError):
        set_audience_from(consent.SetAudienceRequest(request_id="r"))


def test_an_audience_of_another_version_is_malformed() -> None:
    request = consent.SetAudienceRequest(request_id="r")
    request.audience = 99  # type: ignore[assignment]
    with pytest.raises(FieldMalformedError):
        set_audience_from(request)


def test_every_audience_has_its_own_number() -> None:
    asked = [
        set_audience_from(consent.SetAudienceRequest(audience=name)).audience for name in terms_pb2.Audience.keys()[1:]
    ]
    assert asked == list(Audience)


def test_an_expiry_keeps_its_microseconds() -> None:
    request = consent.BlockActorRequest(actor=ADA, expire_time=Timestamp(seconds=5, nanos=7_999))
    assert block_actor_from(request).expires_us == 5_000_007
    assert block_actor_from(consent.BlockActorRequest(actor=ADA)).expires_us is None
    assert time_of(5_000_007) == Timestamp(seconds=5, nanos=7_000)


@pytest.mark.parametrize("time", [Timestamp(seconds=-1), Timestamp(nanos=-1), Timestamp(seconds=253_402_300_800)])
def test_a_time_outside_the_calendar_is_malformed(time: Timestamp) -> None:
    with pytest.raises(FieldMalformedError):
        block_actor_from(consent.BlockActorRequest(actor=ADA, expire_time=time))


def test_a_grant_names_what_and_what_for() -> None:
    request = consent.GrantAccessRequest(
        grantee=ADA, modalities=[terms_pb2.MODALITY_VOICE], uses=[terms_pb2.USE_AD, terms_pb2.USE_PRIVATE]
    )
    asked = grant_access_from(request)
    assert asked.modalities == {Modality.VOICE}
    assert asked.uses == {Use.AD, Use.PRIVATE}
    assert asked.provider is None


def test_a_page_size_below_zero_is_malformed() -> None:
    assert list_activity_from(consent.ListActivityRequest()).limit == 50
    with pytest.raises(FieldMalformedError):
        list_activity_from(consent.ListActivityRequest(page_size=-1))


def question() -> render.CheckPromptRequest:
    return render.CheckPromptRequest(
        prompt="p", job_id="j", modalities=[terms_pb2.MODALITY_FACE], use=terms_pb2.USE_PRIVATE
    )


def test_what_is_not_declared_about_an_upload_stays_unknown() -> None:
    request = question()
    request.uploads.add()
    request.uploads.add(shows_person=False)
    request.uploads.add(shows_person=True, screened=True)
    assert check_from(request).uploads == (
        DeclaredMedia(None, None),
        DeclaredMedia(False, None),  # noqa: FBT003 - the fields of the value
        DeclaredMedia(True, True),  # noqa: FBT003
    )


@pytest.mark.parametrize("field", ["modalities", "use"])
def test_a_check_without_a_required_field_is_refused(field: str) -> None:
    request = question()
    request.ClearField(field)
    with pytest.raises(FieldMissingError, match=field):
        check_from(request)


def test_a_flood_of_uploads_is_refused() -> None:
    request = question()
    for _ in range(65):
        request.uploads.add()
    with pytest.raises(FieldMalformedError):
        check_from(request)


def test_a_fetch_without_grant_is_refused() -> None:
    with pytest.raises(FieldMissingError, match="render_grant"):
        presented_from(render.FetchIdentityBundleRequest(job_id="j"))
