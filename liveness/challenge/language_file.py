"""Vocabulary files: TOML in, `Language` out. Those of the package, and those that a deployment adds.

A file is refused for whatever would make answers in it unsure, each fault by a type of its own.
"""

import itertools
import string
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz.distance import Levenshtein

from liveness.challenge.language import ENGLISH, WITHOUT_WORDS, Digit, Language, folded
from liveness.challenge.language_errors import (
    DirectionMarkError,
    MalformedVocabularyError,
    NeighbouringDigitsError,
    RepeatedDigitError,
    TooFewDigitsError,
    UnknownPhoneError,
    UnsayableSentenceError,
    WrongDigitsError,
)
from liveness.challenge.vocabulary import NUMERALS

_ENDING = ".toml"
_FOLDER = resources.files(__package__).joinpath("languages")
SHIPPED = tuple(sorted(file.name.removesuffix(_ENDING) for file in _FOLDER.iterdir() if file.name.endswith(_ENDING)))
"""Tags of the vocabularies of the package. Which of them may be offered, `liveness.limits.languages` says."""

PHONES = frozenset(
    """AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH""".split()  # noqa: SIM905 - a list of 39 quoted names reads worse
)
"""Of the acoustic model of pocketsphinx en-us."""
DIFFERENT_PHONES = 2
"""Least difference of two digits, in phones."""
ASKED_MIN = 9
"""Digits that can be asked. With fewer, what is drawn in a verification has less than REQUIRED_BITS."""
DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Unicode's Bidi_Control: they change what is shown."""

Text = Annotated[str, Field(min_length=1, max_length=300)]


class _DigitFields(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    numeral: Text
    spoken: Text
    phones: Annotated[list[Text], Field(min_length=1, max_length=4)]


class _Fields(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    tag: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    name: Text
    version: Text
    left_out: list[str]
    separators: Annotated[list[Annotated[str, Field(max_length=3)]], Field(min_length=1, max_length=8)]
    stop: Annotated[str, Field(max_length=3)]
    consent: Text
    use: Text
    acts: dict[str, Text]
    digit: list[_DigitFields]


def shipped(tag: str) -> Language:
    """A vocabulary of the package, one of SHIPPED."""
    return read_language(_FOLDER.joinpath(f"{tag}{_ENDING}").read_bytes())


def read_language(content: bytes) -> Language:
    """Parses and checks a vocabulary file.

    Raises:
        VocabularyError: the subclass says what is wrong with it.
    """
    language = _parsed(content)
    _require_no_marks(language)
    _require_ten(language)
    _require_apart(language)
    _require_sentences(language)
    return language


def _parsed(content: bytes) -> Language:
    try:
        fields = _Fields.model_validate(tomllib.loads(content.decode("utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise MalformedVocabularyError(".".join(map(str, first["loc"])), first["msg"]) from None
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise MalformedVocabularyError("", f"it is not TOML in UTF-8 ({error})") from None
    if fields.tag == ENGLISH:
        raise MalformedVocabularyError("tag", "English has words of its own and needs no file")
    if fields.tag == WITHOUT_WORDS:
        raise MalformedVocabularyError("tag", f"{WITHOUT_WORDS} says that there are no words: name a language")
    if wrong := [numeral for numeral in fields.left_out if numeral not in NUMERALS]:
        raise MalformedVocabularyError("left_out", f"{wrong[0]!r} is no numeral")
    return Language(
        tag=fields.tag,
        name=fields.name,
        version=fields.version,
        digits=tuple(Digit(one.numeral, one.spoken, tuple(one.phones)) for one in fields.digit),
        left_out=tuple(fields.left_out),
        separators=tuple(fields.separators),
        stop=fields.stop,
        consent=fields.consent,
        use=fields.use,
        acts=fields.acts,
    )


def _require_no_marks(language: Language) -> None:
    for where, text in _texts(language):
        if DIRECTION_MARKS & set(text):
            raise DirectionMarkError(where)


def _texts(language: Language) -> Iterator[tuple[str, str]]:
    yield from (("name", language.name), ("version", language.version), ("use", language.use))
    yield from (("consent", language.consent), ("stop", language.stop))
    yield from ((f"acts.{act}", text) for act, text in language.acts.items())
    yield from (("separators", separator) for separator in language.separators)
    yield from ((f"the digit {digit.numeral}", digit.spoken) for digit in language.digits)


def _require_ten(language: Language) -> None:
    numerals = tuple(digit.numeral for digit in language.digits)
    if numerals != NUMERALS:
        raise WrongDigitsError(numerals)
    if len(language.asked) < ASKED_MIN:
        raise TooFewDigitsError(len(language.asked), ASKED_MIN)


def _require_apart(language: Language) -> None:
    for digit in language.digits:
        for phone in (phone for phones in digit.phones for phone in phones.split()):
            if phone not in PHONES:
                raise UnknownPhoneError(digit.numeral, phone)
    asked = [digit for digit in language.digits if digit.numeral in language.asked]
    for first, second in itertools.combinations(asked, 2):
        if folded(first.spoken) == folded(second.spoken):
            raise RepeatedDigitError(first.numeral, second.numeral)
        if _difference(first, second) < DIFFERENT_PHONES:
            raise NeighbouringDigitsError(first.numeral, second.numeral)


def _difference(first: Digit, second: Digit) -> int:
    return min(Levenshtein.distance(one.split(), other.split()) for one in first.phones for other in second.phones)


def _require_sentences(language: Language) -> None:
    try:
        names = sorted(name for _, name, _, _ in string.Formatter().parse(language.consent) if name is not None)
    except ValueError:
        names = []
    if names != ["operator", "use"]:
        raise UnsayableSentenceError("consent", "it names {operator} and {use}, each once, and nothing else in braces")
    for act, text in language.acts.items():
        if "{" in text or "}" in text:
            raise UnsayableSentenceError(f"acts.{act}", "it has no braces")
