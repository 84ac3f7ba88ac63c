from typing import Any

import pytest

from cameo_client.act_digest import act_digest
from cameo_client.decisions import deciding
from cameo_client.errors import RefusedError
from cameo_client.services.consent import ConsentClient
from tests.cameo_service.rpc.identity.secure_service import APP, CONSENT, SecureService
from tests.cameo_service.rpc.identity.small_issuer import DECIDE


def test_a_digest_names_one_call_alone() -> None:
    calls = [("app", "/a", b"b"), ("app", "/ab", b""), ("ap", "p/a", b"b"), ("app", "/a", b"c"), ("", "app/a", b"b")]
    assert len({act_digest(*call) for call in calls}) == len(calls)
    assert act_digest("app", "/a", b"b") == "X_0d9RQgk4PtipoQd2XFdGWO0VxZs1FiaUix8VxI930"


def test_each_call_carries_the_decision_for_itself(secure: SecureService) -> None:
    asked: list[str] = []

    def decide(digest: str) -> str:
        asked.append(digest)
        return secure.people.token("ada", DECIDE, cameo_act=digest)

    app = secure.connection(APP).acting_for(secure.asks("ada"))
    request = secure.grant("bob")
    with pytest.raises(RefusedError, match="TOKEN_AUDIENCE"):
        ConsentClient(app).grant_access(request)
    reply: Any = ConsentClient(deciding(app, "app", decide)).grant_access(request)
    assert reply.grant_id
    assert asked == [act_digest("app", CONSENT + "GrantAccess", request.SerializeToString())]


def test_a_person_who_does_not_decide_ends_the_call(secure: SecureService) -> None:
    def decide(digest: str) -> str:
        raise PermissionError(digest)

    with pytest.raises(PermissionError):
        ConsentClient(deciding(secure.connection(APP), "app", decide)).grant_access(secure.grant("bob"))
