"""People named without @: by display name or alias, however it is spelled. Looks nobody up.

A name has two to four words. One word alone would refuse ordinary words to everybody else (Rose, Mark, Will): who is
known by one word is found by @ only.
"""

from dataclasses import dataclass
from functools import lru_cache

from consent.errors import NameMalformedError
from consent.sounds import is_alike, sound_of, words_of

FEWEST_WORDS, MOST_WORDS = 2, 4
LONGEST = 64
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it was given, and its words as `words_of` spells them."""

    text: str
    words: tuple[str, ...]

    @property
    def sound(self) -> str:
        """Equal for names that may be alike."""
        return " ".join(map(_sound_or_spelling, self.words))


def parse_name(text: str) -> PersonName:
    """A name that counts as a mention wherever it is written.

    Raises:
        NameMalformedError: not two to four words in 64 characters.
    """
    words = words_of(text)
    if len(text) > LONGEST or not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        raise NameMalformedError(f"A name has {FEWEST_WORDS} to {MOST_WORDS} words and at most {LONGEST} characters.")
    return PersonName(text, words)


def spoken_names(text: str) -> dict[str, set[tuple[str, ...]]]:
    """Everything in a text that could be a name, by sound: every two, three and four words that stand together."""
    words = words_of(text)
    sounds = tuple(map(_sound_or_spelling, words))
    by_sound: dict[str, set[tuple[str, ...]]] = {}
    for length in range(FEWEST_WORDS, MOST_WORDS + 1):
        for start in range(len(words) - length + 1):
            end = start + length
            by_sound.setdefault(" ".join(sounds[start:end]), set()).add(words[start:end])
    return by_sound


def is_named(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    """Whether these are the same name, word for word, or sound like it."""
    return len(words) == len(run) and all(is_alike(*pair) for pair in zip(words, run, strict=True))


@lru_cache(maxsize=8192)
def _sound_or_spelling(word: str) -> str:
    return sound_of(word) or word
