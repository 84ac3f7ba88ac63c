import numpy as np
import pytest

from evaluation.subject.performance import Behaviour, Performance
from evaluation.subject.point_picture import PointPicture, Points, Pose, directions, still
from evaluation.subject.posed_head import PosedHead, posed_head
from evaluation.subject.rendered_head import HALF_VIEW, rendered_head
from evaluation.subject.rendered_voice import VOICES
from liveness.challenge.prompts import Direction, Prompt, PromptKind
from liveness.ports import Image

SCALE = 40


class CountedHead(PointPicture):
    """A ball that knows in which poses it was drawn."""

    def __init__(self) -> None:
        super().__init__(ball(), HALF_VIEW)
        self.drawn: list[Pose] = []

    def layer(self, pose: Pose, scale: float) -> Image:
        self.drawn.append(pose)
        return super().layer(pose, scale)


def untold(done: int, poses: int) -> None:
    del done, poses


def ball() -> Points:
    place = directions(500)
    return still(place, place, np.full_like(place, 0.5), 0.0)


def canvas() -> Image:
    return np.full((160, 160, 3), 160, np.uint8)


def shown(pose: Pose) -> Image:
    """The first head, put together from its kept pictures."""
    picture = canvas()
    posed_head(0).draw(pose, SCALE, picture, (80, 80))
    return picture


def drawn(pose: Pose) -> Image:
    """The first head, drawn anew."""
    picture = canvas()
    rendered_head(0).draw(pose, SCALE, picture, (80, 80))
    return picture


def difference(one: Image, other: Image) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def test_every_pose_is_drawn_once_and_told() -> None:
    head, told = CountedHead(), list[tuple[int, int]]()
    posed = PosedHead(head)
    for _ in range(2):
        posed.prepare(SCALE, lambda done, poses: told.append((done, poses)))
    count = len(head.drawn)
    assert len(set(head.drawn)) == count
    assert told == [(done + 1, count) for done in range(count)] * 2


def test_a_subject_who_speaks_blinks_and_turns_needs_no_other_picture() -> None:
    head = CountedHead()
    posed = PosedHead(head)
    posed.prepare(SCALE, untold)
    ready = len(head.drawn)
    performance = Performance(VOICES[0], Behaviour(), seed=3)
    for direction in Direction:
        performance.answer(Prompt(direction, PromptKind.TURN, direction=direction), performance.end_s)
    performance.answer(Prompt("say", PromptKind.SAY, "velvet monkey airport noodle"), performance.end_s)
    for media_s in np.arange(0, performance.end_s + 8, 0.08):
        posed.draw(performance.pose(media_s), SCALE, canvas(), (80, 80))
    assert len(head.drawn) == ready


@pytest.mark.parametrize(
    "pose",
    [Pose(), Pose(yaw_deg=2.5, pitch_deg=1.5), Pose(yaw_deg=-37), Pose(opening=0.62, spread=-0.4), Pose(blink=0.9)],
)
def test_it_looks_like_the_head_drawn_anew(pose: Pose) -> None:
    assert difference(shown(pose), drawn(pose)) < 0.5 * difference(drawn(Pose(yaw_deg=12)), drawn(Pose()))


def test_eyes_shut_while_the_mouth_speaks() -> None:
    both, blink, mouth = (shown(pose) for pose in (Pose(blink=1, opening=0.6), Pose(blink=1), Pose(opening=0.6)))
    assert np.array_equal(both[:80], blink[:80])
    assert np.array_equal(both[100:], mouth[100:])
    assert difference(blink, mouth) > 0.1


@pytest.mark.parametrize("yaw_deg", [1.0, 3.0])
def test_a_head_that_sways_moves_aside(yaw_deg: float) -> None:
    columns = [np.abs(shown(Pose(yaw_deg=side)).astype(int) - 160).sum(axis=(0, 2)) for side in (yaw_deg, -yaw_deg)]
    right, left = (float((np.arange(160) * column).sum() / column.sum()) for column in columns)
    assert right > left + 0.5 * yaw_deg * SCALE / 60
