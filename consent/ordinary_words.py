"""Words that are no name, because any text may hold them, or words that sound like them, in a row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from consent.names import Run
from consent.sounds import is_alike, sound_of

MOST_WORDS_OF_ONE = 6
"""Words or clusters of one function word: the longest in the languages that are known have five."""


class Vocabulary:
    """Words by their spelling and sound.

    Args:
        entries: each as `words_of` spells it; several words, or clusters in scripts without blanks, may be one entry.
    """

    def __init__(self, entries: Iterable[Run]) -> None:
        self._entries = frozenset(entries)
        self._by_sound: defaultdict[str, list[str]] = defaultdict(list)
        for entry in sorted(self._entries):
            if len(entry) == 1:
                self._by_sound[sound_of(entry[0])].append(entry[0])

    def alike(self, word: str) -> Iterator[str]:
        """Entries of one word that are this one, or sound like it."""
        return (other for other in self._by_sound.get(sound_of(word), ()) if is_alike(word, other))

    def makes(self, words: Run) -> bool:
        """Whether words are entries and nothing else, in a row. Spelled so: many names sound like function words."""
        ends = {0}
        for end in range(1, len(words) + 1):
            starts = range(max(0, end - MOST_WORDS_OF_ONE), end)
            if any(start in ends and words[start:end] in self._entries for start in starts):
                ends.add(end)
        return bool(words) and len(words) in ends
