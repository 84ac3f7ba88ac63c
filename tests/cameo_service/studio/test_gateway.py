import pytest

from cameo_service.studio.sign_in import DemoSignIn
from cameo_service.studio.visitors import SIGNED_IN_S
from tests.cameo_service.studio.running_studio import Browser, RunningStudio
from tests.cameo_service.usecases.world import SECOND_US, ToldClock

GRANT = {
    "grantee": {"external": {"issuer": "issuer", "sub": "bob"}},
    "modalities": ["MODALITY_FACE"],
    "uses": ["USE_PRIVATE"],
    "requestId": "grant",
}


def test_a_person_grants_sees_it_and_revokes_it(studio: RunningStudio, ada: Browser) -> None:
    studio.enrolling.enrolled()
    granted = ada.call("ConsentService/GrantAccess", GRANT)
    assert granted.status == 200, granted.body
    (grant,) = ada.call("ConsentService/GetConsent").said["grants"]
    revoke = {"grantee": {"subjectId": grant["granteeId"]}, "requestId": "revoke"}
    assert ada.call("ConsentService/RevokeAccess", revoke).said["endedGrantIds"] == [grant["grantId"]]
    assert "grants" not in ada.call("ConsentService/GetConsent").said


def test_a_person_reads_and_stops_nothing_of_another_person(studio: RunningStudio, ada: Browser) -> None:
    bob = {"subjectId": str(studio.world.people["bob"])}
    assert ada.call("ConsentService/GetConsent", {"owner": bob}).reason == (403, "NOT_THE_OWNER")
    freeze = {"owner": bob, "requestId": "freeze"}
    assert ada.call("ConsentService/FreezeLikeness", freeze).reason == (403, "NOT_THE_OWNER")


def test_a_refusal_of_the_service_keeps_its_reason(ada: Browser) -> None:
    audience = {"audience": "AUDIENCE_EVERYONE", "requestId": "wide"}
    assert ada.call("ConsentService/SetAudience", audience).reason == (409, "NOT_ENROLLED")


def test_nothing_is_called_without_a_sign_in(studio: RunningStudio) -> None:
    assert studio.browser().call("ConsentService/GetConsent").reason == (401, "NOT_SIGNED_IN")


def test_a_made_up_cookie_is_no_sign_in(studio: RunningStudio) -> None:
    browser = studio.browser()
    browser.cookies["cameo"] = "x" * 43
    assert browser.call("ConsentService/GetConsent").reason == (401, "NOT_SIGNED_IN")


def test_a_visit_ends(studio: RunningStudio, ada: Browser) -> None:
    studio.world.clock.now_us += round(SIGNED_IN_S * SECOND_US)
    assert ada.call("ConsentService/GetConsent").reason == (401, "NOT_SIGNED_IN")


def test_a_person_who_signed_out_is_out(ada: Browser) -> None:
    cookies = dict(ada.cookies)
    assert ada.post("/api/sign-out", {}).status == 200
    ada.cookies = cookies
    assert ada.call("ConsentService/GetConsent").reason == (401, "NOT_SIGNED_IN")


def test_each_sign_in_has_secrets_of_its_own(studio: RunningStudio, ada: Browser) -> None:
    again = studio.browser()
    again.sign_in("ada")
    assert (again.cookies, again.form_token) != (ada.cookies, ada.form_token)
    ada.form_token = again.form_token
    assert ada.call("ConsentService/GetConsent").reason == (403, "FORM_TOKEN_MISSING")


def test_only_people_of_the_demo_sign_in_by_name(studio: RunningStudio) -> None:
    answer = studio.browser().post("/api/sign-in", {"person": "mallory"})
    assert answer.reason == (403, "SIGN_IN_FAILED")


