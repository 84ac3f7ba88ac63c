"""The ways in which Whisper may write down what a person was asked to say. It writes numerals, commas and full stops.

A text is scored in each of them, because a right answer that the net would write otherwise scores as a wrong one: as
"eight zero six three" a clear "8, 0, 6, 3" is unlikely.
"""

from collections.abc import Iterator, Sequence

from liveness.challenge.vocabulary import DIGITS, TEENS, TENS

Pieces = tuple[str, ...]
"""A text in pieces that are judged one by one, spaces and stops with the piece that they belong to."""

LISTED_MAX = 6
"""Longer texts are sentences: no word of theirs stands alone."""
_VALUES = {word: value for value, word in enumerate(DIGITS + TEENS)} | {
    word: 20 + 10 * n for n, word in enumerate(TENS)
}


def spellings(words: Sequence[str]) -> dict[str, Pieces]:
    """The spellings of a text, each by the name of its style; the same styles for texts that are alike.

    words: in lower case, at least one.
    """
    spelled = [_letter(word) for word in words]
    found = dict(_styled("words", spelled))
    units = list(_units(words))
    if len(units) < len(words) or any(unit.isdigit() for unit in units):
        found |= dict(_styled("numerals", units))
        found |= dict(_joined(units))
    return found


def _styled(name: str, units: Sequence[str]) -> Iterator[tuple[str, Pieces]]:
    first, *others = units
    opened = [first[:1].upper() + first[1:], *others]
    yield name, tuple(f" {unit}" for unit in units)
    yield f"{name}, a sentence", _ended([f" {unit}" for unit in opened])
    if len(units) <= LISTED_MAX:
        yield f"{name}, listed", _ended([*(f" {unit}," for unit in opened[:-1]), f" {opened[-1]}"])
        yield f"{name}, apart", tuple(f" {unit[:1].upper()}{unit[1:]}." for unit in units)


def _ended(pieces: list[str]) -> Pieces:
    return (*pieces[:-1], f"{pieces[-1]}.")


def _joined(units: Sequence[str]) -> Iterator[tuple[str, Pieces]]:
    """Numerals without spaces: "8063", "80 63", and a letter with the number after it: "F2"."""
    if all(unit.isdigit() for unit in units):
        yield "numerals joined", (" " + "".join(units),)
        if max(map(len, units)) == 1:
            yield "numerals in pairs", tuple(" " + "".join(units[at : at + 2]) for at in range(0, len(units), 2))
        return
    pieces: list[str] = []
    for before, unit in zip(("", *units), units, strict=False):
        is_joined = unit.isdigit() and len(before) == 1 and before.isupper()
        pieces.append(unit if is_joined else f" {unit}")
    if any(not piece.startswith(" ") for piece in pieces):
        yield "numerals after letters", _ended([pieces[0][:2].upper() + pieces[0][2:], *pieces[1:]])


def _units(words: Sequence[str]) -> Iterator[str]:
    """The words with their numbers as numerals: "forty", "two" is "42"."""
    ten = 0
    for word, after in zip(words, (*words[1:], ""), strict=True):
        value = _VALUES.get(word)
        if value is None:
            yield _letter(word)
        elif word in TENS and after in DIGITS[1:]:
            ten = value
        else:
            yield str(ten + value)
            ten = 0


def _letter(word: str) -> str:
    """A letter, and the word I, are written large; the word "a" is not."""
    return word.upper() if len(word) == 1 and word != "a" else word
