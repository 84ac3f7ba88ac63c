"""Every method, by every kind of caller, with every kind of assertion: over TLS, as on a network."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor

from cameo_client.act_digest import act_digest
from scripts.authorisation_page import PAGE, page
from tests.cameo_service.rpc.authorisation.rules import METHODS, NAMES_ANOTHER_APP, OPEN, Sent, outcome
from tests.cameo_service.rpc.authorisation.three_ports import ROLES, ThreePorts, called
from tests.cameo_service.rpc.authorisation.whole_requests import Requests
from tests.cameo_service.rpc.front.test_caller_table import FILES, methods_of_the_contract
from tests.cameo_service.rpc.identity.small_issuer import ASK, DECIDE, SmallIssuer

CONTRACT: dict[str, MethodDescriptor] = {
    f"/{service.full_name}/{method.name}": method
    for file in FILES
    for service in file.services_by_name.values()
    for method in service.methods
}
CLOSED_BY_THE_DOOR = ("CALLER_", "ROLE_NOT_ALLOWED", "METHOD_NOT_OPEN", "TOKEN_", "ASSERTION_", "NOT_THE_OWNER")
NOT_WHOLE = (
    "FIELD_",
    "REQUEST_ID_MISSING",
    "REQUEST_LATE",
    "REQUEST_UNREADABLE",
    "INTERNAL",
    "UNIMPLEMENTED",
    "UNAVAILABLE",
)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreePorts]:
    running = ThreePorts(tmp_path_factory.mktemp("ports"))
    yield running
    running.stop()


class Sender:
    """One calling service, its own people, and those of another app."""

    def __init__(self, ports: ThreePorts, caller: str) -> None:
        self.ports, self.caller = ports, caller
        own = (ports.people, ("ada", "bob"), "cameo_act")
        others = (ports.others, ("eve", "fay"), "nonce")
        self.own, self.foreign = (others, own) if caller == "other app" else (own, others)

    def assertion(self, method: str, request: bytes, another: bytes, sent: Sent) -> str | None:
        if sent in {Sent.NOTHING, Sent.NAMING_ANOTHER_APP}:
            return None
        issuer, people, claim = self.foreign if sent is Sent.OF_ANOTHER_APP else self.own
        person = people[1] if sent is Sent.OF_ANOTHER_PERSON else people[0]
        if sent is Sent.ASK:
            return issuer.token(person, ASK)
        another_act = ANOTHER_ACT if method == ONE_ACT else ONE_ACT
        act = another_act if sent is Sent.FOR_ANOTHER_ACT else method
        by = "another service" if sent is Sent.OF_ANOTHER_CALLER else self.caller
        digest = act_digest(by, act, another if sent is Sent.FOR_ANOTHER_BODY else request)
        age_s = 400 if sent is Sent.EXPIRED else 0
        return decided(issuer, person, claim, digest, age_s)

    def named(self, sent: Sent) -> Requests:
        issuer, people, _ = self.foreign if sent in NAMES_ANOTHER_APP else self.own
        whose, another = (self.ports.world.people[name] for name in people)
        return Requests(issuer.url, whose, another, self.ports.now_s)


ONE_ACT, ANOTHER_ACT = "/cameo.v1.ConsentService/GrantAccess", "/cameo.v1.ConsentService/UnfreezeLikeness"


def decided(issuer: SmallIssuer, person: str, claim: str, digest: str, age_s: int) -> str:
    now_s = issuer.now_s
    said: dict[str, Any] = {"iat": now_s - age_s, "exp": now_s - age_s + 300, "auth_time": now_s, claim: digest}
    return issuer.token(person, DECIDE, **said)


def test_the_rules_have_a_line_for_every_method_and_no_other() -> None:
    assert set(METHODS) == methods_of_the_contract()


def test_the_page_shows_these_rules() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m scripts.authorisation_page"


@pytest.mark.parametrize("method", METHODS)
def test_each_caller_with_each_assertion_comes_to_what_the_rules_say(ports: ThreePorts, method: str) -> None:
    found, wanted = {}, {}
    for caller, role in ROLES.items():
        sender = Sender(ports, caller)
        for sent in Sent:
            wanted[caller, sent.value] = outcome(method, role, sent)
            found[caller, sent.value] = _tried(sender, method, sent)
    assert found == wanted


def _tried(sender: Sender, method: str, sent: Sent) -> str:
    """The code of one call; OPEN where the use case answered."""
    described, requests = CONTRACT[method], sender.named(sent)
    request = requests.of(described.input_type).SerializeToString()
    another = requests.of(described.input_type, "another act").SerializeToString() + b"\xf8\x07\x01"
    connection = sender.ports.to(sender.caller, described)
    with sender.ports.as_it_was():
        before = sender.ports.writes
        code = called(connection, described, request, sender.assertion(method, request, another, sent))
        assert not code.startswith(NOT_WHOLE), code
        if not code.startswith(CLOSED_BY_THE_DOOR) and code != "UNKNOWN_SUBJECT":
            return OPEN
        assert sender.ports.writes == before, f"{code}, and something was written"
        return code
