import numpy as np
import pytest

from evaluation.subject.head_shape import draw_head_shape
from evaluation.subject.point_picture import Pose
from evaluation.subject.rendered_head import rendered_head
from evaluation.subject.rendered_subject import Subject
from liveness.observations import FaceMeasurement, Vector
from liveness.ports import Engines, Image

SUBJECT = Subject(0)


def shown(pose: Pose, subject: Subject = SUBJECT) -> Image:
    canvas = np.full((280, 280, 3), 160, np.uint8)
    rendered_head(subject.seed).draw(pose, 80, canvas, (140, 140))
    return canvas


def measured(engines: Engines, pose: Pose) -> FaceMeasurement:
    count, face = engines.face.measure(shown(pose))
    assert count == 1
    assert face is not None
    return face


def test_a_seed_always_gives_the_same_head() -> None:
    assert draw_head_shape(7) == draw_head_shape(7)
    assert draw_head_shape(7) != draw_head_shape(8)


def test_the_head_is_painted_over_the_canvas_and_no_further() -> None:
    picture = shown(Pose())
    assert (picture[140, 140] != 160).any()
    assert (picture[:8] == 160).all()


@pytest.mark.parametrize("yaw_deg", [-40, -20, 0, 20, 40])
def test_the_detector_finds_one_face_and_the_mesh_reads_its_yaw(engines: Engines, yaw_deg: float) -> None:
    face = measured(engines, Pose(yaw_deg=yaw_deg))
    assert face.score >= 0.8
    assert face.yaw_deg == pytest.approx(yaw_deg, abs=8)


def covered(nearness: float, rows: slice) -> int:
    """Width in pixels of what the head covers in some rows of its picture, whose middle is at 140."""
    layer = rendered_head(SUBJECT.seed).layer(Pose(nearness=nearness), 80 / 1.5)
    middle = len(layer) // 2
    return int((layer[middle + rows.start : middle + rows.stop, :, 3] > 0).sum(axis=1).max())


def test_a_nearer_head_is_larger_and_its_near_parts_grow_by_more_than_its_far_ones() -> None:
    usual, near = shown(Pose()), shown(Pose(nearness=1.4))
    assert (near != 160).any(axis=2).sum() > 1.6 * (usual != 160).any(axis=2).sum()
    skull = covered(1.4, slice(-40, 0)) / covered(1.0, slice(-40, 0))
    assert 1.3 < skull < 1.42


def test_a_wider_mouth_is_measured_wider(engines: Engines) -> None:
    gaps = [measured(engines, Pose(opening=opening)).mouth_opening for opening in (0, 0.35, 0.7, 1)]
    assert gaps == sorted(gaps)
    assert gaps[-1] - gaps[0] > 0.12


def test_a_blink_is_measured(engines: Engines) -> None:
    lids = [measured(engines, Pose(blink=blink)).eye_opening for blink in (0, 0.5, 1)]
    assert lids == sorted(lids, reverse=True)
    assert lids[-1] < 0.75 * lids[0]


def test_a_smile_widens_the_mouth(engines: Engines) -> None:
    rest, smile = (measured(engines, Pose(smile=smile)).landmarks_px for smile in (0, 1))
    corners = (61, 291)
    width = [float(np.linalg.norm(points[corners[0]] - points[corners[1]])) for points in (rest, smile)]
    assert width[1] > 1.1 * width[0]


def test_one_head_matches_itself_across_poses_and_no_other_head(engines: Engines) -> None:
    def template(subject: Subject, pose: Pose) -> Vector:
        picture = shown(pose, subject)
        _, face = engines.face.measure(picture)
        assert face is not None
        vector = engines.face_template.template(picture, face)
        assert vector is not None
        return vector

    front, aside = template(SUBJECT, Pose()), template(SUBJECT, Pose(yaw_deg=22))
    other = template(Subject(1), Pose())
    assert np.linalg.norm(front - aside) < np.linalg.norm(front - other) - 0.1
