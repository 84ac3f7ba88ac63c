import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameo_client.dev_assertion import dev_assertion, dev_relationships
from cameo_service.rpc.front.assertions import InsecureDevAssertions, InsecureDevRelationships
from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.errors import AssertionInvalidError
from cameo_service.usecases.acting.first_contact import FirstContact
from cameo_service.usecases.acting.meter import Meter
from consent.facts import MOST_MUTUALS, Vouched
from consent.identity import SubjectId
from tests.cameo_service.usecases.world import World

NOW_S = 1_800_000_000


CALLER = Caller("app", Role.APP_BACKEND, EVERY_ISSUER, None)


def verified(world: World, assertion: str) -> SubjectId:
    people = FirstContact(world.store, world.clock, world.ids, Meter(world.clock).admit)
    return InsecureDevAssertions(people, world.clock).verify(assertion, CALLER, None).person


def encoded(claims: object) -> str:
    return "dev." + base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()


def test_the_same_person_has_the_same_id_for_ever() -> None:
    world = World()
    assert verified(world, dev_assertion("idp", "ada", NOW_S + 1)) == verified(
        world, dev_assertion("idp", "ada", NOW_S + 9)
    )


def test_people_of_two_issuers_are_two_people() -> None:
    world = World()
    assert verified(world, dev_assertion("a", "ada", NOW_S + 1)) != verified(
        world, dev_assertion("b", "ada", NOW_S + 1)
    )


@pytest.mark.parametrize(
    "assertion",
    [
        dev_assertion("idp", "ada", NOW_S),
        dev_assertion("idp", "ada", NOW_S + 1, audience="another service"),
        dev_assertion("", "ada", NOW_S + 1),
        dev_assertion("idp", "a" * 257, NOW_S + 1),
        "jwt." + dev_assertion("idp", "ada", NOW_S + 1)[4:],
        "dev.",
        "dev.!!!",
        "dev." + "A" * 5000,
        encoded({"iss": "idp", "sub": "ada", "aud": "cameo", "exp": str(NOW_S + 1)}),
        encoded({"iss": "idp", "sub": "ada", "aud": "cameo", "exp": True}),
        encoded({"iss": "idp", "sub": 7, "aud": "cameo", "exp": NOW_S + 1}),
        encoded({"iss": "idp", "sub": "ada", "aud": "cameo"}),
        encoded({"iss": "idp", "sub": "half of a pair: \ud800", "aud": "cameo", "exp": NOW_S + 1}),
        encoded({"iss": "\udfff", "sub": "ada", "aud": "cameo", "exp": NOW_S + 1}),
        encoded(["idp"]),
        encoded("idp"),
    ],
)
def test_every_other_assertion_is_refused(assertion: str) -> None:
    with pytest.raises(AssertionInvalidError):
        verified(World(), assertion)


@given(st.text(max_size=200))
def test_no_text_raises_anything_else(text: str) -> None:
    for assertion in (text, "dev." + text, encoded(text)):
        with pytest.raises(AssertionInvalidError):
            verified(World(), assertion)


def test_a_relationship_assertion_says_who_and_when() -> None:
    said = InsecureDevRelationships().vouched(dev_relationships("idp", "bob", ["ada", "eve"], NOW_S), CALLER)
    assert said == Vouched("idp", "bob", frozenset({"ada", "eve"}), NOW_S * 1_000_000)


RELATIONSHIPS = {"iss": "idp", "requester": "bob", "mutuals": ["ada"], "aud": "cameo", "iat": NOW_S}


@pytest.mark.parametrize(
    "assertion",
    [
        "",
        "dev.",
        "dev.!!!",
        encoded(["iss"]),
        encoded(RELATIONSHIPS | {"aud": "another service"}),
        encoded(RELATIONSHIPS | {"iat": str(NOW_S)}),
        encoded(RELATIONSHIPS | {"iat": True}),
        encoded(RELATIONSHIPS | {"requester": ""}),
        encoded(RELATIONSHIPS | {"requester": "half of a pair: \ud800"}),
        encoded(RELATIONSHIPS | {"mutuals": ["\udfff"]}),
        encoded(RELATIONSHIPS | {"mutuals": "ada"}),
        encoded(RELATIONSHIPS | {"mutuals": None}),
        encoded(RELATIONSHIPS | {"mutuals": [7]}),
        encoded(RELATIONSHIPS | {"mutuals": [["ada"]]}),
        encoded(RELATIONSHIPS | {"mutuals": [f"friend {number}" for number in range(MOST_MUTUALS + 1)]}),
        encoded({key: value for key, value in RELATIONSHIPS.items() if key != "iat"}),
    ],
)
def test_a_relationship_assertion_that_cannot_be_believed_says_nothing(assertion: str) -> None:
    assert InsecureDevRelationships().vouched(assertion, CALLER) is None


@given(st.text() | st.binary().map(lambda raw: "dev." + base64.urlsafe_b64encode(raw).decode()))
def test_no_relationship_assertion_breaks_anything(assertion: str) -> None:
    assert InsecureDevRelationships().vouched(assertion, CALLER) is None
