"""Names without @: display names and aliases, matched by sound. Looks up no person.

A name has two to four words, in scripts without blanks three clusters or two parts. A name of one word (Rose, Mark,
Will) would refuse ordinary prompts, so a person known by one word is found by @ only. Scripts without blanks do not
show where a name ends: there a name is found inside any text.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby, pairwise

from consent.errors import NameMalformedError
from consent.sounds import is_alike, is_cluster, readings_of, rows_of, sound_of, words_of

FEWEST_NAME_WORDS, MOST_NAME_WORDS = 2, 4
FEWEST_NAME_CLUSTERS, MOST_NAME_CLUSTERS = 3, 24
LONGEST_PERSON_NAME = 64
"""Characters."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it was given, and its words as `words_of` spells them."""

    text: str
    words: tuple[str, ...]

    @property
    def sound(self) -> str:
        """Equal for names that may be alike; that of the first two words where blanks do not end a name."""
        heard = self.words[:FEWEST_NAME_WORDS] if _has_cluster(self.words) else self.words
        return " ".join(map(_sound_or_spelling, heard))


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


def _is_well_formed(words: tuple[str, ...], text: str) -> bool:
    if not _has_cluster(words):
        return FEWEST_NAME_WORDS <= len(words) <= MOST_NAME_WORDS
    fewest = FEWEST_NAME_WORDS if len(text.split()) > 1 else FEWEST_NAME_CLUSTERS
    return fewest <= len(words) <= MOST_NAME_CLUSTERS and _has_cluster(words[:FEWEST_NAME_WORDS])


def _has_cluster(words: tuple[str, ...]) -> bool:
    return any(map(is_cluster, words))


def spoken_names(text: str) -> dict[str, set[tuple[str, ...]]]:
    """Everything in a text that could be a name, by sound: each two, three and four words in a row.

    Where one of the first two is a cluster, a name may end anywhere: all words that could follow stand behind them.
    """
    by_sound: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for words in readings_of(text):
        for of_clusters, stretch in groupby(words, key=is_cluster) if not text.isascii() else [(False, words)]:
            if not of_clusters:
                _add_rows(tuple(stretch), by_sound)
        if not text.isascii():
            _add_clusters(words, by_sound)
    return dict(by_sound)


def _add_rows(words: tuple[str, ...], by_sound: defaultdict[str, set[tuple[str, ...]]]) -> None:
    sounds = tuple(map(_sound_or_spelling, words))
    for length in range(FEWEST_NAME_WORDS, MOST_NAME_WORDS + 1):
        for heard, run in set(zip(rows_of(sounds, length), rows_of(words, length), strict=True)):
            by_sound[" ".join(heard)].add(run)


def _add_clusters(words: tuple[str, ...], by_sound: defaultdict[str, set[tuple[str, ...]]]) -> None:
    clusters = tuple(map(is_cluster, words))
    if not any(clusters):
        return
    sounds = map(" ".join, pairwise(map(_sound_or_spelling, words)))
    for start, (heard, of_clusters) in enumerate(zip(sounds, pairwise(clusters), strict=True)):
        if any(of_clusters):
            by_sound[heard].add(words[start : start + MOST_NAME_CLUSTERS])


def is_named(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    """Whether a name is equal to a run of `spoken_names`, or sounds like it, word for word."""
    if _has_cluster(words):
        run = run[: len(words)]
    return len(words) == len(run) and all(is_alike(*pair) for pair in zip(words, run, strict=True))


def _sound_or_spelling(word: str) -> str:
    return (sound_of(word) or word) if word.isascii() else word
