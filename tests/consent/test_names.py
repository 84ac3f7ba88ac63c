import pytest

from consent.errors import NameMalformedError
from consent.names import is_numbered, parse_name
from consent.reading.spoken import named_in, spoken


def is_heard(name: str, text: str) -> bool:
    parsed = parse_name(name)
    heard = spoken(text)
    return parsed.sound in heard.sounds and bool(named_in(heard, [("bearer", parsed)]).found)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace plays trumpet",
        "zebras with ADA LOVELACE!",
        "ada-lovelace",
        "\u00c1da Lovel\u00e1ce",
        "Aida Luvlace dancing",
        "my friend ada l0velace",
    ],
)
def test_a_name_is_heard_however_it_is_spelled(text: str) -> None:
    assert is_heard("Ada Lovelace", text)


@pytest.mark.parametrize("text", ["", "Ada", "Lovelace", "Lovelace, Ada", "Ada loves lace", "Ada and Lovelace"])
def test_other_words_are_not_the_name(text: str) -> None:
    assert not is_heard("Ada Lovelace", text)


ANNA = "\u0430\u043d\u043d\u0430 \u043a\u0430\u0440\u0435\u043d\u0438\u043d\u0430"


def test_a_name_in_another_script_is_heard_as_it_is_spelled() -> None:
    assert is_heard(ANNA.title(), f"{ANNA} dances")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ada Lovelace", "A\xadda Lovelace dances"),
        ("Ada Lovelace", "Ada\u200bLovelace"),
        ("Ada Lovelace", "Ada Lovelace\u304c\u8e0a\u308b"),
        ("\u0141ukasz Nowak", "Lukasz Nowak dances"),
        ("Lukasz Nowak", "\u0141ukasz Nowak dances"),
        ("\xd8ystein B\xf8", "Oystein Bo dances"),
        ("\u0110\u1ee9c \xdeor", "duc thor"),
        (
            "\u0930\u094b\u0939\u093f\u0923\u0940 \u0936\u0930\u094d\u092e\u093e",
            "\u0930\u094b\u0939\u093f\u0923\u0940 \u0936\u0930\u094d\u092e\u093e \u0939\u0948",
        ),
        ("\u5c71\u7530 \u592a\u90ce", "\u5199\u771f\u3067\u5c71\u7530\u592a\u90ce\u304c\u8e0a\u308b"),
        ("\u5c71\u7530\u592a\u90ce", "\u5c71\u7530 \u592a\u90ce\u304c"),
        ("\u674e \u5a1c", "\u674e\u5a1c\u8df3\u821e"),
        ("\uae40\ubbfc\uc218", "\uc5b4\uc81c \uae40\ubbfc\uc218\uac00"),
        (
            "\u0e2a\u0e21\u0e0a\u0e32\u0e22 \u0e43\u0e08\u0e14\u0e35",
            "\u0e19\u0e32\u0e22\u0e2a\u0e21\u0e0a\u0e32\u0e22\u0e43\u0e08\u0e14\u0e35",
        ),
    ],
)
def test_a_name_is_heard_in_its_script_and_in_plain_spelling(name: str, text: str) -> None:
    assert is_heard(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "\u0938\u0940\u092e\u093e \u0930\u093e\u092f",
            "\u0938\u094b\u092e \u0930\u094b\u092f \u0928\u093e\u091a\u0924\u093e",
        ),
        ("\u5c71\u7530 \u592a\u90ce", "\u5c71\u7530\u592a"),
        ("\u5c71\u7530 \u592a\u90ce", "\u5c71\u7530\u592a\u967d"),
    ],
)
def test_another_name_in_that_script_is_not_heard(name: str, text: str) -> None:
    assert not is_heard(name, text)


@pytest.mark.parametrize(
    "text",
    ["\u674e\u5a1c", "\u5c71" * 25, "Ada Lovelace \u5c71", "", "Rose", "one two three four five", "?! ...", "x " * 33],
)
def test_what_cannot_be_told_from_ordinary_words_is_no_name(text: str) -> None:
    with pytest.raises(NameMalformedError):
        parse_name(text)


@pytest.mark.parametrize("text", ["12 34", "10 people", "top 10", "2 2 cats", "\u0661\u0662 \u0663\u0664"])
def test_numbers_make_no_name(text: str) -> None:
    assert is_numbered(parse_name(text))


@pytest.mark.parametrize(
    "text", ["Ada Lovelace", "Blink Blinker 182", "R2 D2", "Ada L0velace", "\u5c71\u7530\u592a\u90ce", "Jean-Luc"]
)
def test_a_name_may_have_numbers_beside_its_words(text: str) -> None:
    assert not is_numbered(parse_name(text))
