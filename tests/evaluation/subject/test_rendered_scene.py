import numpy as np
import pytest

from evaluation.subject.performance import Behaviour, Flaw
from evaluation.subject.point_picture import Pose
from evaluation.subject.rendered_scene import RenderedScene
from evaluation.subject.rendered_subject import Subject
from liveness.ports import Engines, Image

HEAD = Subject(0).seed
SIZE = (320, 280)


def pictures(*flaws: Flaw) -> tuple[Image, Image]:
    """Before and after the media flaws begin."""
    scene = RenderedScene(HEAD, SIZE, Behaviour.with_flaw(*flaws), seed=1)
    return scene.picture(Pose(), (0.0, 0.0), 0.0), scene.picture(Pose(), (0.0, 0.0), 3.0)


def test_two_frames_of_one_pose_differ_only_by_the_sensors_noise() -> None:
    before, after = pictures()
    difference = np.abs(before.astype(int) - after.astype(int)).mean()
    assert 0 < difference < 6


@pytest.mark.parametrize("flaw", [Flaw.OTHER_HEAD, Flaw.SECOND_FACE, Flaw.CUT])
def test_a_media_flaw_changes_the_picture_once_it_begins(flaw: Flaw) -> None:
    before, after = pictures(flaw)
    assert np.abs(before.astype(int) - after.astype(int)).mean() > 4.5


def test_a_dark_room_is_dark() -> None:
    assert pictures(Flaw.DARK)[0].mean() < 15


def test_the_detector_counts_the_second_face(engines: Engines) -> None:
    before, after = pictures(Flaw.SECOND_FACE)
    assert engines.face.measure(before)[0] == 1
    assert engines.face.measure(after)[0] == 2
