import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.errors import ConfusableHandleError, MalformedHandleError, PublicError, TooManyMentionsError
from consent.handles import Handle, parse_handle, parse_mentions, skeleton

HANDLES = st.from_regex(r"[a-z0-9_](\.?[a-z0-9_]){2,14}", fullmatch=True).filter(lambda text: text.strip("_"))


@pytest.mark.parametrize("text", ["ada", "a.b", "ada_l", "0x0", "_ada_", "a" * 30, "ada.lovelace.1815"])
def test_handles_of_the_allowed_characters_are_handles(text: str) -> None:
    assert parse_handle(text) == text


@pytest.mark.parametrize(
    "text", ["", "ab", "a" * 31, "Ada", "a b", ".ada", "ada.", "a..b", "ada-l", "@ada", "___", "ada\n", "\x00ada"]
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


def handles(prompt: str) -> list[str]:
    return [mention.handle for mention in parse_mentions(prompt)]


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("@ada plays trumpet among zebras", ["ada"]),
        ("zebras and @ada, @bob; (@eve_1)!", ["ada", "bob", "eve_1"]),
        ("@Ada is @ADA", ["ada", "ada"]),
        ("I met @ada.", ["ada"]),
        ("I met @ada...", ["ada"]),
        ("I met @ada\u2026", ["ada"]),
        ("@ada's hat", ["ada"]),
        ("@ada.lovelace. And more", ["ada.lovelace"]),
        ("Hello.@ada", ["ada"]),
        ("\u201c@ada\u201d \u2014@bob\u2014", ["ada", "bob"]),
        ("@ada\U0001f3ba", ["ada"]),
        ("\u3053\u3093@ada\u3002", ["ada"]),
        ("*@ada* _@bob", ["ada", "bob"]),
        ("@@ada", ["ada"]),
        ("a stray ` before @ada", ["ada"]),
        ("`code` @ada `more`", ["ada"]),
    ],
)
def test_who_is_mentioned(prompt: str, found: list[str]) -> None:
    assert handles(prompt) == found


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "nobody at all",
        "write to ada@example.com",
        "first.last+tag9@ada.example",
        "npm install left-pad@1.2.0",
        "a lone @ sign, and @ again @",
        "@... @!",
        "`@ada` and ``x ` @bob``",
        "```\n@ada\n```",
        "see https://example.com/@ada and www.example.com/@bob",
        "ssh://git@host/@ada",
    ],
)
def test_what_mentions_nobody(prompt: str) -> None:
    assert handles(prompt) == []


@pytest.mark.parametrize("prompt", ["@ab", "@" + "a" * 31, "@a..b", "@.ada", "@___ hi", "@ada@bob", "@ada@example.com"])
def test_a_mention_that_is_no_handle_is_refused(prompt: str) -> None:
    with pytest.raises(MalformedHandleError):
        parse_mentions(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "@\u0430da",
        "@ad\u0430",
        "@ada\u200b",
        "@\u200bada",
        "@ad\u0131",
        "@ada\u0301",
        "@\uff41da",
        "\uff20ada",
        "\ufe6bada",
        "@ada\u2024b",
        "@ada\uff3f",
        "@ada\xb4",
        "@ad\u237a",
        "@ada\u3055\u3093",
        "@ada\ue000",
    ],
)
def test_a_mention_that_could_pass_for_another_is_refused(prompt: str) -> None:
    with pytest.raises(ConfusableHandleError):
        parse_mentions(f"let {prompt} dance")


def test_offsets_count_code_points_from_the_at_sign() -> None:
    prompt = "\U0001f3ba\U0001f3ba @Ada. and `code @x` @bob"
    spans = [prompt[mention.start : mention.end] for mention in parse_mentions(prompt)]
    assert spans == ["@Ada", "@bob"]


def test_sixteen_people_may_be_mentioned_and_seventeen_may_not() -> None:
    sixteen = " ".join(f"@person{number}" for number in range(16))
    assert len(handles(sixteen + " @person0")) == 17
    with pytest.raises(TooManyMentionsError):
        parse_mentions(sixteen + " @person16")


def test_a_prompt_made_to_be_slow_is_not() -> None:
    for prompt in ("@" * 32_000, "`" * 32_000, "`a" * 16_000, "a." * 16_000 + "://@", "@a." * 10_000):
        try:
            parse_mentions(prompt)
        except PublicError:
            continue


@given(st.text(), HANDLES, st.text())
def test_a_handle_set_apart_by_spaces_is_always_found(before: str, handle: str, after: str) -> None:
    plain = str.maketrans(dict.fromkeys("`@\uff20\ufe6b", "x"))
    prompt = f"{before.translate(plain)} @{handle} {after.translate(plain)}"
    assert handles(prompt) == [handle]


@given(st.text(alphabet=st.sampled_from("ab@`. \n_:/\u0430\u200b\uff20www.1-"), max_size=40))
def test_whatever_the_text_a_mention_is_what_stands_there(prompt: str) -> None:
    try:
        mentions = parse_mentions(prompt)
    except PublicError:
        return
    for mention in mentions:
        assert prompt[mention.start : mention.end].lower() == f"@{mention.handle}"
        following = prompt[mention.end : mention.end + 1]
        assert following not in set(string.ascii_letters + string.digits + "_@\u0430\u200b")


@given(st.characters(min_codepoint=0x80))
def test_no_character_outside_ascii_ever_becomes_part_of_a_handle(character: str) -> None:
    try:
        found = handles(f"@ada{character}b @ada")
    except ConfusableHandleError:
        return
    assert found[0] == "ada"
