"""Scores asked words and times them and their phones, with PocketSphinx. Does not judge what it hears.

The acoustic model and the dictionary lie in the `pocketsphinx` package (BSD): US English, 134,000 words. There are two
decoders: scores of two texts compare only if all sounds are computed, while phones of known words need the sounds of
these words alone. That costs 17 ms CPU a second of sound instead of 70.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from pocketsphinx import Decoder

from liveness.challenge.language import ENGLISH, Language, is_digits
from liveness.challenge.language_errors import UnknownLanguageError
from liveness.challenge.vocabulary import alternatives, same_kind
from liveness.errors import UnknownWordError
from liveness.limits.words import POCKETSPHINX
from liveness.measure.flat_signals import SOUND_SCALE, in_units, is_flat
from liveness.observations import PhoneTime, WordScores, WordTime
from liveness.ports import Samples

FRAME_S = 0.01
_STRESS = re.compile(r"\d$")


class PhoneAligner:
    """PocketSphinx 5.1 with its own en-us model; 60 MB. Not shareable between threads."""

    def __init__(self) -> None:
        self.decoder = Decoder(lm=None, loglevel="FATAL", cmn="batch", bestpath=False, topn=2)

    def phones(self, pcm: bytes, words: tuple[str, ...], offset_s: float) -> tuple[PhoneTime, ...]:
        """The phones of the words in order, without the pauses between them; empty where they do not fit the sound.

        pcm: 16 kHz mono, 16 bits. words: all of them in the dictionary. offset_s: media time of the first sample.
        """
        if not words:
            return ()
        self.decoder.set_align_text(" ".join(words))
        self._decode(pcm)
        if self.decoder.hyp() is None:
            return ()
        try:
            self.decoder.set_alignment()
            self._decode(pcm)
        except RuntimeError:  # the words were aligned, but not down to their phones
            return ()
        return tuple(self._found(offset_s))

    def _decode(self, pcm: bytes) -> None:
        self.decoder.start_utt()
        self.decoder.process_raw(pcm, full_utt=True)
        self.decoder.end_utt()

    def _found(self, offset_s: float) -> Iterator[PhoneTime]:
        for word in self.decoder.get_alignment():
            for phone in word:
                if phone.name.isalpha() and phone.name != "SIL":
                    start_s = offset_s + phone.start * FRAME_S
                    yield PhoneTime(_STRESS.sub("", phone.name), start_s, start_s + phone.duration * FRAME_S)


SAMPLE_RATE = 16_000
LEAST_SAMPLES = 1_600
"""Sound shorter than 0.1 s holds no word."""
SCORE_UNIT = 1_024
"""PocketSphinx divides its log-likelihoods by 2 ** 10."""
NOT_ALIGNED = float("-inf")
"""Score of a text that the sound cannot be made to fit at all."""
BEAM = 1e-120
"""Wide enough for the score of a wrong text to be the same under any wider beam."""

GRAMMAR = "answer"

_WORD = re.compile(r"[a-z][a-z'.-]*|[a-z]{2,3}-[0-9]")
_PRONUNCIATION = re.compile(r"\(\d+\)$")


@dataclass(frozen=True, slots=True)
class _Heard:
    """score: log-likelihood per frame of the whole stretch. words: timed from the first sample."""

    score: float
    words: tuple[WordTime, ...]
    frames: int = 0

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(word.word for word in self.words)


@dataclass(frozen=True, slots=True)
class _Alignment:
    asked: str
    pcm: bytes
    heard: _Heard


class PocketSphinxSpeech:
    """PocketSphinx 5.1 with its own en-us model; 75 MB. Scores words, and times words and phones.

    One decoder an object: not shareable between threads.

    Args:
        others: texts that could have been said instead of the asked one.
        languages: those besides English whose digits it times, by the phones that their vocabularies write.
    """

    scorer_id = POCKETSPHINX

    def __init__(
        self, others: Callable[[str], tuple[str, ...]] = alternatives, languages: Iterable[Language] = ()
    ) -> None:
        beams = {"beam": BEAM, "wbeam": BEAM, "pbeam": BEAM}
        # Frame scores are relative to the best senone that was computed: only with all of them computed do two texts
        # compare. The lattice pass (bestpath) is off because it drops the last words of a text that fits badly.
        self._decoder = Decoder(
            lm=None, loglevel="FATAL", cmn="batch", compallsen=True, bestpath=False, topn=2, **beams
        )
        self._aligner = PhoneAligner()
        self._others = others
        self._last: _Alignment | None = None
        self._languages = {language.tag: language for language in languages}
        for language in self._languages.values():
            self._add(language)

    def knows(self, word: str) -> bool:
        """Whether the dictionary holds the word, in lower case."""
        return self._pronunciation(word) is not None

    def score(self, samples: Samples, asked: str, language: str = ENGLISH) -> WordScores:
        """See `liveness.ports.SpeechScorer`. The unit is a frame of 10 ms.

        `alternatives` holds one score, that of the alternative which fits best: all of them compete in one pass.
        Costs three passes of about 40 ms CPU a second of sound, four where it hears other words: cut it to the speech.

        Raises:
            UnknownWordError: the dictionary does not hold a word.
            UnknownLanguageError: the text is not English.
        """
        if language != ENGLISH:
            raise UnknownLanguageError(language, (ENGLISH,))
        words, others = asked.split(), [text.split() for text in self._others(asked)]
        self._check_known([word for text in (words, *others) for word in text])
        pcm = _pcm(samples)
        recognised = self._recognise(pcm, self._slots(words, others))
        aligned = self._aligned(pcm, asked)
        best_other = self._best_of(pcm, others)
        return WordScores(
            scorer=self.scorer_id,
            asked=aligned.score,
            alternatives=(best_other.score,) if others else (),
            recognised=recognised.texts,
            preferred=self._preferred(pcm, recognised, aligned, words),
        )

    def times(
        self, samples: Samples, offset_s: float, asked: str, language: str = ENGLISH
    ) -> tuple[tuple[WordTime, ...], tuple[PhoneTime, ...]]:
        """See `liveness.ports.PhoneTimer`. Word times are right to about 0.1 s.

        Raises:
            UnknownWordError: the dictionary does not hold a word.
            UnknownLanguageError: its digits are not in the dictionary.
        """
        text = asked if language == ENGLISH else self._numerals(asked, language)
        self._check_known(text.split())
        pcm = _pcm(samples)
        aligned = self._aligned(pcm, text)
        words = tuple(
            replace(word, word=shown, start_s=offset_s + word.start_s, end_s=offset_s + word.end_s)
            for word, shown in zip(aligned.words, asked.split(), strict=False)
        )
        return words, self._aligner.phones(pcm, aligned.texts, offset_s)

    def _numerals(self, asked: str, language: str) -> str:
        """The digits as words of the dictionary; nothing of a sentence, whose words are in none."""
        if language not in self._languages:
            raise UnknownLanguageError(language, (ENGLISH, *self._languages))
        return " ".join(_entry(language, numeral) for numeral in asked.split()) if is_digits(asked) else ""

    def _add(self, language: Language) -> None:
        for digit in language.digits:
            for at, phones in enumerate(digit.phones, start=1):
                word = _entry(language.tag, digit.numeral) + (f"({at})" if at > 1 else "")
                for decoder in (self._decoder, self._aligner.decoder):
                    decoder.add_word(word, phones, update=True)

    def _preferred(self, pcm: bytes, recognised: _Heard, asked: _Heard, words: Sequence[str]) -> float:
        """Both are aligned in the same way: the score of a grammar differs a little from pass to pass."""
        if recognised.texts == tuple(words):
            return 0.0
        if asked.score == NOT_ALIGNED or not recognised.texts:
            return math.inf
        return asked.frames * (self._best_of(pcm, [recognised.texts]).score - asked.score)

    def _aligned(self, pcm: bytes, asked: str) -> _Heard:
        """The asked words in this sound. Kept, because both roles ask for it, one after the other."""
        if self._last is None or (self._last.asked, self._last.pcm) != (asked, pcm):
            self._last = _Alignment(asked, pcm, self._best_of(pcm, [asked.split()]))
        return self._last.heard

    def _pronunciation(self, word: str) -> str | None:
        return self._decoder.lookup_word(word) if _WORD.fullmatch(word) else None

    def _check_known(self, words: Sequence[str]) -> None:
        unknown = sorted({word for word in words if not self.knows(word)})
        if unknown:
            raise UnknownWordError(unknown)

    def _slots(self, asked: Sequence[str], others: Sequence[Sequence[str]]) -> list[list[str]]:
        """The words that may be heard in each place: all words of the asked kind, and each alternative's word."""
        return [self._slot(word, {text[index] for text in others}) for index, word in enumerate(asked)]

    def _slot(self, asked: str, stand_ins: set[str]) -> list[str]:
        """Words that sound just like the asked one are left out: no recogniser can tell them apart."""
        sound = self._pronunciation(asked)
        others = sorted({*same_kind(asked), *stand_ins} - {asked})
        return [asked, *(other for other in others if self._pronunciation(other) != sound)]

    def _recognise(self, pcm: bytes, slots: Sequence[Sequence[str]]) -> _Heard:
        """A grammar of exactly as many words as asked: a free loop inserts words that were not said."""
        transitions = [(index, index + 1, 1 / len(slot), word) for index, slot in enumerate(slots) for word in slot]
        return self._decode(pcm, transitions, len(slots))

    def _best_of(self, pcm: bytes, texts: Sequence[Sequence[str]]) -> _Heard:
        """Forced alignment of the text that fits best: one chain of words a text, from state 0 to state 1."""
        transitions: list[tuple[int, int, float, str]] = []
        for text in texts:
            states = [0, *(len(transitions) + 2 + index for index in range(len(text) - 1)), 1]
            transitions += [(states[index], states[index + 1], 1.0, word) for index, word in enumerate(text)]
        return self._decode(pcm, transitions, 1)

    def _decode(self, pcm: bytes, transitions: Sequence[tuple[int, int, float, str]], final_state: int) -> _Heard:
        if not transitions or len(pcm) < 2 * LEAST_SAMPLES:
            return _Heard(NOT_ALIGNED, ())
        self._decoder.add_fsg(GRAMMAR, self._decoder.create_fsg(GRAMMAR, 0, final_state, transitions))
        self._decoder.activate_search(GRAMMAR)
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()
        hypothesis = self._decoder.hyp()
        if hypothesis is None:
            return _Heard(NOT_ALIGNED, ())
        frames = self._decoder.n_frames()
        score = SCORE_UNIT * math.log(hypothesis.score) / frames
        return _Heard(score, tuple(_word_time(part) for part in self._decoder.seg() if _is_word(part.word)), frames)


def _entry(language: str, numeral: str) -> str:
    return f"{language}-{numeral}"


def _pcm(samples: Samples) -> bytes:
    """16-bit samples at full scale, to keep the detail of quiet speech; silence stays. The model ignores loudness."""
    peak = float(np.max(np.abs(samples), initial=0.0))
    return np.asarray(32_000 * in_units(samples, peak, is_flat(peak, SOUND_SCALE)), "<i2").tobytes()


def _is_word(word: str) -> bool:
    """Silence and noise carry marks: <sil>, [NOISE], ++COUGH++."""
    return word[0] not in "<[+("


def _word_time(part: object) -> WordTime:
    start, end = part.start_frame, part.end_frame + 1  # type: ignore[attr-defined]
    score = SCORE_UNIT * math.log(part.ascore) / (end - start)  # type: ignore[attr-defined]
    word = _PRONUNCIATION.sub("", part.word)  # type: ignore[attr-defined]
    return WordTime(word, start * FRAME_S, end * FRAME_S, score)
