import io

import av
import numpy as np
import pytest

from evaluation.subject.media_files import SOUND_RATE_HZ, Container, RecordingWriter

SIZE = (64, 48)


def written(container: Container, times_s: list[float]) -> tuple[bytes, bytes]:
    writer = RecordingWriter(container, SIZE, 10)
    for index, media_s in enumerate(times_s):
        writer.write_frame(np.full((48, 64, 3), 20 * index, np.uint8), media_s)
        writer.write_sound(np.zeros(SOUND_RATE_HZ // 10, np.float32))
    return writer.take(), writer.finish()


@pytest.mark.parametrize(
    ("container", "codecs"),
    [
        (Container.WEBM, {"vp8", "opus"}),
        (Container.MP4, {"h264", "aac"}),
        (Container.FRAGMENTED_MP4, {"h264", "aac"}),
    ],
)
def test_each_container_holds_the_frames_at_their_times(container: Container, codecs: set[str]) -> None:
    times_s = [0.0, 0.1, 0.25, 0.3, 0.55, 0.6]
    early, late = written(container, times_s)
    with av.open(io.BytesIO(early + late), "r") as file:
        assert {stream.codec_context.name for stream in file.streams if stream.type != "data"} == codecs
        shown_s = [float(frame.time or 0.0) for frame in file.decode(video=0)]
    assert shown_s == pytest.approx(times_s, abs=0.002)


def test_webm_comes_out_while_it_is_written_and_a_plain_mp4_does_not() -> None:
    times_s = [index / 10 for index in range(12)]
    assert written(Container.WEBM, times_s)[0]
    assert not written(Container.MP4, times_s)[0]


def test_nothing_is_taken_twice() -> None:
    writer = RecordingWriter(Container.WEBM, SIZE, 10)
    for index in range(12):
        writer.write_frame(np.zeros((48, 64, 3), np.uint8), index / 10)
        writer.write_sound(np.zeros(SOUND_RATE_HZ // 10, np.float32))
    assert writer.take()
    assert writer.take() == b""
