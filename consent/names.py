"""Names without @: display names and aliases, matched by sound. Looks up no person.

A name has two to four words. A name of one word (Rose, Mark, Will) would refuse ordinary prompts, so a person known by
one word is found by @ only.
"""

from dataclasses import dataclass
from functools import lru_cache

from consent.errors import NameMalformedError
from consent.sounds import is_alike, sound_of, words_of

FEWEST_NAME_WORDS, MOST_NAME_WORDS = 2, 4
LONGEST_PERSON_NAME = 64
"""Characters."""


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
    """A name that counts as a mention in every prompt.

    Raises:
        NameMalformedError: not two to four words in 64 characters.
    """
    words = words_of(text)
    if len(text) > LONGEST_PERSON_NAME or not FEWEST_NAME_WORDS <= len(words) <= MOST_NAME_WORDS:
        raise NameMalformedError(
            f"Use {FEWEST_NAME_WORDS} to {MOST_NAME_WORDS} words and at most {LONGEST_PERSON_NAME} characters."
        )
    return PersonName(text, words)


def spoken_names(text: str) -> dict[str, set[tuple[str, ...]]]:
    """Everything in a text that could be a name, by sound: each two, three and four words in a row."""
    words = words_of(text)
    sounds = tuple(map(_sound_or_spelling, words))
    by_sound: dict[str, set[tuple[str, ...]]] = {}
    for length in range(FEWEST_NAME_WORDS, MOST_NAME_WORDS + 1):
        for start in range(len(words) - length + 1):
            end = start + length
            by_sound.setdefault(" ".join(sounds[start:end]), set()).add(words[start:end])
    return by_sound


def is_named(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    """Whether two names are equal or sound alike, word for word."""
    return len(words) == len(run) and all(is_alike(*pair) for pair in zip(words, run, strict=True))


@lru_cache(maxsize=8192)
def _sound_or_spelling(word: str) -> str:
    return sound_of(word) or word
