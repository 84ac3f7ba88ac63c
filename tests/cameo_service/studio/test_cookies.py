from starlette.responses import Response

from cameo_service.studio.cookies import Cookie


def given(cookie: Cookie) -> str:
    response = Response()
    cookie.give(response, "x")
    return response.headers["set-cookie"].lower()


def test_over_https_a_cookie_is_bound_to_its_host_and_never_sent_in_the_clear() -> None:
    said = given(Cookie(is_encrypted=True))
    assert said.startswith("__host-cameo=x; ")
    assert "; secure" in said
    assert "path=/" in said
    assert "domain" not in said


def test_no_cookie_is_read_by_a_script_or_sent_by_the_form_of_another_site() -> None:
    for cookie in (Cookie(is_encrypted=True), Cookie(is_encrypted=False, word="on-the-way")):
        said = given(cookie)
        assert "httponly" in said
        assert "samesite=lax" in said
