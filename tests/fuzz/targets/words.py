"""Banned words. An accept: a word that can be banned stands in a text, or sounds as there, and does not match."""

import unicodedata
from typing import Literal

from cameo_service.usecases.consent.restrictions import _require_usable
from consent.reading.hearing import hear, heard_words
from consent.reading.spoken import spoken
from consent.restrictions import Restrictions, sought
from consent.sounds import LONGEST_RUN, is_alike, is_cluster, words_of
from tests.fuzz.target import PublicError, as_parts, parts_of, require

SEEDS = (
    as_parts("phuck", "what the", "is this"),
    as_parts("knee grow", "a", "b"),
    as_parts("b-a-d", "b a d", "bad b@d"),
    as_parts("\u9a6c\u9e7f", "\u4f60\u662f", "\u5417"),
    as_parts("\u0e04\u0e27\u0e32\u0e22", "\u0e44\u0e2d\u0e49", "\u0e19\u0e31\u0e48\u0e19"),
    as_parts("\u0441\u0443\u043a\u0430", "\u0442\u044b", "su\u00adka"),
    as_parts("stra\u00dfe", "STRASSE", "str\u00e4sse"),
)
_FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")


def attempt(data: bytes) -> None:
    """One banned word between two texts, in every normal form; then every run of words, compared slowly."""
    word, before, after = parts_of(data, 3)
    banned = [sought({word})]
    try:
        _require_usable(Restrictions(banned_words=frozenset({word})))
    except PublicError:
        return
    for form in _FORMS:
        text = f"{before} {unicodedata.normalize(form, word)} {after}"
        require(holds=any(heard_words(banned, hear(spoken(text)))), otherwise=f"{word!r} is not heard in {text!r}")
    is_heard = any(heard_words(banned, hear(spoken(after))))
    require(holds=is_heard or not _sounds_there(word, after), otherwise=f"{word!r} sounds in {after!r}")


def _sounds_there(word: str, text: str) -> bool:
    """The slow oracle: every run of one to three words without clusters, written as one, is compared with the word."""
    wanted, words = words_of(word), words_of(text)
    if len(wanted) > LONGEST_RUN or any(map(is_cluster, wanted)):
        return any(words[start : start + len(wanted)] == wanted for start in range(len(words)))
    runs = (words[start : start + length] for length in range(1, LONGEST_RUN + 1) for start in range(len(words)))
    return any(is_alike("".join(wanted), "".join(run)) for run in runs if not any(map(is_cluster, run)))
