"""What comes back from the provider and is not the answer to a journey of this browser: refused by name."""

from typing import Any
from urllib.parse import urlencode

import pytest

from cameo_service.studio.oidc.journeys import JOURNEY_S
from consent.content_classes import CHOOSABLE
from consent.terms import Audience
from tests.cameo_service.rpc.identity.small_issuer import OpenIdProvider
from tests.cameo_service.studio.oidc.provider_studio import ProviderStudio, Traveller, asked
from tests.cameo_service.studio.oidc.test_provider_story import GRANT
from tests.cameo_service.usecases.world import SECOND_US

ALL_DENIED = {"deniedClasses": [f"CONTENT_CLASS_{one.name}" for one in sorted(CHOOSABLE)]}
ZEBRA = ALL_DENIED | {"bannedWords": ["zebra"]}
BY_VALUE = [
    ("ConsentService/SetAudience", {"audience": "AUDIENCE_NOBODY"}, {"audience": "AUDIENCE_APPROVED"}),
    ("RestrictionService/SetRestrictions", {"restrictions": ZEBRA}, {"restrictions": ALL_DENIED}),
    ("RestrictionService/SetNames", {"names": ["Ada Lovelace"]}, {"names": []}),
    ("HeldRenderService/SetAsking", {"eachTime": True}, {"eachTime": False}),
]
"""Methods that take away or give, as a value compares with what is stored: one that takes away, one that gives."""


def refused(code: str) -> str:
    return f"/?refused={code}#likeness"


def is_signed_in(browser: Traveller) -> bool:
    return "sub" in browser.get("/api/me").said


def test_a_state_that_the_studio_did_not_give_is_refused(browser: Traveller) -> None:
    back = browser.at_provider(browser.go("/sign-in"))
    wrong = back.replace("state=", "state=x")
    assert browser.get(wrong).headers["location"] == refused("STATE_UNKNOWN")
    assert not is_signed_in(browser)


def test_what_another_browser_began_is_refused(studio: ProviderStudio, browser: Traveller) -> None:
    """A link that signs a person in as another one: the other one made it."""
    mallory = studio.browser()
    studio.provider.person = "mallory"
    link = mallory.at_provider(mallory.go("/sign-in"))
    browser.go("/sign-in")
    assert browser.get(link).headers["location"] == refused("STATE_UNKNOWN")
    assert studio.browser().get(link).headers["location"] == refused("STATE_UNKNOWN")
    assert not is_signed_in(browser)


def test_a_way_back_is_gone_once(studio: ProviderStudio, browser: Traveller) -> None:
    back = browser.at_provider(browser.go("/sign-in"))
    assert browser.get(back).headers["location"] == "/#likeness"
    assert browser.get(back).headers["location"] == refused("STATE_UNKNOWN")
    assert studio.provider.token_calls == 1


def test_a_code_that_was_used_is_refused(browser: Traveller) -> None:
    first = browser.at_provider(browser.go("/sign-in"))
    code = first.partition("code=")[2].partition("&")[0]
    browser.get(first)
    state = asked(browser.go("/sign-in"))["state"]
    again = f"/signed-in?{urlencode({'code': code, 'state': state})}"
    assert browser.get(again).headers["location"] == refused("CODE_REFUSED")


def test_a_code_that_another_browser_got_is_refused(studio: ProviderStudio, browser: Traveller) -> None:
    """Stolen on its way back: without the verifier of the browser that began, it is worth nothing."""
    stolen = studio.browser()
    code = stolen.at_provider(stolen.go("/sign-in")).partition("code=")[2].partition("&")[0]
    state = asked(browser.go("/sign-in"))["state"]
    brought = f"/signed-in?{urlencode({'code': code, 'state': state})}"
    assert browser.get(brought).headers["location"] == refused("CODE_REFUSED")
    assert not is_signed_in(browser)


def test_a_way_that_took_too_long_is_over(studio: ProviderStudio, browser: Traveller) -> None:
    back = browser.at_provider(browser.go("/sign-in"))
    studio.world.clock.now_us += round(JOURNEY_S * SECOND_US)
    assert browser.get(back).headers["location"] == refused("STATE_UNKNOWN")


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ({"nonce": "another"}, "NONCE_WRONG"),
        ({"nonce": None}, "NONCE_WRONG"),
        ({"nonce": 7}, "NONCE_WRONG"),
        ({"iss": "https://evil.example"}, "TOKEN_ISSUER"),
        ({"aud": "another client"}, "TOKEN_AUDIENCE"),
        ({"aud": "decides"}, "TOKEN_AUDIENCE"),
        ({"aud": ["asks", "another client"], "azp": "another client"}, "TOKEN_AUDIENCE"),
        ({"exp": 1}, "TOKEN_EXPIRED"),
        ({"iat": 1 << 35}, "TOKEN_FROM_THE_FUTURE"),
        ({"sub": None}, "TOKEN_MALFORMED"),
    ],
)
def test_an_id_token_that_is_not_the_answer_signs_no_person_in(
    studio: ProviderStudio, browser: Traveller, says: dict[str, Any], code: str
) -> None:
    studio.provider.says = says
    assert browser.travel("/sign-in") == refused(code)
    assert not is_signed_in(browser)


