"""Which shared libraries an ELF file asks the loader for (System V ABI, chapter 5: dynamic section)."""

import struct
from pathlib import Path

_LOAD, _DYNAMIC = 1, 2
_NEEDED, _STRING_TABLE = 1, 5


def needed_libraries(path: Path) -> list[str]:
    """The DT_NEEDED entries of a 64-bit little-endian shared object."""
    data = path.read_bytes()
    assert data[:6] == b"\x7fELF\x02\x01", f"{path.name} is no 64-bit little-endian ELF file"
    (table,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    segments = [struct.unpack_from("<IIQQQQ", data, table + size * number) for number in range(count)]
    dynamic = next(segment for segment in segments if segment[0] == _DYNAMIC)
    entries = list(struct.iter_unpack("<QQ", data[dynamic[2] : dynamic[2] + dynamic[5]]))
    names = _offset_of(next(value for tag, value in entries if tag == _STRING_TABLE), segments)
    return [_text(data, names + value) for tag, value in entries if tag == _NEEDED]


def _offset_of(address: int, segments: list[tuple[int, ...]]) -> int:
    """Where in the file a virtual address lies."""
    holder = next(s for s in segments if s[0] == _LOAD and s[3] <= address < s[3] + s[5])
    return address - holder[3] + holder[2]


def _text(data: bytes, start: int) -> str:
    return data[start : data.index(b"\0", start)].decode()
