"""What a target is, and how hostile text is drawn from the fuzzer's bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from consent.errors import PublicError

PALETTE = (
    "abcdefiklmnorstuvxyzAF0128_.@ \n"
    "\\/:;,!?#%&*+-=~`'\"()[]{}<>|$^"
    "\uff20\ufe6b\u200b\u200d\u200e\u200f\u061c\u2066\u2069\u00ad\ufeff\u2024\u2026\u3000\u00a0"
    "\u00e4\u00df\u0131\u0142\u00f8\u0301\u0308\u0430\u0435\u043e\u03bf\u0130\ufb01\u2160\U0001d41a"
    "\u05d0\u0644\u064e\u0939\u093f\u094d\u0e01\u0e32\u0e49\u1780\u17d2\u4e00\u738b\u3042\u30ab\u3099\uac00\u1100\u1161"
    "\U0001f600\U0001f3fd\ufe0f\U000e0061\ue000\uffff\U0010ffff\x00\x7f\x85"
)
"""Characters that have decided something in mentions, names and words: handle characters and what ends them, marks,
look-alikes, scripts with and without blanks, and characters that are not there."""


class AcceptedError(AssertionError):
    """The code took what it must refuse, or lost what it must find."""


@dataclass(frozen=True, slots=True)
class Target:
    """One row of the catalogue.

    name: of its file. watched: packages whose branches the fuzzer sees; new ones lead it on. in_ci: hostile inputs in
    the slice that CI runs. longest_bytes: of one input.
    """

    name: str
    watched: tuple[str, ...]
    in_ci: int
    longest_bytes: int

    def load(self) -> ModuleType:
        """The file with SEEDS and `attempt`; imported here, so that the fuzzer can watch what it imports."""
        return import_module(f"tests.fuzz.targets.{self.name}")


def text_of(data: bytes) -> str:
    """UTF-8 where the first byte is even; else one character of the palette for each byte."""
    if not data or data[0] % 2 == 0:
        return data[1:].decode(errors="replace")
    return "".join(PALETTE[byte % len(PALETTE)] for byte in data[1:])


def as_seed(text: str) -> bytes:
    """The bytes that `text_of` reads as this text."""
    return b"\0" + text.encode()


def parts_of(data: bytes, count: int) -> Iterator[str]:
    """That many texts; what is missing is empty."""
    pieces = data.split(b"\xff", count - 1)
    return (text_of(piece) for piece in (*pieces, *[b""] * (count - len(pieces))))


def as_parts(*texts: str) -> bytes:
    """The bytes that `parts_of` reads as these texts."""
    return b"\xff".join(map(as_seed, texts))


def require(*, holds: bool, otherwise: str) -> None:
    """Raises AcceptedError unless it holds."""
    if not holds:
        raise AcceptedError(otherwise)


__all__ = ["AcceptedError", "PublicError", "Target", "as_parts", "as_seed", "parts_of", "require", "text_of"]
