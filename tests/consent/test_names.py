import pytest

from consent.errors import NameMalformedError
from consent.names import is_named, parse_name, spoken_names


def is_heard(name: str, text: str) -> bool:
    parsed = parse_name(name)
    return any(is_named(parsed.words, run) for run in spoken_names(text).get(parsed.sound, ()))


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


@pytest.mark.parametrize("text", ["", "Rose", "one two three four five", "?! ...", "x " * 33])
def test_what_cannot_be_told_from_ordinary_words_is_no_name(text: str) -> None:
    with pytest.raises(NameMalformedError):
        parse_name(text)
