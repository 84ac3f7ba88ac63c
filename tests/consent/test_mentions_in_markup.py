"""No markup hides a mention. What twitter-text's conformance suite (version 3, `extract.yml`) decides is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.errors import ConfusableHandleError, MalformedHandleError, PublicError
from consent.handles import parse_mentions
from tests.consent.test_handles import HANDLES

BLANK_FREE = "\u3042\u306e\u5199\u771f\u30c0\u30f3\u30b9\uac00\ub098\u3002\uff0c\u3001\u300c\u300d"
MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"

WRAPPINGS = st.sampled_from(
    [
        ("`", "`"),
        ("``", "``"),
        ("```\n", "\n```"),
        ("~~~\n", "\n~~~"),
        ("> ", ""),
        ("- ", ""),
        ("1.", ""),
        ("# ", ""),
        ("*", "*"),
        ("**", "**"),
        ("_", "_"),
        ("__", "__"),
        ("~~", "~~"),
        ("||", "||"),
        ("[", "](https://x.example/a)"),
        ("![", "](a.png)"),
        ("[x](", ")"),
        ("<b>", "</b>"),
        ('<a href="https://x.example/">', "</a>"),
        ("<!-- ", " -->"),
        ("&lt;", "&gt;"),
        ("\\", "\\"),
        ("(", ")"),
        ("[[", "]]"),
        ("{", "}"),
        ("<", ">"),
        ("\u300c", "\u300d"),
        ("\xab", "\xbb"),
        ("\u201c", "\u201d"),
        ('"', '"'),
        ("https://x.example/", "/https://x.example"),
        ("www.x.example/?q=", "#part"),
        ("https://x.example\u3002", " www.x.example"),
        ("\u200b", " \u200b"),
        ("\xad", " \xad"),
        ("a@b.example,", ",a@b.example"),
    ]
)


def handles(prompt: str) -> list[str]:
    return [mention.handle for mention in parse_mentions(prompt)]


@given(HANDLES, st.lists(WRAPPINGS, max_size=4), st.sampled_from(["{} dances", "let {} dance", "{}", "let {}"]))
def test_no_markup_loses_a_mention(handle: str, wrappings: list[tuple[str, str]], prompt: str) -> None:
    text = prompt.format(f"@{handle}")
    for before, after in wrappings:
        text = before + text + after
    try:
        found = handles(text)
    except PublicError:
        pytest.fail(f"refused: {text!r}")
    assert handle in found


@given(HANDLES, st.text(BLANK_FREE, min_size=1, max_size=5), st.text(BLANK_FREE, min_size=1, max_size=5))
def test_a_mention_needs_no_blanks_in_scripts_that_have_none(handle: str, before: str, after: str) -> None:
    assert handles(f"{before}@{handle}{after}") == [handle]


@given(HANDLES, st.text(MARKS, max_size=3), st.text(MARKS, max_size=3), st.text(MARKS, max_size=3))
def test_direction_marks_around_a_handle_are_ignored(handle: str, before: str, inside: str, after: str) -> None:
    assert handles(f"\u05d0 {before}@{inside}{handle}{after} \u05d1") == [handle]


@given(st.text(st.sampled_from("ab1_.-:/\\`*[](&#64;%40 \u3042\u200f\u0430"), max_size=20), HANDLES)
def test_a_handle_behind_a_blank_is_found_or_the_prompt_refused(before: str, handle: str) -> None:
    try:
        found = handles(f"{before} @{handle} dances")
    except PublicError:
        return
    assert handle in found


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("@person42", ["person42"]),
        ("so @person42 said", ["person42"]),
        ("so @per_son", ["per_son"]),
        ("so @90210", ["90210"]),
        ("@one1\n@two2", ["one1", "two2"]),
        ("\u306f@person42\u3068", ["person42"]),
        ("\u3000@person42 hi", ["person42"]),
        ("rT@one1 RT:@two2", ["one1", "two2"]),
        ("@person42/list-1", ["person42"]),
        (".@one1 -@two2 +@three3 /@four4 #@five5 !@six6", ["one1", "two2", "three3", "four4", "five5", "six6"]),
    ],
)
def test_where_twitter_text_finds_a_mention_one_is_found(prompt: str, found: list[str]) -> None:
    assert handles(prompt) == found


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("f!@kno f#@kno f$@kno f%@kno f&@kno f*@kno f@@kno", ["kno"] * 7),
        ("@http://x.example", ["http"]),
        ("https://x.example/@person42", ["person42"]),
        ("word@person42", ["person42"]),
    ],
)
def test_where_twitter_text_finds_none_the_doubt_counts_for_the_person(prompt: str, found: list[str]) -> None:
    assert handles(prompt) == found


@pytest.mark.parametrize(
    ("prompt", "error"),
    [
        ("@_@ and (@person42)", MalformedHandleError),
        ("@person42, write to @two2@x.example", MalformedHandleError),
        ("@perso\xf1al hi", ConfusableHandleError),
    ],
)
def test_where_twitter_text_skips_what_is_no_handle_the_prompt_is_refused(
    prompt: str, error: type[PublicError]
) -> None:
    with pytest.raises(error):
        parse_mentions(prompt)
