from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameo_service.usecases.acting.caller import EVERY_ISSUER, Caller, Role
from cameo_service.usecases.acting.errors import NotTheOwnerError
from cameo_service.usecases.enrollment.capture_tokens import (
    LIFETIME_US,
    Capture,
    Captured,
    CaptureTokens,
    MintCaptureToken,
    MintCaptureTokenRequest,
    MintedCaptureToken,
)
from cameo_service.usecases.enrollment.enrollment_errors import (
    CaptureOriginRefusedError,
    CaptureTokenExpiredError,
    CaptureTokenInvalidError,
    CaptureTokenNotAloneError,
    CaptureTokenOtherOriginError,
    CaptureTokenOtherSessionError,
    UnknownSessionError,
)
from cameo_service.usecases.enrollment.sessions import StartedSession
from consent.identity import EnrollmentId, SubjectId
from liveness.errors import SessionExpiredError, SessionUsedError
from tests.cameo_service.usecases.enrolling import Enrolling, passed
from tests.cameo_service.usecases.world import NOW_US

PAGE = "https://studio.example"
STUDIO = Caller("studio", Role.STUDIO, EVERY_ISSUER, None)
TOKENS = CaptureTokens(bytes(range(32)))
SAID = Captured(EnrollmentId(UUID(int=1)), SubjectId(UUID(int=2)), NOW_US + 1)


class Desk(Enrolling):
    """Ada has a session, and a studio asks for a token to record it."""

    def __init__(self) -> None:
        super().__init__()
        self.started = self.start()

    def mint(self, caller: Caller | None = None, origin: str = PAGE) -> MintedCaptureToken:
        request = MintCaptureTokenRequest(EnrollmentId(self.started.session_id), origin)
        return self.world.ask(MintCaptureToken(self.tokens), caller or self.studio("ada"), request)

    def studio(self, person: str) -> Caller:
        return replace(STUDIO, acting=self.world.people[person])

    def opened(self, token: str, origin: str = PAGE, started: StartedSession | None = None) -> Caller:
        session = EnrollmentId((started or self.started).session_id)
        return self.door.caller_of(STUDIO, session, Capture(token, origin))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_token_lets_a_studio_record_for_the_person_who_asked_for_it(desk: Desk) -> None:
    assert desk.opened(desk.mint().capture_token).acting == desk.ada


@pytest.mark.parametrize("asks", [True, False])
def test_the_page_is_told_whether_it_may_be_asked_for_colours(desk: Desk, *, asks: bool) -> None:
    request = MintCaptureTokenRequest(EnrollmentId(desk.started.session_id), PAGE)
    mint = MintCaptureToken(desk.tokens, asks_for_colours=asks)
    assert desk.world.ask(mint, desk.studio("ada"), request).may_ask_for_colours is asks


def test_a_token_is_good_for_every_attempt_of_its_session(desk: Desk) -> None:
    token = desk.mint().capture_token
    assert desk.opened(token) == desk.opened(token)


def test_a_token_ends_with_its_session(desk: Desk) -> None:
    desk.world.clock.now_us += LIFETIME_US // 2
    minted = desk.mint()
    assert minted.expires_us == desk.started.expires_us
    desk.world.clock.now_us = minted.expires_us - 1
    desk.opened(minted.capture_token)
    desk.world.clock.now_us = minted.expires_us
    with pytest.raises(CaptureTokenExpiredError):
        desk.opened(minted.capture_token)


def test_a_token_lives_for_ten_minutes_at_most(desk: Desk) -> None:
    assert desk.mint().expires_us <= desk.world.clock.now_us + LIFETIME_US


def test_a_token_of_another_session_opens_nothing(desk: Desk) -> None:
    with pytest.raises(CaptureTokenOtherSessionError):
        desk.opened(desk.mint().capture_token, started=desk.start())


