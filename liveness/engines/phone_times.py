"""Where the phones of known words lie in the sound, with PocketSphinx. Judges nothing, recognises nothing.

A second decoder beside that of `liveness.engines.speech`: where the words are known, scores need not compare, so that
only the sounds of these words are computed. That costs 17 ms CPU a second of sound instead of 70.
"""

import re
from collections.abc import Iterator

from pocketsphinx import Decoder

from liveness.observations import PhoneTime

FRAME_S = 0.01
_STRESS = re.compile(r"\d$")


class PhoneAligner:
    """PocketSphinx 5.1 with its own en-us model; 60 MB. Not shareable between threads."""

    def __init__(self) -> None:
        self._decoder = Decoder(lm=None, loglevel="FATAL", cmn="batch", bestpath=False, topn=2)

    def phones(self, pcm: bytes, words: tuple[str, ...], offset_s: float) -> tuple[PhoneTime, ...]:
        """The phones of the words in order, without the pauses between them; empty where they do not fit the sound.

        pcm: 16 kHz mono, 16 bits. words: all of them in the dictionary. offset_s: media time of the first sample.
        """
        if not words:
            return ()
        self._decoder.set_align_text(" ".join(words))
        self._decode(pcm)
        if self._decoder.hyp() is None:
            return ()
        try:
            self._decoder.set_alignment()
            self._decode(pcm)
        except RuntimeError:  # the words were aligned, but not down to their phones
            return ()
        return tuple(self._found(offset_s))

    def _decode(self, pcm: bytes) -> None:
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()

    def _found(self, offset_s: float) -> Iterator[PhoneTime]:
        for word in self._decoder.get_alignment():
            for phone in word:
                if phone.name.isalpha() and phone.name != "SIL":
                    start_s = offset_s + phone.start * FRAME_S
                    yield PhoneTime(_STRESS.sub("", phone.name), start_s, start_s + phone.duration * FRAME_S)
