"""Over real gRPC with TLS and a caller file: sign in, allow with a decision, stop without one."""

from tests.cameo_service.rpc.identity.test_secure_story import may_render
from tests.cameo_service.studio.oidc.provider_studio import ProviderStudio, Traveller

GRANT = {
    "grantee": {"handle": "bob"},
    "modalities": ["MODALITY_FACE"],
    "uses": ["USE_PRIVATE"],
    "requestId": "grant",
}
REVOKE = {"grantee": {"handle": "bob"}, "requestId": "revoke"}


def test_a_person_signs_in_allows_with_a_decision_and_stops_without_one(studio: ProviderStudio, ada: Traveller) -> None:
    assert ada.get("/api/me").said["name"] == "Ada"
    assert not may_render(studio.service)
    granted = ada.decides("ConsentService/GrantAccess", GRANT)
    assert granted.status == 200, granted.body
    assert may_render(studio.service)
    asked_before = len(studio.provider.asked)
    assert ada.call("ConsentService/RevokeAccess", REVOKE).said["endedGrantIds"] == [granted.said["grantId"]]
    assert not may_render(studio.service)
    assert len(studio.provider.asked) == asked_before


def test_the_authorization_request_of_a_decision_is_bound_to_the_act(studio: ProviderStudio, ada: Traveller) -> None:
    digest = ada.call("ConsentService/GrantAccess", GRANT).said["act"]
    ada.go(f"/decide?act={digest}")
    ada.at_provider(ada.go(f"/decide?act={digest}"))
    request = studio.provider.asked[-1]
    assert (request["nonce"], request["max_age"], request["client_id"]) == (digest, "60", "decides")
    assert request["code_challenge_method"] == "S256"


def test_a_decision_is_good_for_its_own_act_alone(ada: Traveller) -> None:
    assert ada.decides("ConsentService/GrantAccess", GRANT).status == 200
    other = GRANT | {"uses": ["USE_PUBLISH"], "requestId": "other"}
    assert ada.call("ConsentService/GrantAccess", other).reason == (401, "DECISION_NEEDED")


def test_an_act_that_was_decided_and_is_sent_again_happens_once(ada: Traveller) -> None:
    granted = ada.decides("ConsentService/GrantAccess", GRANT).said
    assert ada.call("ConsentService/GrantAccess", GRANT).said == granted


def test_a_decision_ends_with_its_five_minutes(studio: ProviderStudio, ada: Traveller) -> None:
    ada.decides("ConsentService/GrantAccess", GRANT)
    studio.world.clock.now_us += 240 * 1_000_000
    assert ada.call("ConsentService/GrantAccess", GRANT).reason == (401, "DECISION_NEEDED")


def test_a_sign_in_is_renewed_without_the_person(studio: ProviderStudio, ada: Traveller) -> None:
    for _ in range(3):
        studio.world.clock.now_us += 290 * 1_000_000
        assert ada.call("ConsentService/GetConsent").status == 200
    assert len(studio.provider.asked) == 1


def test_a_sign_in_that_the_provider_ended_is_over(studio: ProviderStudio, ada: Traveller) -> None:
    studio.provider.renews = False
    studio.world.clock.now_us += 290 * 1_000_000
    assert ada.call("ConsentService/GetConsent").reason == (401, "NOT_SIGNED_IN")
    assert ada.get("/api/me").said == {"people": [], "signInAt": "/sign-in"}


def test_a_renewed_sign_in_is_about_the_same_person(studio: ProviderStudio, ada: Traveller) -> None:
    studio.provider.says = {"sub": "mallory"}
    studio.world.clock.now_us += 290 * 1_000_000
    assert ada.call("ConsentService/GetConsent").reason == (401, "NOT_SIGNED_IN")


def test_a_person_who_signs_out_ends_the_session_at_the_provider_too(studio: ProviderStudio, ada: Traveller) -> None:
    goes_to = ada.post("/api/sign-out", {}).said["goTo"]
    assert goes_to.startswith(f"{studio.provider.url}/leave?client_id=asks&post_logout_redirect_uri=")
    assert ada.call("ConsentService/GetConsent").reason == (401, "NOT_SIGNED_IN")
