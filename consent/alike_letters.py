"""Letters that are read as others: those that pass for them, stand for them on other keyboards, or are heard as them.

Unicode decomposes none of these. What a text is read as says `consent.sounds`.
"""

import re
import unicodedata

LOOK_ALIKE = str.maketrans(
    "0134578"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0501\u0458\u04bb\u051b\u051d\u04cf\u0475"
    "\u03bf\u03b1\u03b5\u03bd\u03c1\u03b9\u03ba\u03c7\u0261",
    "oieastbaeopcyxisdjhqwlvoaevpikxg",
)
"""Digits used as letters, and the Cyrillic and Greek letters that pass for Latin ones (UTS #39)."""

_LATIN_BLOCKS = (0xC0, 0x2B0), (0x1D00, 0x1DC0), (0x1E00, 0x1F00), (0x2C60, 0x2C80), (0xA720, 0xA800)
_LATIN_NAME = re.compile(r"LATIN (?:SMALL LETTER|LETTER SMALL CAPITAL) (?:DOTLESS )?([A-Z]|AE|OE)(?: WITH .+)?")
_NAMED_OTHERWISE = str.maketrans(
    {"\xf0": "d", "\xfe": "th", "\u014b": "ng", "\u0138": "k", "\u0153": "oe", "\u0259": "e", "\u01dd": "e"}
    | {"\u025b": "e", "\u0254": "o", "\u0251": "a", "\u0263": "g", "\u0269": "i", "\u028a": "u", "\u028b": "v"}
)
"""Eth, thorn, eng, kra, the ligature oe, and letters of African, Caucasian and Turkic languages, which are written
plainly as e, o, a, g, i, u and v.
"""
_KEYBOARDS = str.maketrans(
    {"\u0649": "\u06cc", "\u064a": "\u06cc", "\u0643": "\u06a9", "\u0629": "\u0647", "\u06c1": "\u0647"}
    | {"\u06be": "\u0647", "\u06d5": "\u0647", "\u06c3": "\u0647"}
)
"""Arabic, Persian and Urdu keyboards have other letters for yeh, kaf and heh, which look and are read alike."""
_CHILLU = str.maketrans(
    {"\u0d7a": "\u0d23\u0d4d", "\u0d7b": "\u0d28\u0d4d", "\u0d7c": "\u0d30\u0d4d", "\u0d7d": "\u0d32\u0d4d"}
    | {"\u0d7e": "\u0d33\u0d4d", "\u0d7f": "\u0d15\u0d4d", "\u09ce": "\u09a4\u09cd"}
)
"""Letters of Malayalam and Bengali without a vowel, which older texts spell as the letter, a virama and a joiner."""
_KATAKANA, _TO_HIRAGANA = (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE), -0x60
_ENCLOSED = (0x1F150, 0x1F170)
"""Where white capitals on black circles and squares begin, of which Unicode names no letter."""


def alike() -> dict[int, int | str]:
    """What each of these characters is read as, once a text is in lower case."""
    return {
        **_plain_latin(),
        **_NAMED_OTHERWISE,
        **_KEYBOARDS,
        **_CHILLU,
        **{code: code + _TO_HIRAGANA for code in _KATAKANA},
        **{first + place: ord("a") + place for first in _ENCLOSED for place in range(26)},
        **_plain_digits(),
        **LOOK_ALIKE,
    }


def _plain_latin() -> dict[int, str]:
    """Latin letters that Unicode does not decompose, by the letter in their Unicode name: l with stroke is l."""
    return {
        code: found[1].lower()
        for start, end in _LATIN_BLOCKS
        for code in range(start, end)
        if (found := _LATIN_NAME.fullmatch(unicodedata.name(chr(code), "")))
    }


def _plain_digits() -> dict[int, int]:
    """Digits of all scripts, as those of ASCII are read."""
    digits = {code: unicodedata.decimal(chr(code), None) for code in range(0x80, 0x20000)}
    found = {code: ord(str(digit)) for code, digit in digits.items() if digit is not None}
    return {code: LOOK_ALIKE.get(digit, digit) for code, digit in found.items()}
