"""Three kinds of identity providers, over TLS: a person enrolls, grants and is revoked by the app, with each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cameo_client.connection import Connection
from cameo_client.decisions import deciding
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as enrollment_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_client.services.consent import ConsentClient
from cameo_client.services.enrollment import EnrollmentClient
from cameo_service.rpc.identity.identity import LOOK_S
from tests.cameo_service.rpc.authorisation.three_ports import ThreePorts
from tests.cameo_service.rpc.authorisation.whole_requests import Requests
from tests.cameo_service.rpc.identity.small_issuer import ASK, DECIDE, KeycloakLike, OpenIdProvider, SmallIssuer
from tests.cameo_service.rpc.test_enrollment import END, chunk, say
from tests.cameo_service.usecases.world import SECOND_US

PROVIDERS = {"its own": SmallIssuer, "plain OpenID Connect": OpenIdProvider, "Keycloak": KeycloakLike}
STEP_UP = {
    SmallIssuer: "",
    OpenIdProvider: "most_login_age_s = 120",
    KeycloakLike: 'most_login_age_s = 120\nacr = ["2"]',
}
"""Lines of the caller file about how the person must have signed in."""
URL = "https://id.example/realms/app"
BACKEND = "service-account-app"


class Deployed(ThreePorts):
    """One app, known by a token of its provider, and one person, gia, who is new here."""

    def __init__(self, folder: Path, kind: type[SmallIssuer]) -> None:
        super().__init__(folder)
        self.provider = kind(URL, self.now_s)
        (folder / "keys.json").write_bytes(self.provider.jwks)
        self.write(f"""
            audience = "cameo"
            [[issuer]]
            url = "{URL}"
            jwks_file = "keys.json"
            [issuer.people]
            ask_audience = "{ASK}"
            decide_audience = "{DECIDE}"
            binding = "{self.provider.binding}"
            {STEP_UP[kind]}
            [[caller]]
            id = "app"
            role = "app_backend"
            token = {{ issuer = "{URL}", sub = "{BACKEND}" }}
            people = ["{URL}"]
        """)
        self.world.clock.now_us += int(LOOK_S * SECOND_US)

    def app(self, port: int) -> Connection:
        target = f"127.0.0.1:{self.ports[port]}"
        return self.connection("proxy.example", token=self.provider.token(BACKEND), target=target)

    def gia(self, port: int = 0) -> Connection:
        return deciding(self.app(port), "app", lambda digest: self.provider.decision("gia", digest))


@pytest.fixture(params=list(PROVIDERS.values()), ids=list(PROVIDERS))
def deployed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployed]:
    running = Deployed(tmp_path, request.param)
    yield running
    running.stop()


def grant(request_id: str) -> pb.GrantAccessRequest:
    asked = pb.GrantAccessRequest(modalities=[terms.MODALITY_FACE], uses=[terms.USE_PRIVATE], request_id=request_id)
    asked.grantee.external.issuer, asked.grantee.external.sub = URL, "hal"
    return asked


def granted(deployed: Deployed) -> int:
    asking = deployed.app(0).acting_for(deployed.provider.signed_in("gia"))
    return len(ConsentClient(asking).get_consent(pb.GetConsentRequest()).grants)


def enrolled(deployed: Deployed) -> enrollment_pb.EnrollmentState:
    anyone = deployed.world.people["ada"]
    gia, whole = EnrollmentClient(deployed.gia(1)), Requests(URL, anyone, anyone, deployed.now_s)
    asked: enrollment_pb.StartEnrollmentRequest = whole.of(enrollment_pb.StartEnrollmentRequest.DESCRIPTOR)
    del asked.consent_record.purposes[:]
    for purpose in enrollment_pb.Purpose.values()[1:4]:
        asked.consent_record.purposes.add(purpose=purpose, granted=True)
    session_id = gia.start_enrollment(asked).session_id
    upload = enrollment_pb.Open(session_id=session_id, upload=enrollment_pb.UploadMode(prompts=[say("velvet monkey")]))
    *_, last = gia.record_enrollment([enrollment_pb.RecordEnrollmentRequest(open=upload), chunk(0), END])
    return last.verdict.state


def test_a_person_enrolls_and_grants_and_the_app_revokes(deployed: Deployed) -> None:
    assert enrolled(deployed) == enrollment_pb.ENROLLMENT_STATE_PASSED
    gia = ConsentClient(deployed.gia())
    ConsentClient(deployed.app(0).acting_for(deployed.provider.signed_in("hal"))).get_consent(pb.GetConsentRequest())
    gia.assert_age(pb.AssertAgeRequest(age=terms.AGE_CLASS_ADULT, request_id="age"))
    gia.grant_access(grant("one"))
    assert granted(deployed) == 1
    revoke = pb.RevokeAccessRequest(request_id="revoke")
    revoke.owner.external.issuer, revoke.owner.external.sub = URL, "gia"
    revoke.grantee.external.issuer, revoke.grantee.external.sub = URL, "hal"
    ConsentClient(deployed.app(0)).revoke_access(revoke)
    assert granted(deployed) == 0


def test_an_ordinary_sign_in_decides_nothing(deployed: Deployed) -> None:
    asking = deployed.app(0).acting_for(deployed.provider.signed_in("gia"))
    with pytest.raises(RefusedError, match="TOKEN_AUDIENCE"):
        ConsentClient(asking).grant_access(grant("one"))


def test_a_decision_for_one_act_is_none_for_another(deployed: Deployed) -> None:
    signed = deployed.provider.decision("gia", "the digest of another act")
    with pytest.raises(RefusedError, match="ASSERTION_NOT_FOR_THIS_ACT"):
        ConsentClient(deployed.app(0).acting_for(signed)).grant_access(grant("one"))
