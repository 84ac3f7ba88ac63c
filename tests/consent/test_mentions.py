import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.errors import ConfusableHandleError, MalformedHandleError, PublicError, TooManyMentionsError
from consent.mentions import parse_mentions
from tests.consent.test_handles import HANDLES


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
