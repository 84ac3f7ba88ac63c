"""Fills a protobuf message of any type from the fuzzer's bytes."""

from collections.abc import Sequence
from typing import Any, TypeVar

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from tests.fuzz.target import text_of

_Item = TypeVar("_Item")

DEEPEST = 4
"""Messages inside messages."""
NUMBERS = (0, 1, 2, 3, 16, 17, 63, 64, 255, 2**31 - 1, 2**32 - 1, 2**62, 2**63 - 1, -1, -(2**31), -(2**63), 2**64 - 1)
LENGTHS = (0, 1, 15, 16, 17, 31, 32, 48, 129, 4097, 40_000)
ROWS = (0, 1, 1, 1, 2, 3, 17, 101)
_RANGES = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
    FieldDescriptor.CPPTYPE_ENUM: (-(2**31), 2**31 - 1),
}


class Draws:
    """Choices read from bytes, in order; where they end, each choice is the first."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def byte(self) -> int:
        """The next byte."""
        taken = self._data[self._at : self._at + 1]
        self._at += 1
        return taken[0] if taken else 0

    def one_of(self, items: Sequence[_Item]) -> _Item:
        """One of at most 256 items."""
        return items[self.byte() % len(items)]

    def rest(self, most: int | None = None) -> bytes:
        """The next bytes; all that are left if `most` is None."""
        taken = self._data[self._at :][:most]
        self._at += len(taken)
        return taken


def fill(message: Message, draws: Draws, words: Sequence[str], depth: int = 0) -> None:
    """Sets most fields. words: texts that mean something where the message goes."""
    for field in message.DESCRIPTOR.fields:
        if draws.byte() % 8 == 7 or (field.message_type and depth == DEEPEST):
            continue
        if field.is_repeated:
            _fill_rows(message, field, draws, words, depth)
        elif field.message_type:
            inner = getattr(message, field.name)
            inner.SetInParent()
            fill(inner, draws, words, depth + 1)
        else:
            setattr(message, field.name, _scalar(field, draws, words))


def _fill_rows(message: Message, field: FieldDescriptor, draws: Draws, words: Sequence[str], depth: int) -> None:
    rows: Any = getattr(message, field.name)
    for _ in range(draws.one_of(ROWS)):
        if field.message_type:
            fill(rows.add(), draws, words, depth + 1)
        else:
            rows.append(_scalar(field, draws, words))


def _scalar(field: FieldDescriptor, draws: Draws, words: Sequence[str]) -> Any:
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_STRING if field.type == FieldDescriptor.TYPE_BYTES:
            return (draws.rest(4) * LENGTHS[-1])[: draws.one_of(LENGTHS)]
        case FieldDescriptor.CPPTYPE_STRING:
            return _text(draws, words)
        case FieldDescriptor.CPPTYPE_BOOL:
            return bool(draws.byte() % 2)
        case FieldDescriptor.CPPTYPE_ENUM if draws.byte() % 4:
            return draws.one_of([value.number for value in field.enum_type.values])
        case kind if kind in _RANGES:
            least, most = _RANGES[kind]
            return min(max(draws.one_of(NUMBERS), least), most)
        case _:
            return float(draws.one_of(NUMBERS))


def _text(draws: Draws, words: Sequence[str]) -> str:
    """Mostly one of the words."""
    match draws.byte() % 8:
        case 0:
            return text_of(draws.rest(1 + draws.byte() % 64))
        case 1:
            return "x" * draws.one_of(LENGTHS)
        case _:
            return draws.one_of(words)
