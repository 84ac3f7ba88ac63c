"""A rendered voice in another language: digits by their words, one by one, and sentences as they stand."""

from dataclasses import replace

from evaluation.subject.performance import Speaks
from evaluation.subject.rendered_voice import Utterance, VoiceStyle, speak
from liveness.challenge.language import Language, is_digits

WORDS_PER_MINUTE, WORD_GAP = 140, 20
"""Of digits, with 0.2 s between two: four take 2.9 s of a window of 5 s."""


def speaks_in(language: Language) -> Speaks:
    """What says a text of this language in a voice. Its synthesiser must have it under the same tag."""
    spoken = {digit.numeral: digit.spoken for digit in language.digits}

    def says(text: str, style: VoiceStyle) -> Utterance:
        own = replace(style, language=language.tag)
        if not is_digits(text):
            return speak(text, own)
        unhurried = replace(own, words_per_minute=WORDS_PER_MINUTE, word_gap=WORD_GAP)
        return speak(" ".join(spoken[numeral] for numeral in text.split()), unhurried)

    return says
