import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.errors import ConfusableHandleError, MalformedHandleError, PublicError, TooManyMentionsError
from consent.handles import parse_mentions
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
        ("`@ada` and ``x ` @bob``", ["ada", "bob"]),
        ("```\n@ada\n```", ["ada"]),
        ("> @ada\n- @bob\n1.@eve", ["ada", "bob", "eve"]),
        ("[@ada](https://a.example/) <b>@bob</b> <@eve>", ["ada", "bob", "eve"]),
        (r"\@ada and @ada\_l", ["ada", "ada_l"]),
        ("&#64;ada &#x40;bob &commat;eve", ["ada", "bob", "eve"]),
        ("see https://example.com/@ada and www.example.com/@bob", ["ada", "bob"]),
        ("https://example.com/%40ada", ["ada"]),
        ("\u770bhttps://example.com\uff0c@ada \u8df3\u821e", ["ada"]),
        ("(siehe https://example.com)@ada tanzt", ["ada"]),
        ("\u5199\u771f https://example.com/a.jpg\u3002@ada \u304c\u8e0a\u308b", ["ada"]),
        ("ssh://git@host/@ada", ["host", "ada"]),
        ("RT@ada", ["ada"]),
        ("RT@ada.lovelace_x", ["ada.lovelace_x"]),
        ("ada@example.com@bob", ["bob"]),
        ("\u3053\u3093@ada\u3055\u3093\u3068@bob\ub2d8", ["ada", "bob"]),
        ("\u2067@ada\u2069 \u200f@bob\u200f @\u2068eve\u2069", ["ada", "bob", "eve"]),
        ("\u202a@ada\u202c \u202b@\u202abob\u202c\u202c", ["ada", "bob"]),
        ("@ada\x85@bob\u2028@eve", ["ada", "bob", "eve"]),
        ("_@ada_ __@bob__ **_@eve_**", ["ada", "bob", "eve"]),
        ("_let @ada_ dance_", ["ada", "ada_"]),
        ("_@ada__", ["ada", "ada_", "ada__"]),
        ("@ada_ and x_@bob_", ["ada_", "bob_"]),
        ("@125/2", ["125"]),
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
        "jos\xe9@m\xfcller.example, \u043f\u043e\u0447\u0442\u0430@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
        "f@2.8 f/2.8@1/250 85mm@f1.4 @f2.8 @f/2.8 @f16",
        "https://maps.example/@52.52,13.405,15z",
        "https://cdn.example/npm/vue@3.4.1/dist/photo@2x.png",
        "a@b",
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
        "@ada\u200eb",
        "@ada\u2069\u0431",
        "@\u202eada",
        "RT@ad\u0430",
        "@ada\ue000",
    ],
)
def test_a_mention_that_could_pass_for_another_is_refused(prompt: str) -> None:
    with pytest.raises(ConfusableHandleError):
        parse_mentions(f"let {prompt} dance")


def test_offsets_count_code_points_from_the_at_sign() -> None:
    prompt = "\U0001f3ba\U0001f3ba @Ada. and `code @cat` @bob"
    spans = [prompt[mention.start : mention.end] for mention in parse_mentions(prompt)]
    assert spans == ["@Ada", "@cat", "@bob"]


def test_sixteen_people_may_be_mentioned_and_seventeen_may_not() -> None:
    sixteen = " ".join(f"@person{number}" for number in range(16))
    assert len(handles(sixteen + " @person0")) == 17
    with pytest.raises(TooManyMentionsError):
        parse_mentions(sixteen + " @person16")


def test_one_person_may_be_mentioned_512_times() -> None:
    assert len(handles("@ada " * 512)) == 512
    with pytest.raises(TooManyMentionsError):
        parse_mentions("@ada " * 513)


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
