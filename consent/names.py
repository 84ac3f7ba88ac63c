"""Names without @: display names and aliases, matched by sound. Looks up no person.

A name has two to four words, in scripts without blanks three clusters or two parts. A name of one word (Rose, Mark,
Will) would refuse ordinary prompts, so a person known by one word is found by @ only. Scripts without blanks do not
show where a name ends: there a name is found inside any text.
"""

from dataclasses import dataclass
from functools import lru_cache

from consent.errors import NameMalformedError
from consent.sounds import is_alike, is_cluster, readings_of, sound_of, words_of

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
    by_sound: dict[str, set[tuple[str, ...]]] = {}
    for words in readings_of(text):
        sounds = tuple(map(_sound_or_spelling, words))
        clusters = tuple(map(is_cluster, words))
        for length in range(FEWEST_NAME_WORDS, MOST_NAME_WORDS + 1):
            for start in range(len(words) - length + 1):
                end = start + length
                if any(clusters[start:end]):
                    continue
                by_sound.setdefault(" ".join(sounds[start:end]), set()).add(words[start:end])
        for start in range(len(words) - 1):
            if clusters[start] or clusters[start + 1]:
                run = words[start : start + MOST_NAME_CLUSTERS]
                by_sound.setdefault(" ".join(sounds[start : start + FEWEST_NAME_WORDS]), set()).add(run)
    return by_sound


def is_named(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    """Whether a name is equal to a run of `spoken_names`, or sounds like it, word for word."""
    if _has_cluster(words):
        run = run[: len(words)]
    return len(words) == len(run) and all(is_alike(*pair) for pair in zip(words, run, strict=True))


@lru_cache(maxsize=8192)
def _sound_or_spelling(word: str) -> str:
    return sound_of(word) or word
