"""Real gRPC over TLS: who is let in, what an assertion decides, and what a changed file changes."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import grpc
import pytest

from cameo_client.act_digest import act_digest
from cameo_client.connection import Connection
from cameo_client.errors import RefusedError
from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb
from cameo_client.pb.cameo.v1 import event_service_pb2 as event_pb
from cameo_client.pb.cameo.v1 import operator_service_pb2 as operator_pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render_pb
from cameo_client.pb.cameo.v1 import terms_pb2 as terms
from cameo_client.services.consent import ConsentClient
from cameo_client.services.event import EventClient
from cameo_client.services.operator import OperatorClient
from cameo_client.services.render import RenderClient
from cameo_service.rpc.identity.identity import LOOK_S
from tests.cameo_service.rpc.identity.certificates import TODAY, Authority
from tests.cameo_service.rpc.identity.secure_service import (
    APP,
    CALLERS,
    CONSENT,
    OPERATOR,
    OTHER_APP,
    STUDIO,
    SecureService,
)
from tests.cameo_service.rpc.identity.small_issuer import ASK, DECIDE, SmallIssuer
from tests.cameo_service.usecases.world import SECOND_US


def reason(call: Callable[[], Any]) -> str:
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value.reason or caught.value.status.name


def granted(secure: SecureService, connection: Connection, assertion: str, grantee: str = "bob") -> Any:
    return ConsentClient(connection.acting_for(assertion)).grant_access(secure.grant(grantee))


def revoked(secure: SecureService, connection: Connection, request_id: str = "revoke") -> Any:
    request = pb.RevokeAccessRequest(request_id=request_id)
    request.owner.subject_id = str(secure.world.people["ada"])
    request.grantee.subject_id = str(secure.world.people["bob"])
    return ConsentClient(connection).revoke_access(request)


def may_render(secure: SecureService) -> bool:
    request = render_pb.CheckPromptRequest(
        prompt="let @ada dance", modalities=[terms.MODALITY_FACE], use=terms.USE_PRIVATE, job_id="job"
    )
    request.requester_assertion = secure.asks("bob")
    request.class_labels.classifier = "classifier"
    reply = RenderClient(secure.connection(STUDIO)).check_prompt(request)
    return bool(reply.render_grant)


def test_a_person_grants_a_studio_renders_and_an_app_revokes(secure: SecureService) -> None:
    app = secure.connection(APP)
    granted(secure, app, secure.decides("ada", CONSENT + "GrantAccess", secure.grant("bob")))
    assert may_render(secure)
    revoked(secure, app)
    assert not may_render(secure)
    stop = operator_pb.FreezeEverythingRequest(request_id="stop", reason="an incident")
    OperatorClient(secure.connection(OPERATOR)).freeze_everything(stop)
    assert reason(lambda: revoked(secure, secure.connection(OPERATOR), "again")) == "ROLE_NOT_ALLOWED"


def test_a_token_opens_what_its_certificate_does(secure: SecureService) -> None:
    token = secure.people.token("the app")
    revoked(secure, secure.connection("proxy.example", token=token))
    assert reason(lambda: revoked(secure, secure.connection("proxy.example"))) == "CALLER_UNKNOWN"


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (lambda issuer: issuer.token("a stranger"), "CALLER_UNKNOWN"),
        (lambda issuer: issuer.token("the app", "another service"), "TOKEN_AUDIENCE"),
        (lambda issuer: issuer.token("the app", DECIDE), "TOKEN_AUDIENCE"),
        (lambda issuer: issuer.token("the app", iss="https://id.example/unknown"), "TOKEN_ISSUER"),
        (lambda issuer: issuer.token("the app", iat=1, exp=2), "TOKEN_EXPIRED"),
        (lambda issuer: issuer.token("the app", iat=issuer.now_s + 900), "TOKEN_FROM_THE_FUTURE"),
        (lambda issuer: issuer.token("the app", exp=issuer.now_s + 3_000_000_000), "TOKEN_TOO_LONG"),
        (lambda issuer: issuer.token("the app", header={"kid": "other"}), "TOKEN_KEY_UNKNOWN"),
        (lambda issuer: SmallIssuer(issuer.url, issuer.now_s).token("the app"), "TOKEN_SIGNATURE"),
        (lambda _: "eyJhbGciOiJub25lIn0.e30.", "TOKEN_MALFORMED"),
    ],
)
def test_a_wrong_token_opens_nothing(secure: SecureService, token: Callable[[SmallIssuer], str], expected: str) -> None:
    connection = secure.connection("proxy.example", token=token(secure.people))
    assert reason(lambda: revoked(secure, connection)) == expected


def test_a_token_and_the_certificate_of_another_caller_open_nothing(secure: SecureService) -> None:
    connection = secure.connection(OTHER_APP, token=secure.people.token("the app"))
    assert reason(lambda: revoked(secure, connection)) == "CALLER_AMBIGUOUS"


def test_a_certificate_with_two_names_and_a_call_with_two_tokens_open_nothing(secure: SecureService) -> None:
    assert reason(lambda: revoked(secure, secure.connection(APP, OTHER_APP))) == "CALLER_AMBIGUOUS"
    token = ("authorization", f"Bearer {secure.people.token('the app')}")
    twice = Connection(secure.connection("proxy.example").channel, (token, token))
    assert reason(lambda: revoked(secure, twice)) == "CALLER_AMBIGUOUS"


def test_a_connection_without_a_certificate_of_the_authority_is_none(secure: SecureService) -> None:
    expired = secure.authority.issue(APP, ends=TODAY - timedelta(days=1))
    of_another = Authority().issue(APP)
    for certificate in (expired, of_another):
        connection = secure.connection(certificate=certificate)
        assert reason(partial(revoked, secure, connection)) == "UNAVAILABLE"
    with grpc.insecure_channel(secure.target) as plain:
        assert reason(lambda: revoked(secure, Connection(plain))) == "UNAVAILABLE"


def test_development_identities_mean_nothing_here(secure: SecureService) -> None:
    dev = (("cameo-dev-service", "app"), ("cameo-dev-role", "app_backend"))
    connection = Connection(secure.connection("stranger.example").channel, dev)
    assert reason(lambda: revoked(secure, connection)) == "CALLER_UNKNOWN"
    assert reason(lambda: granted(secure, secure.connection(APP), "dev.e30")) == "TOKEN_MALFORMED"


def test_a_decision_counts_for_its_own_call_alone(secure: SecureService) -> None:
    app, request = secure.connection(APP), secure.grant("bob")
    method = CONSENT + "GrantAccess"
    for assertion in (
        secure.decides("ada", CONSENT + "UnfreezeLikeness", request),
        secure.decides("ada", method, secure.grant("cyd")),
        secure.decides("ada", method, secure.grant("bob", "another request")),
        secure.decides("ada", method, request, service_id="other app"),
        secure.decides("ada", method, request, cameo_act=None),
        secure.decides("ada", method, request, cameo_act=["a"]),
    ):
        assert reason(partial(granted, secure, app, assertion)) == "ASSERTION_NOT_FOR_THIS_ACT"
    assert reason(lambda: granted(secure, app, secure.asks("ada"))) == "TOKEN_AUDIENCE"
    assert not may_render(secure)


def test_a_replayed_decision_repeats_the_first_reply_and_opens_nothing_again(secure: SecureService) -> None:
    app = secure.connection(APP)
    decision = secure.decides("ada", CONSENT + "GrantAccess", secure.grant("bob"))
    first = granted(secure, app, decision)
    revoked(secure, app)
    assert granted(secure, app, decision) == first
    assert not may_render(secure)


def test_an_assertion_ends_after_five_minutes_whatever_it_says(secure: SecureService) -> None:
    method, request = CONSENT + "GrantAccess", secure.grant("bob")
    assertion = secure.decides("ada", method, request, iat=secure.now_s - 361, exp=secure.now_s + 3_000_000_000)
    assert reason(lambda: granted(secure, secure.connection(APP), assertion)) == "TOKEN_EXPIRED"


def test_an_app_acts_for_the_people_of_its_own_issuers_alone(secure: SecureService) -> None:
    other = secure.connection(OTHER_APP)
    decision = secure.decides("ada", CONSENT + "GrantAccess", secure.grant("bob"), service_id="other app")
    assert reason(lambda: granted(secure, other, decision)) == "TOKEN_ISSUER"
    assert reason(lambda: revoked(secure, other)) == "UNKNOWN_SUBJECT"
    named = pb.GetConsentRequest()
    named.owner.subject_id = str(secure.world.people["ada"])
    assert reason(lambda: ConsentClient(other).get_consent(named)) == "UNKNOWN_SUBJECT"


def test_a_provider_that_signs_no_act_binds_by_nonce_and_by_a_recent_sign_in(secure: SecureService) -> None:

    other, request = secure.connection(OTHER_APP), pb.AssertAgeRequest(age=terms.AGE_CLASS_ADULT, request_id="age")
    nonce = act_digest("other app", CONSENT + "AssertAge", request.SerializeToString())

    def asserted(**claims: Any) -> Any:
        assertion = secure.others.token("eve", DECIDE, **claims)
        return ConsentClient(other.acting_for(assertion)).assert_age(request)

    assert reason(lambda: asserted(nonce=nonce)) == "ASSERTION_LOGIN_TOO_OLD"
    assert reason(lambda: asserted(nonce=nonce, auth_time=secure.now_s - 181)) == "ASSERTION_LOGIN_TOO_OLD"
    assert reason(lambda: asserted(cameo_act=nonce, auth_time=secure.now_s)) == "ASSERTION_NOT_FOR_THIS_ACT"
    asserted(nonce=nonce, auth_time=secure.now_s - 100)


def test_new_keys_and_callers_count_without_a_restart_and_a_wrong_file_changes_nothing(secure: SecureService) -> None:
    app = secure.connection(APP)
    secure.people.rotate("two")
    secure.publish_keys()
    decision = secure.decides("ada", CONSENT + "GrantAccess", secure.grant("bob"))
    assert reason(lambda: granted(secure, app, decision)) == "TOKEN_KEY_UNKNOWN"
    secure.world.clock.now_us += int(LOOK_S * SECOND_US)
    granted(secure, app, decision)
    secure.write(CALLERS.replace("audience", "audiense"))
    secure.world.clock.now_us += int(LOOK_S * SECOND_US)
    revoked(secure, app)
    secure.write(CALLERS.replace(f'certificate = "{APP}"', ""))
    secure.world.clock.now_us += int(LOOK_S * SECOND_US)
    assert reason(lambda: revoked(secure, app, "again")) == "CALLER_UNKNOWN"


def test_a_new_certificate_counts_for_new_connections_and_a_wrong_one_changes_nothing(secure: SecureService) -> None:
    before = secure.connection(APP)
    revoked(secure, before, "one")
    (secure.folder / "server.key").write_bytes(b"half a key")
    revoked(secure, secure.connection(APP), "two")
    old, secure.authority = secure.authority, Authority()
    secure.certify()
    revoked(secure, secure.connection(APP), "three")
    revoked(secure, before, "four")
    trusting_the_new = secure.connection(certificate=old.issue(APP))
    assert reason(lambda: revoked(secure, trusting_the_new, "five")) == "UNAVAILABLE"


def test_an_app_hears_of_its_own_people_alone(secure: SecureService) -> None:
    revoked(secure, secure.connection(APP))

    def heard(name: str) -> set[str]:
        events = EventClient(secure.connection(name)).list_events(event_pb.ListEventsRequest()).events
        return {event.owner_id for event in events}

    assert heard(APP) == {str(secure.world.people["ada"]), str(secure.world.people["bob"])}
    assert heard(OTHER_APP) == set()


def test_what_decides_for_one_issuer_does_not_decide_for_another(secure: SecureService) -> None:
    of_others = f'people = {{ ask_audience = "{ASK}", decide_audience = "{DECIDE}", binding'
    assert of_others in CALLERS
    secure.write(
        CALLERS.replace(of_others, f'people = {{ ask_audience = "others ask", decide_audience = "{ASK}", binding')
    )
    secure.world.clock.now_us += int(LOOK_S * SECOND_US)
    assert reason(lambda: granted(secure, secure.connection(APP), secure.asks("ada"))) == "TOKEN_AUDIENCE"