def test_a_token_with_a_key_of_another_issuer_is_refused(studio: ProviderStudio, browser: Traveller) -> None:
    assert browser.travel("/sign-in") == "/#likeness"
    other = OpenIdProvider(studio.provider.url, studio.provider.now_s)
    studio.provider._key = other._key
    stranger = studio.browser()
    assert stranger.travel("/sign-in") == refused("TOKEN_SIGNATURE")


def test_a_key_that_the_provider_changed_is_found(studio: ProviderStudio, browser: Traveller) -> None:
    browser.travel("/sign-in")
    studio.provider.rotate("two")
    studio.world.clock.now_us += 10 * SECOND_US
    assert studio.browser().travel("/sign-in") == "/#likeness"


def test_made_up_key_names_are_not_looked_for_again_and_again(studio: ProviderStudio, browser: Traveller) -> None:
    browser.travel("/sign-in")
    studio.provider.rotate("two")
    assert studio.browser().travel("/sign-in") == refused("TOKEN_KEY_UNKNOWN")


@pytest.mark.parametrize("published", [{"issuer": "https://evil.example"}, {"token_endpoint": "http://id.example/t"}])
def test_a_provider_that_publishes_what_cannot_be_used_is_told(
    studio: ProviderStudio, browser: Traveller, published: dict[str, str]
) -> None:
    studio.provider.published = published
    assert browser.get("/sign-in").headers["location"] == refused("PROVIDER_AWAY")


def test_a_person_who_goes_back_at_the_provider_is_not_signed_in(browser: Traveller) -> None:
    state = asked(browser.go("/sign-in"))["state"]
    declined = f"/signed-in?{urlencode({'error': 'access_denied', 'state': state})}"
    assert browser.get(declined).headers["location"] == refused("SIGN_IN_DECLINED")


def test_another_provider_does_not_answer_for_the_one_that_was_asked(browser: Traveller) -> None:
    state = asked(browser.go("/sign-in"))["state"]
    mixed_up = f"/signed-in?{urlencode({'code': 'x', 'state': state, 'iss': 'https://evil.example'})}"
    assert browser.get(mixed_up).headers["location"] == refused("STATE_UNKNOWN")


@pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "/x", "a b", "", "likeness\n", "x" * 21])
def test_a_sign_in_ends_at_a_page_of_the_studio_and_nowhere_else(browser: Traveller, page: str) -> None:
    answer = browser.get(f"/sign-in?{urlencode({'page': page})}")
    assert answer.headers["location"] == refused("PAGE_UNKNOWN")


def test_a_cookie_of_before_is_worth_nothing_after_a_sign_in(studio: ProviderStudio, browser: Traveller) -> None:
    """A page that set it, to share the visit, would share nothing."""
    browser.signs_in()
    before = dict(browser.cookies)
    browser.signs_in()
    assert browser.cookies["cameo"] != before["cameo"]
    old = studio.browser()
    old.cookies = before
    assert not is_signed_in(old)


def test_a_cookie_of_another_deployment_is_no_sign_in(studio: ProviderStudio, ada: Traveller) -> None:
    elsewhere = ProviderStudio(studio.service.folder)
    try:
        stranger = elsewhere.browser()
        stranger.cookies = dict(ada.cookies)
        stranger.form_token = ada.form_token
        assert stranger.call("ConsentService/GetConsent").reason == (401, "NOT_SIGNED_IN")
    finally:
        elsewhere.stop()


def test_no_person_signs_in_by_name_where_there_is_a_provider(browser: Traveller) -> None:
    assert browser.post("/api/sign-in", {"person": "ada"}).reason == (403, "SIGN_IN_FAILED")


