"""Names without @. An accept: a name that was taken stands in a prompt, or sounds as there, and is not found."""

import unicodedata
from typing import Literal

from consent.names import PersonName, parse_name
from consent.reading.spoken import named_in, spoken
from consent.sounds import is_alike, words_of
from tests.fuzz.target import PublicError, as_parts, parts_of, require

SEEDS = (
    as_parts("Ada Lovelace", "let", "dance with zebras"),
    as_parts("\u0141ukasz \u00d8ystein", "a picture of", "in the rain"),
    as_parts("\u738b\u5c0f\u660e", "\u8acb\u8b93", "\u8df3\u821e"),
    as_parts(
        "\u0e2a\u0e21\u0e0a\u0e32\u0e22 \u0e43\u0e08\u0e14\u0e35", "\u0e20\u0e32\u0e1e", "\u0e27\u0e34\u0e48\u0e07"
    ),
    as_parts("\u0930\u092e\u0947\u0936 \u0915\u0941\u092e\u093e\u0930", "x", "y"),
    as_parts("A\u00adda Love\u200blace", "4da l0velace", "ada  love lace"),
)
_FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")


def attempt(data: bytes) -> None:
    """One name between two texts, in every normal form; then every row of words of the same length, compared slowly."""
    typed, before, after = parts_of(data, 3)
    try:
        name = parse_name(typed)
    except PublicError:
        return
    for form in _FORMS:
        prompt = f"{before} {unicodedata.normalize(form, typed)} {after}"
        require(holds=_is_found(name, prompt), otherwise=f"{typed!r} is not found in {prompt!r}")
    require(holds=_is_found(name, after) or not _sounds_there(name, after), otherwise=f"{typed!r} sounds in {after!r}")


def _is_found(name: PersonName, prompt: str) -> bool:
    named = named_in(spoken(prompt), [("bearer", name)])
    return bool(named.found) or named.is_overfull


def _sounds_there(name: PersonName, prompt: str) -> bool:
    """The slow oracle: no index by sound, every row of words is compared with the name."""
    words, count = words_of(prompt), len(name.words)
    rows = (words[start : start + count] for start in range(len(words) - count + 1))
    return any(all(map(is_alike, name.words, row)) for row in rows)
