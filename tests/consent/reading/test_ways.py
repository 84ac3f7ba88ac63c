"""A text is read as its words stand, and with those set apart that are written as one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.worst_texts import LATIN, filled
from cameo_service.usecases.consent.restrictions import LONGEST_BANNED_WORD
from consent.handles import parse_mentions
from consent.names import parse_name
from consent.reading import letters
from consent.reading.hearing import hear, heard_words
from consent.reading.spoken import FEW_LETTERS, named_in, readings_of, spoken
from consent.reading.ways import MOST_LETTERS_IN_MARKUP, WORDS_AROUND, read_long
from consent.reading.word_row import MOST_WORDS, word_row
from consent.restrictions import sought
from consent.sounds import words_of

PROSE = filled(f"{a}{b}{c}{d} " for a, b, c, d in product(LATIN[:9], repeat=4))
"""More words than may be read twice."""


def is_named(name: str, text: str) -> bool:
    return bool(named_in(spoken(text), [("bearer", parse_name(name))]).found)


def second_way(text: str) -> tuple[str, ...]:
    """The words of the second way; both forms of a text have the same."""
    readings = readings_of(text)
    assert readings is not None
    ways = read_long(text)
    assert ways is not None
    assert [tuple(letters.cut(letters.text_of(codes))) for codes in ways] == list(readings)
    return readings[-1]


def second_way_of_a_long_text(text: str) -> tuple[str, ...]:
    row = word_row(text)
    assert row is not None
    return row.readings()[1]


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u034f", "\u00ad\u200b", "\U000e0020", "\U000e0fff"])
def test_what_is_hidden_in_a_word_may_stand_between_two(hidden: str) -> None:
    assert readings_of(f"see ada{hidden}lovelace") == (("see", "adalovelace"), ("see", "ada", "lovelace"))


@pytest.mark.parametrize("text", ["ada \u200blovelace", "ada\u200b", "\u00adada", "\u4e2d\u200b\u6587", "ada.\u00adb"])
def test_what_is_hidden_beside_a_word_stands_between_none(text: str) -> None:
    assert readings_of(text) == (words_of(text),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada&nbsp;Lovelace", "ada lovelace"),
        ("Ada&amp;#160;Lovelace", "ada lovelace"),
        ("&#65;da%20Lovelace", "ada lovelace"),
        ("Ada <b>Love</b>lace", "ada lovelace"),
        ("ada<br/>love-\nlace", "ada lovelace"),
        ("ada</td><td>lovelace", "ada lovelace"),
        ("a <b AdaB=x> [c](aB)", "a c \U0003fffd b ada b x a b"),
        ("[Ada](https://x.example) [Love][1]", "ada love"),
        ("Ada **Love**lace|dances", "ada lovelace dances"),
        ("A&shy;da O&rsquo;B", "ada o b"),
        ("\u249c\u249f\u249c", "ada"),
        ("O\u02bcBrien", "o brien"),
        ("\U0001f1e6\u200b\U0001f1e9\u200b\U0001f1e6", "ada"),
        ("", ""),
    ],
)
def test_what_stands_for_blanks_and_letters_is_read_as_those(text: str, words: str) -> None:
    assert " ".join(second_way(text)) == words


@pytest.mark.parametrize(
    "text",
    ["Ada, 50% & more: a < b", "x & y", "a * b", "5 > 4 - 3", "a \\ b", "$5!", "one\ntwo", "ada@x.example"],
)
def test_signs_of_ordinary_texts_change_nothing(text: str) -> None:
    assert readings_of(text) == (words_of(text),)


def test_a_flag_is_nothing_and_its_two_letters() -> None:
    text = "Ada \U0001f1e9\U0001f1ea Lovelace"
    assert readings_of(text) == (("ada", "lovelace"), ("ada", "de", "lovelace"))


def test_what_tags_that_are_not_seen_say_is_read() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "Ada Lovelace")
    assert is_named("Ada Lovelace", f"a dog{hidden}")
    assert second_way(f"Ada{hidden}Lovelace")[-2:] == ("ada", "lovelace")
    assert not is_named("Dog Ada", f"a dog{hidden}")


def test_the_second_way_of_a_long_text_is_what_lies_around_a_place_that_differs() -> None:
    words = second_way_of_a_long_text(f"{PROSE[:9_000]} OBrien {PROSE[9_000:18_000]}")
    assert len(words) < 2 * WORDS_AROUND + 6
    assert {"o", "brien"} <= set(words)


def test_a_page_of_prose_with_a_hump_is_read_to_the_end() -> None:
    page = f"{PROSE[:16_000]} AdaLovelace {PROSE[16_014:]}"
    assert len(page.split()) > MOST_WORDS // 2
    assert not named_in(spoken(page), []).is_overfull
    assert is_named("Ada Lovelace", page)


def test_words_that_were_left_out_between_stand_not_in_a_row() -> None:
    near, far = ["zz"] * (WORDS_AROUND - 2), ["zz"] * FEW_LETTERS
    text = " ".join(["aB", *near, "ada", *far, "lovelace", *near, "zz", "xY"])
    assert {"ada", "lovelace"} <= set(second_way_of_a_long_text(text))
    assert not is_named("Ada Lovelace", text)


@pytest.mark.parametrize("text", ["OBrien {}", "{} OBrien"])
def test_the_longest_banned_phrase_that_begins_or_ends_at_a_hump_is_heard(text: str) -> None:
    phrase = " ".join("abcdefghijklmnopqrstuvwxyzabc")
    banned = text.replace("OBrien", "brien" if text.startswith("O") else "o").format(phrase)
    assert len(banned) <= LONGEST_BANNED_WORD
    around = "zz " * FEW_LETTERS
    assert heard_words([sought([banned])], hear(spoken(around + text.format(phrase) + f" {around}")))[0]


def test_a_text_of_more_humps_than_are_read_may_name_anyone() -> None:
    humps = filled(f"{a.upper()}{b}{b.upper()}{c}{c.upper()}{a} " for a, b, c in product(LATIN, repeat=3))
    assert named_in(spoken(humps), []).is_overfull


def test_a_text_of_more_letters_than_are_read_behind_markup_may_name_anyone() -> None:
    words = "abcdefghij " * (MOST_LETTERS_IN_MARKUP // 11 + 1)
    assert not named_in(spoken(words), []).is_overfull
    assert not named_in(spoken(f"<b>{words[:-99]}"), []).is_overfull
    assert named_in(spoken(f"<b>{words}"), []).is_overfull


def test_humps_change_no_mention() -> None:
    prompt = "@AdaLovelace and @ada.LoveLace"
    assert [mention.handle for mention in parse_mentions(prompt)] == ["adalovelace", "ada.lovelace"]
    assert second_way(prompt) == ("adalovelace", "and", "ada", "lovelace")


@pytest.mark.parametrize("text", ["a@b c@", "\u3042@\u3044", "e\u0301@\u0301e", "x@@y", "@", ""])
def test_signs_are_read_as_letters_in_a_long_text_too(text: str) -> None:
    readings = read_long(text)
    assert readings is not None
    assert [letters.cut(letters.text_of(codes)) for codes in readings] == [list(words_of(text))]


@given(st.lists(st.sampled_from(["a", "\u0e34", "\u0301" * 29, "\u0301" * 31, "\u0e38\u0e48" * 20]), max_size=5))
def test_no_letter_of_a_long_text_bears_more_marks_than_of_a_name(parts: list[str]) -> None:
    text = "".join(parts)
    readings = read_long(text)
    assert readings is not None
    assert letters.cut(letters.text_of(readings[0])) == list(words_of(text))


def test_the_second_way_reaches_as_far_as_the_longest_banned_word_has_letters() -> None:
    assert WORDS_AROUND >= LONGEST_BANNED_WORD
