import pytest

from liveness.engines.whisper_spelling import spellings


def texts(asked: str) -> set[str]:
    return {"".join(pieces).strip() for pieces in spellings(asked.split()).values()}


@pytest.mark.parametrize(
    ("asked", "spelled"),
    [
        ("velvet monkey", {"velvet monkey", "Velvet monkey.", "Velvet, monkey.", "Velvet. Monkey."}),
        (
            "forty two ninety seven",
            {"42 97", "42, 97.", "4297", "Forty, two, ninety, seven.", "forty two ninety seven"},
        ),
        ("eight zero six three", {"8 0 6 3", "8, 0, 6, 3.", "8063", "80 63", "Eight, zero, six, three."}),
        ("thirty zero nineteen", {"30 0 19"}),
        ("bin blue at f two now", {"bin blue at F 2 now", "Bin blue at F2 now.", "Bin blue at F two now."}),
        ("f two", {"F2.", "F two", "F 2"}),
        ("i said a b", {"I said a B", "I said a B."}),
    ],
)
def test_numbers_and_letters_are_spelled_in_every_way(asked: str, spelled: set[str]) -> None:
    assert spelled <= texts(asked)


def test_a_sentence_is_never_a_list() -> None:
    assert texts("i allow acme to make videos of me") == {
        "I allow acme to make videos of me",
        "I allow acme to make videos of me.",
    }


def test_texts_that_are_alike_have_the_same_styles() -> None:
    for asked, alike in (("forty two ninety seven", "fifty one ninety nine"), ("at f two now", "at q nine now")):
        assert spellings(asked.split()).keys() == spellings(alike.split()).keys()


@pytest.mark.parametrize("asked", ["velvet monkey airport", "forty two sixty one", "lay red with p nine again"])
def test_no_spelling_loses_a_word(asked: str) -> None:
    for style, pieces in spellings(asked.split()).items():
        if not style.startswith("numerals"):
            assert len(pieces) == len(asked.split())
        assert all(pieces)