@pytest.mark.parametrize("other", ["https://evil.example", f"{PAGE}:8443", "http://studio.example", "null", ""])
def test_a_token_opens_nothing_for_another_origin(desk: Desk, other: str) -> None:
    with pytest.raises(CaptureTokenOtherOriginError):
        desk.opened(desk.mint().capture_token, origin=other)


def test_a_token_and_an_assertion_together_open_nothing(desk: Desk) -> None:
    capture = Capture(desk.mint().capture_token, PAGE)
    with pytest.raises(CaptureTokenNotAloneError):
        desk.door.caller_of(desk.studio("ada"), EnrollmentId(desk.started.session_id), capture)


def test_a_token_of_a_person_of_another_issuer_opens_nothing(desk: Desk) -> None:
    stranger = replace(STUDIO, issuers=frozenset({"another issuer"}))
    capture = Capture(desk.mint().capture_token, PAGE)
    with pytest.raises(UnknownSessionError):
        desk.door.caller_of(stranger, EnrollmentId(desk.started.session_id), capture)


def test_without_a_token_a_caller_stays_who_it_is(desk: Desk) -> None:
    caller = replace(STUDIO, acting=desk.world.people["ada"])
    assert desk.door.caller_of(caller, EnrollmentId(desk.started.session_id), None) == caller


def test_without_a_token_and_an_assertion_nothing_says_who_records(desk: Desk) -> None:
    with pytest.raises(NotTheOwnerError):
        desk.door.caller_of(STUDIO, EnrollmentId(desk.started.session_id), None)


def test_a_session_that_has_its_result_gets_no_token(desk: Desk) -> None:
    desk.settle(desk.begin(desk.started), passed())
    with pytest.raises(SessionUsedError):
        desk.mint()


def test_a_session_that_is_over_gets_no_token(desk: Desk) -> None:
    desk.world.clock.now_us = desk.started.expires_us
    with pytest.raises(SessionExpiredError):
        desk.mint()


def test_only_the_person_of_the_session_gets_a_token(desk: Desk) -> None:
    desk.world.person("ben")
    with pytest.raises(UnknownSessionError):
        desk.mint(desk.studio("ben"))
    with pytest.raises(NotTheOwnerError):
        desk.mint(STUDIO)


@pytest.mark.parametrize(
    "origin", ["https://a.example", "https://a.example:8443", "http://127.0.0.1:8080", "http://[::1]:80"]
)
def test_a_page_of_an_encrypted_origin_or_of_this_machine_may_record(desk: Desk, origin: str) -> None:
    assert desk.opened(desk.mint(origin=origin).capture_token, origin=origin).acting == desk.ada


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "*",
        "ftp://a",
        "http://a.example",
        "https://a.example/",
        "https://A.example",
        "https://a.example:0",
        "https://u@a.example",
        "https://a.example\n",
        "https://" + "a" * 256,
    ],
)
def test_no_other_page_gets_a_token(desk: Desk, origin: str) -> None:
    with pytest.raises(CaptureOriginRefusedError):
        desk.mint(origin=origin)


@given(st.data())
def test_a_token_with_one_character_changed_opens_nothing(data: st.DataObject) -> None:
    token = TOKENS.make(SAID, PAGE)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda letter: letter != token[place]))
    with pytest.raises(CaptureTokenInvalidError):
        TOKENS.read(Capture(token[:place] + letter + token[place + 1 :], PAGE), NOW_US)


@given(st.text(max_size=200))
def test_a_text_that_was_not_made_here_opens_nothing(text: str) -> None:
    with pytest.raises(CaptureTokenInvalidError):
        TOKENS.read(Capture(text, PAGE), NOW_US)


def test_a_token_made_with_another_secret_opens_nothing() -> None:
    with pytest.raises(CaptureTokenInvalidError):
        TOKENS.read(Capture(CaptureTokens(bytes(32)).make(SAID, PAGE), PAGE), NOW_US)


def test_a_token_says_what_it_was_made_with() -> None:
    assert TOKENS.read(Capture(TOKENS.make(SAID, PAGE), PAGE), NOW_US) == SAID
