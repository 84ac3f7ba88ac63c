import pytest

from consent.content_classes import CHOOSABLE, HARD_DENIED, ContentClass, is_hard_denied
from consent.restrictions import (
    UNTOUCHED,
    Restrictions,
    hear,
    matched_words,
    restrictions_narrow,
    restrictions_widen,
)


def is_matched(word: str, text: str) -> bool:
    return bool(matched_words(frozenset({word}), hear(text)))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("crypto", "buy crypto now"),
        ("crypto", "CRYPTO!"),
        ("crypto", "buy kripto now"),
        ("crypto", "buy cry pto now"),
        ("crypto", "a c.r.y.p.t.o thing"),
        ("crypto", "c r y p t o"),
        ("crypto", "cr\u0443pt\u043e"),
        ("crypto", "(crypt0)"),
        ("nazi", "a N-A-Z-I flag"),
        ("damn", "d@mn it"),
        ("bad dog", "such a badd dogg"),
        ("\u00e9t\u00e9", "un ETE"),
        ("\u043f\u0440\u0438\u0432\u0435\u0442", "\u041f\u0440\u0438\u0432\u0435\u0442!"),
    ],
)
def test_a_banned_word_is_heard_however_it_is_spelled(word: str, text: str) -> None:
    assert is_matched(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("crypto", "a red carpet"),
        ("crypto", ""),
        ("crypto", "?!"),
        ("night", "a quiet nation"),
        ("bad dog", "a dog that is not bad"),
    ],
)
def test_words_that_only_share_consonants_are_let_through(word: str, text: str) -> None:
    assert not is_matched(word, text)


def test_only_the_words_that_are_heard_are_named() -> None:
    banned = frozenset({"crypto", "zebra", "trumpet"})
    assert matched_words(banned, hear("@ada plays trumpets among zebra")) == {"zebra"}
    assert matched_words(banned, hear("krypto zeebra")) == {"crypto", "zebra"}


def test_everything_that_can_be_chosen_is_denied_at_first() -> None:
    assert UNTOUCHED.denied_classes == CHOOSABLE
    assert CHOOSABLE.isdisjoint(HARD_DENIED)
    assert not is_hard_denied(frozenset({ContentClass.SEXUAL}))


LESS = Restrictions(CHOOSABLE - {ContentClass.VIOLENCE})
WORD = Restrictions(banned_words=frozenset({"zebra"}))
WISH = Restrictions(wishes="no hats")


@pytest.mark.parametrize(
    ("current", "wanted", "narrows", "widens"),
    [
        (UNTOUCHED, UNTOUCHED, False, False),
        (UNTOUCHED, LESS, False, True),
        (LESS, UNTOUCHED, True, False),
        (UNTOUCHED, WORD, True, False),
        (WORD, UNTOUCHED, False, True),
        (UNTOUCHED, WISH, True, False),
        (WISH, UNTOUCHED, False, True),
        (WISH, Restrictions(wishes="hats only"), True, True),
        (UNTOUCHED, Restrictions(preferences="smiling"), False, False),
        (LESS, WORD, True, False),
        (WORD, LESS, False, True),
    ],
)
def test_which_changes_narrow_and_which_widen(
    current: Restrictions,
    wanted: Restrictions,
    narrows: bool,  # noqa: FBT001 - a column of the table
    widens: bool,  # noqa: FBT001
) -> None:
    assert (restrictions_narrow(current, wanted), restrictions_widen(current, wanted)) == (narrows, widens)
