import io

import av
import numpy as np
import pytest

from evaluation.presentations import shown_turned
from evaluation.subject.media_files import SOUND_RATE_HZ, Container, RecordingWriter


@pytest.mark.parametrize("clockwise_deg", [0, 90, 180, 270])
def test_players_are_told_to_turn_the_picture(clockwise_deg: int) -> None:
    writer = RecordingWriter(Container.MP4, (64, 48), 10)
    writer.write_frame(np.zeros((48, 64, 3), np.uint8), 0.0)
    writer.write_sound(np.zeros(SOUND_RATE_HZ // 10, np.float32))
    with av.open(io.BytesIO(shown_turned(writer.finish(), clockwise_deg)), "r") as file:
        # FFmpeg counts counter-clockwise.
        assert next(file.decode(video=0)).rotation % 360 == -clockwise_deg % 360
