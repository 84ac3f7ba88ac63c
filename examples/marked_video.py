"""A short video made of reference frames and a voice, with a visible and a machine-readable mark that it is generated.

Stands in for a model: it only blends the frames that were released for the render.
"""

import io
import json
import wave
from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = (480, 480)
FRAMES_PER_SECOND = 25
FRAMES_EACH = 20
"""Frames of video for each reference frame."""
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
"""IPTC digital source type, as C2PA's c2pa.created action names it."""

Picture = NDArray[np.uint8]


class MarkedVideo:
    """An MP4 that is written frame by frame, so that a job can stop between two frames.

    Args:
        jpegs: reference frames in JPEG, at least one.
        voice_wav: 16 kHz, mono, 16 bit.
        job: the job id, written into the marking to trace the file to its render.
    """

    def __init__(self, jpegs: Sequence[bytes], voice_wav: bytes, job: str) -> None:
        self.marking = json.dumps({"digitalSourceType": SOURCE_TYPE, "job": job}, sort_keys=True).encode()
        self._pictures = [_decoded(jpeg) for jpeg in jpegs]
        with wave.open(io.BytesIO(voice_wav)) as voice:
            self._rate_hz = voice.getframerate()
            self._sound = np.frombuffer(voice.readframes(voice.getnframes()), dtype=np.int16)
        self.frame_count = max(len(self._sound) * FRAMES_PER_SECOND // self._rate_hz, FRAMES_PER_SECOND)
        self._file = io.BytesIO()
        self._container = av.open(self._file, "w", format="mp4")
        self._container.metadata["comment"] = self.marking.decode()
        self._video = self._container.add_stream("libx264", rate=FRAMES_PER_SECOND, options={"preset": "veryfast"})
        self._video.width, self._video.height, self._video.pix_fmt = *SIZE, "yuv420p"
        self._audio = self._container.add_stream("aac", rate=self._rate_hz)

    def frames(self) -> Iterator[int]:
        """Encodes one frame with its sound at each step; yields its number."""
        for number in range(self.frame_count):
            frame = av.VideoFrame.from_ndarray(_labelled(self._picture(number)), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_SECOND)
            self._container.mux(self._video.encode(frame))
            self._mux_sound(number)
            yield number

    def finish(self) -> bytes:
        """Ends the video and returns the file in MP4."""
        self._container.mux(self._video.encode(None))
        self._container.mux(self._audio.encode(None))
        self._container.close()
        return self._file.getvalue()

    def _picture(self, number: int) -> Picture:
        """The blend of two neighbouring reference frames."""
        index, step = divmod(number, FRAMES_EACH)
        first, second = (self._pictures[place % len(self._pictures)] for place in (index, index + 1))
        share = step / FRAMES_EACH
        return cv2.addWeighted(first, 1 - share, second, share, 0).astype(np.uint8)

    def _mux_sound(self, number: int) -> None:
        first, last = (at * self._rate_hz // FRAMES_PER_SECOND for at in (number, number + 1))
        samples = self._sound[first:last]
        if not len(samples):
            return
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = self._rate_hz, first, Fraction(1, self._rate_hz)
        self._container.mux(self._audio.encode(frame))


def _decoded(jpeg: bytes) -> Picture:
    picture = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("a reference frame is not a JPEG picture")
    return cv2.resize(picture, SIZE).astype(np.uint8)


def _labelled(picture: Picture) -> Picture:
    """The frame with its visible mark."""
    marked = picture.copy()
    cv2.rectangle(marked, (0, SIZE[1] - 40), SIZE, (0, 0, 0), thickness=-1)
    place, white = (12, SIZE[1] - 13), (255, 255, 255)
    cv2.putText(marked, "AI generated", place, cv2.FONT_HERSHEY_SIMPLEX, 0.7, white, 1, cv2.LINE_AA)
    return marked