@pytest.mark.parametrize("key", ["", "another", None, 7])
def test_only_a_visitor_with_the_key_of_the_link_signs_in(key: object) -> None:
    demo = DemoSignIn(("ada",), ToldClock(), key="the key")
    assert not demo.opens_to("ada", key)
    assert demo.opens_to("ada", "the key")
    assert not demo.opens_to("mallory", "the key")


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://127.0.0.1:1", "http://localhost"])
def test_a_form_of_another_page_acts_on_nothing(ada: Browser, origin: str) -> None:
    answer = ada.post("/api/ConsentService/GetConsent", {}, origin=origin)
    assert answer.reason == (403, "ORIGIN_REFUSED")


@pytest.mark.parametrize("token", ["", "x"])
def test_a_page_without_the_form_token_acts_on_nothing(ada: Browser, token: str) -> None:
    ada.form_token = token
    assert ada.call("ConsentService/GetConsent").reason == (403, "FORM_TOKEN_MISSING")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1"])
def test_a_name_that_was_turned_to_this_machine_reaches_nothing(ada: Browser, host: str) -> None:
    assert ada.get("/api/me", host=host).reason == (421, "HOST_UNKNOWN")


@pytest.mark.parametrize(
    "method",
    [
        "ConsentService/AssertAge",
        "EnrollmentService/RecordEnrollment",
        "EnrollmentService/CreateInvitation",
        "OperatorService/FreezeEverything",
        "RenderService/CheckPrompt",
        "DelegationService/NameDelegate",
        "ConsentService/Nothing",
        "../me",
    ],
)
def test_what_is_not_a_persons_own_act_cannot_be_called(ada: Browser, method: str) -> None:
    assert ada.call(method).status in {404, 405}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'"text"',
        b"[" * 50_000,
        b'{"nothing": 1}',
        b'{"owner": {"subjectId": 7}}',
        b'{"owner": ' * 20 + b"1" + b"}" * 20,
    ],
)
def test_a_body_that_is_no_request_is_refused(ada: Browser, body: bytes) -> None:
    assert ada.post("/api/ConsentService/GetConsent", body).reason == (400, "BODY_MALFORMED")


def test_a_body_that_is_too_large_is_refused(ada: Browser) -> None:
    answer = ada.post("/api/ConsentService/GetConsent", b" " * (64 * 1024 + 1))
    assert answer.reason == (413, "BODY_TOO_LARGE")


def test_a_link_to_a_page_here_becomes_a_qr_code_and_no_other_one(ada: Browser) -> None:
    rows = ada.post("/api/qr", {"link": f"{ada.origin}/#phone/x"}).said["rows"]
    assert {len(row) for row in rows} == {len(rows)}
    assert set("".join(rows)) == {"0", "1"}
    for link in ("https://evil.example/#x", f"{ada.origin}.evil.example/#x", f"{ada.origin}/#{'x' * 1024}", 7, None):
        assert ada.post("/api/qr", {"link": link}).reason == (400, "BODY_MALFORMED")


def test_no_script_reads_the_cookie_and_no_other_site_sends_it(studio: RunningStudio) -> None:
    given = studio.browser().post("/api/sign-in", {"person": "ada"}).headers["set-cookie"].lower()
    assert "httponly" in given
    assert "samesite=lax" in given


@pytest.mark.parametrize("path", ["/", "/assets/index.js", "/api/me", "/nothing", "/api/ConsentService/GetConsent"])
def test_every_answer_forbids_what_is_inline_and_from_elsewhere(studio: RunningStudio, path: str) -> None:
    headers = studio.browser().get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_the_page_loads_nothing_from_elsewhere(studio: RunningStudio) -> None:
    page = studio.browser().get("/").body.decode()
    assert "/assets/index.js" in page
    assert "//" not in page.replace("<!doctype", "")
    assert "<style" not in page
    assert " style=" not in page


@pytest.mark.parametrize("path", ["/assets/../gateway.py", "/assets/%2e%2e/gateway.py", "/assets//etc/passwd"])
def test_no_other_file_is_served(studio: RunningStudio, path: str) -> None:
    assert studio.browser().get(path).status == 404


def test_a_visitor_learns_who_may_sign_in_and_nothing_else(studio: RunningStudio) -> None:
    assert studio.browser().get("/api/me").said == {"people": ["ada", "bob"], "signInAt": ""}
