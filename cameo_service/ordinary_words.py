"""Whether a name is ordinary words: function words of one language, or words that English often has in a row.

Function words are those of the library stop-words (BSD). It has 33 languages; left out are English, which the second
source knows better, and Vietnamese and Korean, whose lists hold syllables of names once accents are dropped (Lan Anh).
How often words stand alone and in a row is what the English language model of pocketsphinx (BSD) says. Both come with
the installation; nothing is copied from them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise, product
from math import log
from pathlib import Path
from typing import Any

from consent.names import Run, Vocabulary
from consent.sounds import words_of

LANGUAGES = (
    *("arabic", "bulgarian", "catalan", "chinese", "czech", "danish", "dutch", "finnish", "french", "german", "greek"),
    *("gujarati", "hebrew", "hindi", "hungarian", "indonesian", "italian", "japanese", "malaysian", "norwegian"),
    *("persian", "polish", "portuguese", "romanian", "russian", "slovak", "spanish", "swedish", "turkish", "ukrainian"),
)

LEAST_WORD = -4.55
"""log10 of the share of running words that each word of an ordinary phrase has: about the 1,500 most frequent."""
LEAST_PAIR = -6.8
"""log10 of the share that two words in a row have: at night -4.4, blue sky -5.9, red car -6.8; Mark Green -7.4."""
LEAST_ALIKE = -4.5
"""As LEAST_PAIR, for words that only sound like the phrase: `inn thee`. Ann Lee sounds like a phrase of -4.8."""
MOST_BOUND = 3.0
"""log10 of how much more often two words stand in a row than chance lets them. Names of known people are bound more
closely than phrases: Tiger Woods 4.0, George Bush 3.3; blue sky 2.8, at night 1.5.

All three were set on 90 names and phrases that were looked at; nothing was held out.
"""
MOST_ROWS = 4096
"""Rows of words that sound like one name and are looked up."""


class EnglishPhrases:
    """How often English words stand in a row. Loaded when it is first asked, in a third of a second."""

    def is_frequent(self, words: Run) -> bool:
        """Whether English often has these words in a row, or words that sound like them."""
        candidates = [frozenset(self._frequent.alike(word)) for word in words]
        rows = islice(product(*candidates), MOST_ROWS)
        return len(words) > 1 and any(
            self._are_frequent(row, LEAST_PAIR if row == words else LEAST_ALIKE) for row in rows
        )

    def _are_frequent(self, row: Run, least: float) -> bool:
        return all(self._is_pair(*pair, least) for pair in pairwise(row))

    def _is_pair(self, first: str, second: str, least: float) -> bool:
        behind = self._share(second, first)
        return self._share(first) + behind >= least and behind - self._share(second) <= MOST_BOUND

    def _share(self, *newest_first: str) -> float:
        math, model = self._model
        return float(math.log_to_ln(model.prob(list(newest_first)))) / log(10)

    @cached_property
    def _model(self) -> tuple[Any, Any]:
        # The library loads a speech recogniser: no start and no other act waits for it.
        from pocketsphinx import Config, LogMath, NGramModel  # noqa: PLC0415 - as above

        math = LogMath()
        return math, NGramModel(Config(), math, str(_model_file("en-us/en-us.lm.bin")))

    @cached_property
    def _frequent(self) -> Vocabulary:
        """The words that an ordinary phrase may have; the dictionary of pocketsphinx lists what to ask for."""
        lines = _model_file("en-us/cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
        known = {line.split(" ", 1)[0] for line in lines}
        return Vocabulary((word,) for word in known if word.isalpha() and self._share(word) >= LEAST_WORD)


def _model_file(name: str) -> Path:
    from pocketsphinx import get_model_path  # noqa: PLC0415 - as above

    return Path(get_model_path()) / name


@dataclass(frozen=True)
class InstalledWords:
    """See ports.outside.OrdinaryWords."""

    english: EnglishPhrases = field(default_factory=EnglishPhrases)

    @cached_property
    def _languages(self) -> tuple[Vocabulary, ...]:
        return tuple(Vocabulary(_function_words(language)) for language in LANGUAGES)

    def are_ordinary(self, words: Run) -> bool:
        """Function words of one language, or words that English often has in a row, spelled or sounding so."""
        return any(language.makes(words) for language in self._languages) or self.english.is_frequent(words)


def _function_words(language: str) -> Iterator[Run]:
    import stop_words  # noqa: PLC0415 - reads its lists from files

    yield from filter(None, map(words_of, stop_words.get_stop_words(language)))