class TestDecisions:
    def asked(self, ada: Traveller) -> str:
        return str(ada.call("ConsentService/GrantAccess", GRANT).said["act"])

    def test_an_act_that_no_page_asked_for_is_not_decided(self, studio: ProviderStudio, ada: Traveller) -> None:
        """A link of another site, with the digest of an act of its own choice."""
        assert ada.get(f"/decide?act={'A' * 43}").headers["location"] == refused("ACT_UNKNOWN")
        assert ada.get("/decide").headers["location"] == refused("ACT_UNKNOWN")
        assert studio.browser().get("/decide").headers["location"] == refused("NOT_SIGNED_IN")

    def test_another_account_decides_nothing(self, studio: ProviderStudio, ada: Traveller) -> None:
        digest = self.asked(ada)
        studio.provider.person = "mallory"
        assert ada.travel(f"/decide?act={digest}") == refused("OTHER_PERSON")
        assert ada.call("ConsentService/GrantAccess", GRANT).reason == (401, "DECISION_NEEDED")

    @pytest.mark.parametrize("says", [{"auth_time": None}, {"auth_time": 1}, {"auth_time": "now"}])
    def test_a_person_who_signed_in_long_ago_decides_nothing(
        self, studio: ProviderStudio, ada: Traveller, says: dict[str, Any]
    ) -> None:
        digest = self.asked(ada)
        studio.provider.says = says
        assert ada.travel(f"/decide?act={digest}") == refused("LOGIN_NOT_FRESH")

    def test_a_provider_that_asks_no_person_again_decides_nothing(self, studio: ProviderStudio, ada: Traveller) -> None:
        studio.provider.obeys_max_age, studio.provider.signed_in_s = False, studio.provider.clock() - 600
        assert ada.travel(f"/decide?act={self.asked(ada)}") == refused("LOGIN_NOT_FRESH")

    def test_a_decision_for_another_act_decides_nothing(self, studio: ProviderStudio, ada: Traveller) -> None:
        digest = self.asked(ada)
        studio.provider.says = {"nonce": "A" * 43}
        assert ada.travel(f"/decide?act={digest}") == refused("NONCE_WRONG")

    def test_an_answer_of_the_other_client_decides_nothing(self, studio: ProviderStudio, ada: Traveller) -> None:
        digest = self.asked(ada)
        studio.provider.says = {"aud": "asks"}
        assert ada.travel(f"/decide?act={digest}") == refused("TOKEN_AUDIENCE")

    def test_a_decision_counts_in_the_visit_that_asked_for_it(self, studio: ProviderStudio, ada: Traveller) -> None:
        back = ada.at_provider(ada.go(f"/decide?act={self.asked(ada)}"))
        on_the_way = ada.cookies["cameo-on-the-way"]
        ada.signs_in()
        ada.cookies["cameo-on-the-way"] = on_the_way
        assert ada.get(back).headers["location"] == refused("STATE_UNKNOWN")

    def test_a_decision_of_the_same_visit_does_not_pass_for_a_later_request(self, ada: Traveller) -> None:
        assert ada.decides("ConsentService/GrantAccess", GRANT).status == 200
        later = GRANT | {"requestId": "later"}
        assert ada.call("ConsentService/GrantAccess", later).reason == (401, "DECISION_NEEDED")

    @pytest.mark.parametrize(("method", "narrower", "wider"), BY_VALUE)
    def test_a_value_that_takes_away_needs_no_decision_and_one_that_gives_it_back_does(
        self, studio: ProviderStudio, ada: Traveller, method: str, narrower: dict[str, Any], wider: dict[str, Any]
    ) -> None:
        asked_before = len(studio.provider.asked)
        assert ada.call(method, narrower | {"requestId": "narrower"}).status == 200
        assert len(studio.provider.asked) == asked_before
        assert ada.call(method, wider | {"requestId": "wider"}).reason == (401, "DECISION_NEEDED")
        assert ada.call(method, narrower | {"requestId": "again"}).status == 200
        assert ada.decides(method, wider | {"requestId": "wider"}).status == 200

    def test_what_gives_is_said_by_what_is_stored_when_it_is_written(
        self, studio: ProviderStudio, ada: Traveller
    ) -> None:
        approved = {"audience": "AUDIENCE_APPROVED"}
        assert ada.call("ConsentService/SetAudience", approved | {"requestId": "as it is"}).status == 200
        studio.world.audience("ada", Audience.ONLY_ME)
        later = approved | {"requestId": "as it was"}
        assert ada.call("ConsentService/SetAudience", later).reason == (401, "DECISION_NEEDED")

    def test_a_decision_for_another_value_sets_none(self, ada: Traveller) -> None:
        ada.call("ConsentService/SetAudience", {"audience": "AUDIENCE_NOBODY", "requestId": "none"})
        only_me = {"audience": "AUDIENCE_ONLY_ME", "requestId": "wider"}
        assert ada.decides("ConsentService/SetAudience", only_me).status == 200
        other = only_me | {"audience": "AUDIENCE_APPROVED", "requestId": "widest"}
        assert ada.call("ConsentService/SetAudience", other).reason == (401, "DECISION_NEEDED")
