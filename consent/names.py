"""Names without @: display names and aliases, matched by sound. Looks up no person.

A name has two to four words, in scripts without blanks three clusters or two parts. A name of one word (Rose, Mark,
Will) would refuse ordinary prompts, so a person known by one word is found by @ only. Scripts without blanks do not
show where a name ends: there a name is found inside any text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consent.errors import NameMalformedError
from consent.sounds import is_alike, is_cluster, sound_of, sounds_of, words_of

FEWEST_NAME_WORDS, MOST_NAME_WORDS = 2, 4
FEWEST_NAME_CLUSTERS, MOST_NAME_CLUSTERS = 3, 24
LONGEST_PERSON_NAME = 64
"""Characters."""
Run = tuple[str, ...]
_SET_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it was given, and its words as `words_of` spells them."""

    text: str
    words: tuple[str, ...]

    @property
    def sound(self) -> str:
        """That of the first two words: equal for names that may be alike, and what a text is looked up by."""
        return " ".join(sounds_of(self.words[:FEWEST_NAME_WORDS]))


def parse_name(text: str) -> PersonName:
    """A name that counts as a mention in every prompt.

    Raises:
        NameMalformedError: not two to four words in 64 characters; in scripts without blanks not 3 to 24 clusters, or
            two with a blank between.
    """
    words = words_of(text)
    if len(text) > LONGEST_PERSON_NAME or not _is_well_formed(words, text):
        raise NameMalformedError(
            f"Use {FEWEST_NAME_WORDS} to {MOST_NAME_WORDS} words and at most {LONGEST_PERSON_NAME} characters, "
            f"all in one script; {FEWEST_NAME_CLUSTERS} to {MOST_NAME_CLUSTERS} letters in scripts without blanks."
        )
    return PersonName(text, words)


def is_numbered(name: PersonName) -> bool:
    """Whether fewer than two words of a name have a letter: any prompt may hold a number and a word beside it."""
    lettered = [word for word in _SET_APART.split(name.text) if any(map(str.isalpha, word))]
    return len(lettered) < FEWEST_NAME_WORDS and not _has_cluster(name.words)


def _is_well_formed(words: tuple[str, ...], text: str) -> bool:
    if not _has_cluster(words):
        return FEWEST_NAME_WORDS <= len(words) <= MOST_NAME_WORDS
    fewest = FEWEST_NAME_WORDS if len(text.split()) > 1 else FEWEST_NAME_CLUSTERS
    return fewest <= len(words) <= MOST_NAME_CLUSTERS and _has_cluster(words[:FEWEST_NAME_WORDS])


def _has_cluster(words: tuple[str, ...]) -> bool:
    return any(map(is_cluster, words))


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
