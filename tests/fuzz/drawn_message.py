"""Fills a protobuf message of any type from the fuzzer's bytes."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from tests.fuzz.target import text_of

_Item = TypeVar("_Item")

Known: TypeAlias = Mapping[str, Sequence[str | bytes]]
"""Values that mean something where the message goes, by the name of the field."""

DEEPEST = 4
"""Messages inside messages."""
NUMBERS = (0, 1, 2, 3, 16, 17, 63, 64, 255, 2**31 - 1, 2**32 - 1, 2**62, 2**63 - 1, -1, -(2**31), -(2**63), 2**64 - 1)
SECONDS = (1_800_000_060, 1_800_086_400, 1_800_000_000, 0, -1, 253_402_300_800, 2**63 - 1)
"""Around the time that the tests' clock shows, and around what a Timestamp can hold."""
LENGTHS = (0, 1, 15, 16, 17, 31, 32, 48, 129, 4097, 40_000)
ROWS = (1, 1, 1, 1, 2, 3, 0, 17)
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


def fill(message: Message, draws: Draws, known: Known, depth: int = 0) -> None:
    """Sets most fields."""
    oneofs: Any = message.DESCRIPTOR.oneofs
    chosen = {draws.one_of(group.fields).name for group in oneofs}
    for field in message.DESCRIPTOR.fields:
        is_left_out = field.containing_oneof is not None and field.name not in chosen
        if is_left_out or draws.byte() % 16 == 15 or (field.message_type and depth == DEEPEST):
            continue
        if field.is_repeated:
            _fill_rows(message, field, draws, known, depth)
        elif field.message_type:
            inner = getattr(message, field.name)
            inner.SetInParent()
            fill(inner, draws, known, depth + 1)
        else:
            setattr(message, field.name, _scalar(field, draws, known))


def _fill_rows(message: Message, field: Any, draws: Draws, known: Known, depth: int) -> None:
    rows: Any = getattr(message, field.name)
    for _ in range(draws.one_of(ROWS)):
        if field.message_type:
            fill(rows.add(), draws, known, depth + 1)
        else:
            rows.append(_scalar(field, draws, known))


def _scalar(field: Any, draws: Draws, known: Known) -> Any:
    if field.name in known and draws.byte() % 16 != 15:
        return draws.one_of(known[field.name])
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_STRING:
            return _bytes(draws) if field.type == FieldDescriptor.TYPE_BYTES else _text(draws)
        case FieldDescriptor.CPPTYPE_BOOL:
            return bool(draws.byte() % 2)
        case FieldDescriptor.CPPTYPE_ENUM if draws.byte() % 16 != 15:
            return draws.one_of([value.number for value in field.enum_type.values][1:])
        case _:
            return _number(field, draws)


def _bytes(draws: Draws) -> bytes:
    return (draws.rest(4) * LENGTHS[-1])[: draws.one_of(LENGTHS)]


def _text(draws: Draws) -> str:
    return text_of(draws.rest(1 + draws.byte() % 64)) if draws.byte() % 2 else "x" * draws.one_of(LENGTHS)


def _number(field: Any, draws: Draws) -> int | float:
    if field.cpp_type not in _RANGES:
        return float(draws.one_of(NUMBERS))
    if field.containing_type.full_name == "google.protobuf.Timestamp":
        return min(draws.one_of(SECONDS), _RANGES[field.cpp_type][1])
    least, most = _RANGES[field.cpp_type]
    return min(max(draws.one_of(NUMBERS), least), most)


def ids_in(message: Message) -> dict[str, str | bytes]:
    """The ids and tokens in a reply, by the name of the field."""
    found: dict[str, str | bytes] = {}
    for field, value in message.ListFields():
        for row in value if field.is_repeated else (value,):
            if isinstance(row, Message):
                found |= ids_in(row)
            elif field.name.endswith(("_id", "token", "cursor", "revision", "render_grant")) and isinstance(
                row, str | bytes
            ):
                found[field.name] = row
    return found
