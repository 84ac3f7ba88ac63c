import pytest

from liveness.challenge.language_errors import (
    DirectionMarkError,
    MalformedVocabularyError,
    NeighbouringDigitsError,
    RepeatedDigitError,
    TooFewDigitsError,
    UnknownPhoneError,
    UnsayableSentenceError,
    VocabularyError,
    WrongDigitsError,
)
from liveness.challenge.language_file import SHIPPED, read_language, shipped

DIGITS = (
    *("S EH R OW", "UW N OW", "D OW S", "T R EH S", "K W AA T R OW"),
    *("S IY N K OW", "S EY S", "S Y EH T EH", "OW CH OW", "N W EH V EH"),
)
SPOKEN = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]


def digit(place: int, **changed: str) -> str:
    fields = {"numeral": str(place), "spoken": SPOKEN[place], "phones": DIGITS[place], **changed}
    return (
        f'[[digit]]\nnumeral = "{fields["numeral"]}"\nspoken = "{fields["spoken"]}"\nphones = ["{fields["phones"]}"]\n'
    )


def vocabulary(
    *digits: str, tag: str = "xx", left_out: str = "[]", consent: str = "yo permito a {operator} {use}", more: str = ""
) -> bytes:
    head = (
        f'tag = "{tag}"\nname = "X"\nversion = "xx-1"\nleft_out = {left_out}\nseparators = [", "]\nstop = "."\n{more}'
    )
    head += f'consent = "{consent}"\nuse = "vídeos"\n[acts]\nerase = "quiero borrar"\n'
    return (head + "".join(digits or map(digit, range(10)))).encode()


def with_digit(at_place: int, **changed: str) -> bytes:
    return vocabulary(*(digit(at, **(changed if at == at_place else {})) for at in range(10)))


FAULTS: dict[str, tuple[bytes, type[VocabularyError]]] = {
    "not TOML": (b"tag =", MalformedVocabularyError),
    "not UTF-8": (b"\xff\xfe", MalformedVocabularyError),
    "an unknown field": (vocabulary(more='words = "no"\n'), MalformedVocabularyError),
    "no tag": (vocabulary(tag="Spanish!"), MalformedVocabularyError),
    "English": (vocabulary(tag="en"), MalformedVocabularyError),
    "no words": (vocabulary(tag="zxx"), MalformedVocabularyError),
    "a digit that is none is left out": (vocabulary(left_out='["x"]'), MalformedVocabularyError),
    "nine digits": (vocabulary(*(digit(at) for at in range(9))), WrongDigitsError),
    "eleven digits": (vocabulary(*(digit(at) for at in range(10)), digit(9)), WrongDigitsError),
    "a digit twice": (with_digit(3, numeral="2"), WrongDigitsError),
    "spoken alike": (with_digit(3, spoken="DOS"), RepeatedDigitError),
    "a neighbour by one phone": (with_digit(3, phones="D OW Z"), NeighbouringDigitsError),
    "a neighbour by one phone more": (with_digit(3, phones="D OW S AH"), NeighbouringDigitsError),
    "a phone of another model": (with_digit(3, phones="T R EE S"), UnknownPhoneError),
    "a mark of direction in a digit": (with_digit(3, spoken="tres\u200f"), DirectionMarkError),
    "a mark of direction in a sentence": (vocabulary(consent="a\u202e {operator} {use}"), DirectionMarkError),
    "a sentence without the operator": (vocabulary(consent="permito {use}"), UnsayableSentenceError),
    "a sentence with another blank": (vocabulary(consent="{operator} {use} {when}"), UnsayableSentenceError),
    "a sentence with an open brace": (vocabulary(consent="{operator} {use} {"), UnsayableSentenceError),
    "two digits left out": (vocabulary(left_out='["2", "3"]'), TooFewDigitsError),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_vocabulary_is_refused_by_the_name_of_its_fault(name: str) -> None:
    content, kind = FAULTS[name]
    with pytest.raises(VocabularyError) as refused:
        read_language(content)
    assert type(refused.value) is kind


def test_each_fault_has_a_code_of_its_own() -> None:
    kinds = {kind for _, kind in FAULTS.values()}
    assert len({kind.code for kind in kinds}) == len(kinds) == len(VocabularyError.__subclasses__())


def test_a_sound_vocabulary_is_read() -> None:
    assert read_language(vocabulary()).asked == tuple("0123456789")


def test_one_of_two_neighbours_may_be_left_out() -> None:
    digits = [digit(at, **({"phones": "D OW Z"} if at == 3 else {})) for at in range(10)]
    assert read_language(vocabulary(*digits, left_out='["3"]')).asked == tuple("012456789")


@pytest.mark.parametrize("tag", SHIPPED)
def test_every_vocabulary_of_the_package_is_sound_and_has_a_sentence_for_each_act(tag: str) -> None:
    language = shipped(tag)
    assert language.tag == tag
    assert set(language.acts) == {"widen_to_everyone", "grant_ad", "new_device", "erase"}
