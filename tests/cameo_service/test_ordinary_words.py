"""Names that would refuse the prompts of other people, and names of people that hold ordinary words."""

import pytest

from cameo_service.ordinary_words import InstalledWords
from consent.names import parse_name

WORDS = InstalledWords()


@pytest.mark.parametrize(
    "text",
    [
        *("In the", "at night", "of the", "ON A", "this is", "in the night", "a man", "old man", "young woman"),
        *(
            "blue sky",
            "city street",
            "little girl",
            "red car",
            "black cat",
            "full moon",
            "white house",
            "is in the",
            "May Day",
        ),
        *("de la", "in der", "und die", "en el", "que no", "nella sua", "para o", "van de", "och det", "bir de"),
        *("\u043d\u0430 \u0432", "\u0441\u0435 \u043d\u0435", "\u0938\u0947 \u0939\u0948", "\u6211\u4eec\u7684"),
        *("\xecn th\xe9", "at n1ght", "inn thee", "off thee"),
    ],
)
def test_function_words_and_frequent_phrases_are_ordinary(text: str) -> None:
    assert WORDS.are_ordinary(parse_name(text).words)


@pytest.mark.parametrize(
    "text",
    [
        *("Ada Lovelace", "Countess of Lovelace", "Ada Byron", "Leonardo da Vinci", "Ludwig van Beethoven"),
        *("Will Smith", "John Smith", "Mark Green", "Rose Brown", "Grace Park", "Bill Gates", "Tiger Woods"),
        *(
            "George Bush",
            "Barack Obama",
            "Juan De La Cruz",
            "Jan de Vries",
            "Lan Anh",
            "An Li",
            "He Jiankui",
            "Max Power",
        ),
        *(
            "\u738b\u5c0f\u660e",
            "\u674e \u5a1c",
            "\uc774\ud558\ub098",
            "\uae40\ubbfc\uc218",
            "\u5c71\u7530\u592a\u90ce",
        ),
        *(
            "\u0938\u0940\u092e\u093e \u0930\u093e\u092f",
            "\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432",
        ),
    ],
)
def test_names_of_people_are_not_ordinary(text: str) -> None:
    assert not WORDS.are_ordinary(parse_name(text).words)
