"""The opening of the lips over time."""

import numpy as np
import pytest

from liveness.measure.lips import lip_trace
from liveness.measure.sound_bands import ROW_S
from liveness.observations import FaceMeasurement
from tests.liveness.handmade import face, frame, frames


def lips(*, inner: float = 0.0, outer: float = 0.0, width: float = 0.0, yaw_deg: float = 0.0) -> FaceMeasurement:
    """Heights and width of the mouth in pixels; the outer eye corners lie 100 px apart."""
    points = np.zeros((468, 3), np.float32)
    for lower in (14, 87, 317):
        points[lower, 1] = inner
    points[17, 1], points[291, 0] = outer, width
    return face(landmarks_px=points, eye_distance_px=100.0, yaw_deg=yaw_deg)


def test_lips_that_part_open_and_lips_that_spread_do_not() -> None:
    still = lip_trace(frames(1.0, lambda at: frame(at, face=lips(inner=10, outer=30, width=50))))
    assert still is not None
    assert still.opening == pytest.approx(np.full(len(still.opening), 0.15))
    spread = lip_trace(frames(1.0, lambda at: frame(at, face=lips(inner=10, outer=30, width=60))))
    assert spread is not None
    assert (spread.opening < still.opening).all()


def test_a_row_is_20_ms_whatever_the_frame_rate() -> None:
    trace = lip_trace(frames(2.0, lambda at: frame(at, face=lips(inner=100 * at))))
    assert trace is not None
    times_s = np.arange(len(trace.opening)) * ROW_S
    assert trace.opening == pytest.approx(times_s)


def test_a_turned_face_is_not_seen() -> None:
    turned = frames(3.0, lambda at: frame(at, face=lips(yaw_deg=40.0 if 1.0 <= at < 2.0 else 0.0)))
    trace = lip_trace(turned)
    assert trace is not None
    assert trace.seen[:50].all()
    assert not trace.seen[60:90].any()
    assert trace.seen[105:].all()


@pytest.mark.parametrize("yaw_deg", [40.0, -40.0])
def test_no_frontal_face_is_no_trace(yaw_deg: float) -> None:
    assert lip_trace(frames(1.0, lambda at: frame(at, face=lips(yaw_deg=yaw_deg)))) is None
    assert lip_trace(frames(1.0, lambda at: frame(at, face=None))) is None
