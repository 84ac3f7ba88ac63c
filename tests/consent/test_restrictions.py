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
    return bool(matched_words(frozenset({word}), hear(text, {word})))


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
        ("violence", "and vi\xadol\xaden\xadce"),
        ("crypto", "bad\u200bcrypto"),
        ("crypto", "cr\u2060y\u034fp\ufe0fto"),
        ("\u5200", "@ada \u4ed6\u62ff\u7740\u5200"),
        ("\u5c0f \u5200", "\u5c0f\u5200\u304c"),
        ("\uce7c", "@ada \uce7c\uc744 \ub4e4\uace0"),
        ("\u0e22\u0e32", "\u0e02\u0e32\u0e22\u0e22\u0e32\u0e17\u0e35\u0e48"),
        ("\ua997\ua9ae", "\ua9b2\ua997\ua9ae\ua9a4"),
        ("\u0939\u093f\u0902\u0938\u093e", "\u092f\u0939 \u0939\u093f\u0902\u0938\u093e \u0939\u0948"),
        (
            "\u0e22\u0e32\u0e40\u0e2a\u0e1e\u0e15\u0e34\u0e14",
            "\u0e02\u0e32\u0e22\u0e22\u0e32\u0e40\u0e2a\u0e1e\u0e15\u0e34\u0e14\u0e17\u0e35\u0e48",
        ),
        ("violence", "\u66b4\u529bviolence\u306e"),
        ("\xf8l", "en OL"),
        ("str\xf8m", "en \ua730trom strom"),
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
        (
            "\u0939\u093f\u0902\u0938\u093e",
            "@ada \u090f\u0915 \u0939\u0902\u0938 \u0924\u0948\u0930\u0924\u093e \u0939\u0948",
        ),
        ("\u0915\u0930\u094d\u092e", "\u0915\u0930\u092e"),
        ("\u0e21\u0e32", "\u0e21\u0e49\u0e32"),
        ("\u30ac", "\u30ab\u30e1\u30e9"),
    ],
)
def test_words_that_only_share_consonants_are_let_through(word: str, text: str) -> None:
    assert not is_matched(word, text)


def test_only_the_words_that_are_heard_are_named() -> None:
    banned = frozenset({"crypto", "zebra", "trumpet"})
    assert matched_words(banned, hear("@ada plays trumpets among zebra", banned)) == {"zebra"}
    assert matched_words(banned, hear("krypto zeebra", banned)) == {"crypto", "zebra"}


def test_everything_that_can_be_chosen_is_denied_at_first() -> None:
    assert UNTOUCHED.denied_classes == CHOOSABLE
    assert CHOOSABLE.isdisjoint(HARD_DENIED)
    assert not is_hard_denied(frozenset({ContentClass.SEXUAL}))


LESS = Restrictions(CHOOSABLE - {ContentClass.VIOLENCE})
WORD = Restrictions(banned_words=frozenset({"zebra"}))
WISH = Restrictions(wishes="no hats")
LIKES = Restrictions(preferences="smiling")


@pytest.mark.parametrize(
    ("current", "wanted", "narrows", "widens"),
    [
        (UNTOUCHED, UNTOUCHED, False, False),
        (UNTOUCHED, LESS, False, True),
        (LESS, UNTOUCHED, True, False),
        (UNTOUCHED, WORD, True, False),
        (WORD, UNTOUCHED, False, True),
        (UNTOUCHED, WISH, True, True),
        (WISH, UNTOUCHED, False, True),
        (WISH, Restrictions(wishes="hats only"), True, True),
        (UNTOUCHED, LIKES, False, True),
        (LIKES, UNTOUCHED, True, True),
        (LIKES, Restrictions(preferences="undressed"), True, True),
        (LIKES, LIKES, False, False),
        (LIKES, Restrictions(preferences="smiling", banned_words=frozenset({"zebra"})), True, False),
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
