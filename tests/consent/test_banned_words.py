"""Banned words are found in any spelling, and with the same steps whatever was banned."""

import pytest

from consent.reading.hearing import hear, heard_words, unpacked
from consent.reading.spoken import spoken
from consent.restrictions import MOST_BANNED_WORDS, NONE_SOUGHT, packed, sought


def heard(text: str, *banned: str) -> frozenset[str]:
    return heard_words([sought(banned)], hear(spoken(text)))[0]


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
        ("\u0633\u0644\u0627\u062d", "\u0633\u0640\u0640\u0644\u0640\u0627\u062d"),
        ("\u07d2\u07df", "\u07d2\u07fa\u07df"),
        ("\u1820\u182a", "\u1820\u180a\u182a"),
    ],
)
def test_a_banned_word_is_heard_however_it_is_spelled(word: str, text: str) -> None:
    assert heard(text, word)


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
    assert not heard(text, word)


def test_only_the_words_that_are_heard_are_named() -> None:
    assert heard("@ada plays trumpets among zebra", "crypto", "zebra", "trumpet") == {"zebra"}
    assert heard("krypto zeebra", "crypto", "zebra", "trumpet") == {"crypto", "zebra"}


def test_a_persons_words_are_as_many_as_those_of_a_person_who_banned_none() -> None:
    most = [f"{number} apples" for number in range(MOST_BANNED_WORDS)]
    assert [len(sought(banned).keys) for banned in ((), most[:1], most)] == [MOST_BANNED_WORDS] * 3


def test_words_are_the_same_after_they_were_stored() -> None:
    banned = ("crypto", "bad dog", "a row of many words", "\u5200", "\u043f\u0440\u0438\u0432\u0435\u0442", "2 6")
    ready, stored = sought(banned), unpacked(packed(sought(banned)))
    assert (list(stored.keys), stored.packed_words) == (list(ready.keys), ready.packed_words)
    texts = ("kripto", "a badd dogg", "in a row of many words", "26", "\u4ed6\u62ff\u5200")
    for text in (*texts, "\u041f\u0440\u0438\u0432\u0435\u0442"):
        assert heard_words([stored], hear(spoken(text)))[0], text
    assert heard_words([unpacked(NONE_SOUGHT)], hear(spoken(" ".join(banned)))) == [frozenset()]


def test_a_long_phrase_is_heard_as_one_word_and_letter_by_letter() -> None:
    phrase = "bad dogs bark loud"
    assert heard("baddogsbarkloud", phrase)
    assert heard(" ".join("baddogsbarkloud"), phrase)
    assert heard("ba r ba ddogsbark loud", phrase)
    assert not heard("bad dogs bark", phrase)


def test_each_persons_words_are_found_beside_those_of_others() -> None:
    people = [sought(banned) for banned in (("zebra",), (), ("crypto", "zebra"), ("violence",))]
    assert heard_words(people, hear(spoken("a zeebra buys kripto"))) == [{"zebra"}, set(), {"crypto", "zebra"}, set()]


def test_words_without_a_sound_in_english_are_found_in_pieces() -> None:
    word = "\u043f\u0440\u0438\u0432\u0435\u0442"
    for text in (" ".join(word), f"{word[0]} {word[1:]}", f"{word[:3]} {word[3]} {word[4:]}"):
        assert heard(text, word)
    assert heard("\u0430 \u0431", "\u0430\u0431")


def test_many_words_that_begin_alike_are_not_heard_for_that() -> None:
    letters = (
        "\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u043a\u043b\u043c\u043d\u043e\u043f\u0440\u0441\u0442"
    )
    banned = [f"\u043f\u0440\u0438\u0432{letter}" for letter in letters]
    assert not heard("\u043f\u0440\u0438\u0432\u044b\u0447\u043a\u0430", *banned)
