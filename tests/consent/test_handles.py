import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.errors import ConfusableHandleError, MalformedHandleError
from consent.handles import Handle, is_camera_setting, parse_handle, skeleton

HANDLES = st.from_regex(r"[a-z0-9_](\.?[a-z0-9_]){2,14}", fullmatch=True).filter(
    lambda text: text.strip("_") and not is_camera_setting(text)
)


@pytest.mark.parametrize("text", ["ada", "a.b", "ada_l", "0x0", "_ada_", "a" * 30, "ada.lovelace.1815"])
def test_handles_of_the_allowed_characters_are_handles(text: str) -> None:
    assert parse_handle(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ab",
        "a" * 31,
        "Ada",
        "a b",
        ".ada",
        "ada.",
        "a..b",
        "ada-l",
        "@ada",
        "___",
        "ada\n",
        "\x00ada",
        "f16",
        "2.8",
    ],
)
def test_what_breaks_a_handle_rule_is_malformed(text: str) -> None:
    with pytest.raises(MalformedHandleError):
        parse_handle(text)


@pytest.mark.parametrize(
    "text", ["\u0430da", "ad\u0430", "ada\u200b", "\uff41da", "ad\u0131", "ada\u202e", "stra\xdfe"]
)
def test_characters_of_other_alphabets_are_confusable(text: str) -> None:
    with pytest.raises(ConfusableHandleError):
        parse_handle(text)


@given(HANDLES)
def test_every_handle_of_the_grammar_is_accepted(text: str) -> None:
    assert parse_handle(text) == text


@given(st.text(min_size=1))
def test_no_other_text_is_accepted(text: str) -> None:
    try:
        handle = parse_handle(text)
    except (MalformedHandleError, ConfusableHandleError):
        return
    assert set(handle) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.")
    assert 3 <= len(handle) <= 30


@pytest.mark.parametrize(
    ("one", "other"), [("modern", "rnodern"), ("0scar", "oscar"), ("bi11", "bill"), ("lan", "ian"), ("m1m0", "rnlrno")]
)
def test_handles_that_pass_for_each_other_share_a_skeleton(one: str, other: str) -> None:
    assert skeleton(parse_handle(one)) == skeleton(parse_handle(other))


@pytest.mark.parametrize(("one", "other"), [("ada", "adb"), ("a.da", "ada"), ("a_da", "ada"), ("a55", "ass")])
def test_handles_that_look_different_do_not(one: str, other: str) -> None:
    assert skeleton(parse_handle(one)) != skeleton(parse_handle(other))


@given(HANDLES)
def test_the_skeleton_of_a_skeleton_is_itself(text: str) -> None:
    once = skeleton(Handle(text))
    assert skeleton(Handle(once)) == once
