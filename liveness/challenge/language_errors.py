"""Faults of a vocabulary file, and languages that no challenge can be asked in, each as a type of its own."""

from collections.abc import Iterable

from liveness.errors import ChallengeError


class UnknownLanguageError(ChallengeError):
    """No vocabulary of this deployment has the language."""

    code = "CHALLENGE_LANGUAGE_UNKNOWN"

    def __init__(self, tag: str, offered: Iterable[str]) -> None:
        super().__init__(
            f"No challenge is asked in {tag!r} here: ask for one of {', '.join(sorted(offered))}, "
            "or have the operator offer it (CAMEO_LANGUAGES)."
        )


class LanguageNotMeasuredError(ChallengeError):
    """The deployment has the vocabulary, and nothing shows how often its answers are judged rightly."""

    code = "CHALLENGE_LANGUAGE_NOT_MEASURED"

    def __init__(self, tag: str) -> None:
        super().__init__(
            f"Nothing shows that answers in {tag!r} are judged rightly here: ask for another language, or have the "
            "operator measure it (cameo models check-language FILE --voices DIR)."
        )


class VocabularyError(ChallengeError):
    """A vocabulary file that cannot be used."""


class MalformedVocabularyError(VocabularyError):
    """Not TOML, or a field that is missing, unknown or of another form. `where`: the field."""

    code = "VOCABULARY_MALFORMED"

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"Correct the vocabulary at {where or 'its top'}: {problem}.")


class WrongDigitsError(VocabularyError):
    """It does not name each of the ten digits once, in order."""

    code = "VOCABULARY_DIGITS"

    def __init__(self, numerals: Iterable[str]) -> None:
        super().__init__(f"Name the ten digits from 0 to 9, each once and in this order; found {' '.join(numerals)}.")


class RepeatedDigitError(VocabularyError):
    """Two digits are spoken alike."""

    code = "VOCABULARY_REPEATED"

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"Give {first} and {second} spoken forms of their own, or leave one of them out (left_out).")


class NeighbouringDigitsError(VocabularyError):
    """Two digits that can be asked differ in one phone at most."""

    code = "VOCABULARY_NEIGHBOURS"

    def __init__(self, first: str, second: str) -> None:
        super().__init__(
            f"{first} and {second} differ in one phone at most and would be misheard: leave one of them out (left_out)."
        )


class UnknownPhoneError(VocabularyError):
    """A pronunciation has a phone that the engine for times does not know."""

    code = "VOCABULARY_PHONE"

    def __init__(self, numeral: str, phone: str) -> None:
        super().__init__(
            f"Write the phones of {numeral} in those of pocketsphinx en-us, such as AA or SH; not {phone!r}."
        )


class DirectionMarkError(VocabularyError):
    """A text holds a mark that turns the direction of what is shown."""

    code = "VOCABULARY_DIRECTION"

    def __init__(self, where: str) -> None:
        super().__init__(f"Take the marks of direction out of {where}: with them, what is shown is not what is asked.")


class UnsayableSentenceError(VocabularyError):
    """A sentence does not name what it must, or takes too long to say."""

    code = "VOCABULARY_SENTENCE"

    def __init__(self, which: str, problem: str) -> None:
        super().__init__(f"Correct the sentence {which}: {problem}.")


class TooFewDigitsError(VocabularyError):
    """So many digits are left out that an answer could be guessed."""

    code = "VOCABULARY_TOO_FEW"

    def __init__(self, left: int, least: int) -> None:
        super().__init__(f"Leave fewer digits out: {left} can be asked, and at least {least} must be.")
