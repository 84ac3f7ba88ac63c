"""Texts, names and banned words that a stranger would try, each with the right answer; most were written down first.

They are those that are read rightly. What is known and not: names in one word of small letters or of capitals alone,
names spelled out letter by letter or with a blank or an apostrophe in a word, an apostrophe of the name that the prompt
leaves out ("Obrien"), a word of a name of three that has a hump (`MaryAnnLeBlanc`), plurals, letters of Lisu, Cherokee
and Canadian scripts and signs of currencies that pass for Latin ones, traditional and simplified forms of one
character.

`strangers/` has them as lists: mentions.json of a prompt and its handles, or the error that refuses it; names.json of a
name, a prompt and whether the prompt names it; banned_words.json of a word, a text and whether the text holds it.
"""

import json
from pathlib import Path

import pytest

from consent.errors import PublicError
from consent.handles import parse_mentions
from consent.names import parse_name
from consent.reading.hearing import hear, heard_words
from consent.reading.spoken import FEW_LETTERS, named_in, spoken
from consent.restrictions import sought

CASES = Path(__file__).parent / "strangers"
AROUND = "zz yy " * (FEW_LETTERS // 6)
"""Around a text it makes a long one, and changes nothing of what it holds."""


def cases(name: str) -> list[tuple[str, ...]]:
    return list(map(tuple, json.loads((CASES / f"{name}.json").read_text("utf-8"))))


def mentioned(prompt: str) -> list[str] | str:
    try:
        return [mention.handle for mention in parse_mentions(prompt)]
    except PublicError as error:
        return type(error).__name__


@pytest.mark.parametrize(("prompt", "expected"), cases("mentions"))
def test_who_is_mentioned(prompt: str, expected: list[str] | str) -> None:
    assert mentioned(prompt) == expected


@pytest.mark.parametrize(("name", "prompt", "is_named"), cases("names"))
@pytest.mark.parametrize("form", ["{}", AROUND + " {} " + AROUND], ids=["short", "long"])
def test_who_is_named(name: str, prompt: str, form: str, *, is_named: bool) -> None:
    parsed, text = parse_name(name), spoken(form.format(prompt))
    assert (parsed.sound in text.sounds and bool(named_in(text, [("bearer", parsed)]).found)) == is_named


@pytest.mark.parametrize(("word", "text", "is_refused"), cases("banned_words"))
@pytest.mark.parametrize("form", ["{}", AROUND + " {} " + AROUND], ids=["short", "long"])
def test_which_words_are_heard(word: str, text: str, form: str, *, is_refused: bool) -> None:
    assert bool(heard_words([sought([word])], hear(spoken(form.format(text))))[0]) == is_refused
