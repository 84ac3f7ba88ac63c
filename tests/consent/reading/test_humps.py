"""Where a word may begin inside another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.reading.humps import MOST_HUMPS, set_apart
from consent.reading.letters import codes_of, text_of
from consent.reading.spoken import readings_of


def apart(text: str) -> str:
    return text_of(set_apart(codes_of(text), ord(" "), ord("/")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adaLovelace", "ada Lovelace"),
        ("OBrien", "O Brien"),
        ("R2D2", "R2 D2"),
        ("Ada2024", "Ada 2024"),
        ("\u0410\u043d\u043d\u0430\u0418\u043d", "\u0410\u043d\u043d\u0430 \u0418\u043d"),
        ("\u0391\u03b1\u0392", "\u0391\u03b1 \u0392"),
        ("\u0531\u0561\u0532", "\u0531\u0561 \u0532"),
        ("e\u0301E\u0301", "e\u0301 E\u0301"),
        ("LeBronJames", "Le Bron James/LeBron James/Le BronJames/"),
        ("VIOLENCEparty", "VIOLENC Eparty/VIOLENCE party/VIOLENC Eparty/"),
        ("x@aB aB", "x@aB a B"),
    ],
)
def test_words_begin_at_humps(text: str, expected: str) -> None:
    assert apart(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "ADA",
        "Ada",
        "ada",
        "Ada Lovelace",
        "l0velace",
        "a1",
        "99a",
        "@aB",
        "@a.aB_cD",
        "\u4e2d\u6587A",
        "\u0301A",
    ],
)
def test_other_words_have_none(text: str) -> None:
    assert apart(text) == text


def test_a_word_of_many_humps_is_set_apart_at_all_of_them_alone() -> None:
    assert "/" not in apart("aB" * (MOST_HUMPS + 1))
    assert "/" in apart("aB" * (MOST_HUMPS // 2))


@given(st.lists(st.text("ab", min_size=1, max_size=4).map(str.title), min_size=2, max_size=6))
def test_words_with_capitals_are_found_written_as_one(words: list[str]) -> None:
    readings = readings_of("".join(words))
    assert readings is not None
    assert tuple(map(str.lower, words)) == readings[-1][: len(words)] or any(len(word) == 1 for word in words)


@given(st.text("aB2 .\u0301\u0416\u0436", max_size=12))
def test_nothing_is_lost(text: str) -> None:
    first, *_ = apart(text).split("/")
    assert first.replace(" ", "") == text.replace(" ", "")
