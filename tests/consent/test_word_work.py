"""What a text can cost is bounded by its length: counted in steps, since times differ by machine."""

from collections.abc import Callable
from itertools import product

import pytest

from benchmarks.worst_texts import LONGEST_TEXT, WORST_TEXTS, filled
from consent import sounds
from consent.errors import MalformedHandleError
from consent.handles import MOST_AT_SIGNS, Handle, Mention, parse_mentions
from consent.names import parse_name
from consent.reading import hearing, rows
from consent.reading import spoken as reading
from consent.reading.hearing import MOST_COMPARED, hear, heard_words
from consent.reading.letters import Keys, Places
from consent.reading.metaphone import Row, code_keys_at, codes_at
from consent.reading.rows import MOST_HEARD
from consent.reading.spoken import FEW_LETTERS, ManyWords, named_in, spoken
from consent.reading.word_row import MOST_WORDS
from consent.restrictions import sought
from consent.sounds import LONGEST_RUN, is_alike, words_of

BANNED = frozenset({"violence", "\u5200", "\u0939\u093f\u0902\u0938\u093e"})


def heard_in(text: str, *banned: str) -> frozenset[str]:
    return heard_words([sought(banned)], hear(spoken(text)))[0]


class Sounded:
    """`codes_at` and `code_keys_at`, which count the words that they are given."""

    def __init__(self) -> None:
        self.words = 0

    def at(self, row: Row, starts: Places, ends: Places) -> list[str]:
        self.words += len(starts)
        return codes_at(row, starts, ends)

    def keys_at(self, row: Row, starts: Places, ends: Places) -> Keys:
        self.words += len(starts)
        return code_keys_at(row, starts, ends)


class Counted:
    """A function that counts how often it is called."""

    def __init__(self, function: Callable[..., object]) -> None:
        self._function = function
        self.calls = 0

    def __call__(self, *given: object) -> object:
        self.calls += 1
        return self._function(*given)


@pytest.fixture
def sounded(monkeypatch: pytest.MonkeyPatch) -> Sounded:
    counted = Sounded()
    monkeypatch.setattr(reading, "codes_at", counted.at)
    monkeypatch.setattr(rows, "code_keys_at", counted.keys_at)
    return counted


@pytest.mark.parametrize("text", WORST_TEXTS.values(), ids=WORST_TEXTS.keys())
def test_a_text_costs_one_lookup_and_one_sound_a_word(text: str, sounded: Sounded) -> None:
    prepared = spoken(text)
    if isinstance(prepared, ManyWords):
        assert len(prepared.sounds) <= len(prepared.row.starts) <= MOST_WORDS
    else:
        assert prepared.is_cut
    assert sounded.words <= MOST_WORDS


@pytest.mark.parametrize("text", WORST_TEXTS.values(), ids=WORST_TEXTS.keys())
def test_a_text_has_at_most_so_many_runs_that_are_heard(text: str, sounded: Sounded) -> None:
    heard = hear(spoken(text))
    assert len(heard.runs or ()) <= (LONGEST_RUN + 3) * MOST_WORDS
    assert sounded.words <= MOST_HEARD + MOST_WORDS


def test_a_text_of_more_words_than_are_compared_may_hold_any_word_and_any_name() -> None:
    ligatures = filled("\ufdfa" for _ in range(LONGEST_TEXT))
    assert heard_in(ligatures, "zebra")
    assert named_in(spoken(ligatures), []).is_overfull


def test_a_text_of_more_sounds_than_are_compared_may_hold_any_word_that_has_a_sound() -> None:
    many = filled(f"{a}{b}{c} " for a, b, c in product("abcdefghijklmnopqrstuvwxyz", repeat=3))
    assert heard_in(many, "zebra", "\u5200") == {"zebra"}
    assert heard_in(many[:-9] + "\u5200", "\u5200")


def test_few_words_in_ever_other_rows_may_hold_any_word_too(sounded: Sounded) -> None:
    rows = filled(f"{a}{b} {c}{d} " for a, b, c, d in product("abcdefghijklmnopqrstuvwxyz", repeat=4))
    assert heard_in(rows, "zebra", "\u5200") == {"zebra"}
    assert sounded.words <= MOST_WORDS


def test_a_page_of_prose_is_compared_word_for_word() -> None:
    page = filled(f"{a}{b}n {c}s and the " for a, b, c in product("abcdefghij", "aeiou", ("house", "tree", "road")))
    assert heard_in(page, "zebra") == frozenset()
    assert not named_in(spoken(page), []).is_overfull


def test_a_text_full_of_a_name_is_not_compared_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(is_alike)
    monkeypatch.setattr("consent.reading.spoken.is_alike", counted)
    text = filled(f"ada l{a}v{b}lace " for a, b in product("aeiou", repeat=2))
    bearers = [(number, parse_name("Ada Lovelace")) for number in range(10)]
    assert named_in(spoken(text), bearers).is_overfull
    assert counted.calls == 0


def test_marks_that_no_letter_bears_are_not_put_in_order() -> None:
    assert len(words_of("a" + "\u0316\u0301" * 8000)[0]) == 1
    stacked = words_of("\u0915" + "\u093f" * 8000)
    assert len(stacked[0]) <= 1 + sounds.MOST_MARKS


def test_the_underscores_behind_a_handle_are_not_tried_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def read(typed: str, start: int, _handle_start: int) -> Mention:
        tried.append(typed)
        return Mention(Handle("abc"), start, start)

    monkeypatch.setattr("consent.handles._mention", read)
    parse_mentions("_x @abc" + "_" * 30_000)
    assert sum(map(len, tried)) <= LONGEST_TEXT


def test_a_handle_with_more_underscores_than_a_handle_has_is_malformed() -> None:
    with pytest.raises(MalformedHandleError):
        parse_mentions("_x @abc" + "_" * 30_000)


def test_a_handle_that_is_repeated_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(lambda text: text)
    monkeypatch.setattr("consent.handles.parse_handle", counted)
    assert len(parse_mentions("@somebody_else " * MOST_AT_SIGNS)) == MOST_AT_SIGNS
    assert counted.calls <= 1


def test_a_text_of_hundreds_of_spellings_is_a_match_once_its_comparisons_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = Counted(lambda *_: False)
    monkeypatch.setattr(hearing, "is_near", compared)
    spellings = " ".join(f"k{a}{b}r{c}p{d}t" for a, b, c, d in product("aeiou", repeat=4))
    assert heard_in(spellings, "coropoto", "crapit") == {"crapit"}
    runs = len(hear(spoken(spellings)).runs or ())
    assert compared.calls == hearing.COMPARED_A_PERSON + runs // hearing.RUNS_A_COMPARISON <= MOST_COMPARED


def test_as_many_runs_are_gathered_by_sound_whatever_was_banned(monkeypatch: pytest.MonkeyPatch) -> None:
    gathered: list[int] = []

    class Gathering(dict[str, list[str]]):
        def __init__(self, _make: object) -> None:
            gathered.append(0)

        def __getitem__(self, key: str) -> list[str]:
            gathered[-1] += 1
            return self.setdefault(key, [])

    monkeypatch.setattr(rows, "defaultdict", Gathering)
    many = " ".join(f"w{number}" for number in range(FEW_LETTERS))
    heard = hear(spoken(f"a zebra and a krypto zeebra among trumpets {many}"))
    for banned in ((), ("zebra",), ("zebra", "crypto", "violence")):
        heard_words([sought(banned)], heard)
    assert gathered[0] > 0
    assert len(set(gathered)) == 1
