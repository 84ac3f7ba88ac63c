"""One computed head, assembled from its parts and ready to be drawn.

Does not decide what the head does over time (`performance`).
"""

from functools import lru_cache

from evaluation.subject.cast import head_shape
from evaluation.subject.head_features import curtain, ear, eyeball, mouth_inside, upper_lid
from evaluation.subject.head_paint import skin_points
from evaluation.subject.head_shape import HeadShape
from evaluation.subject.head_surface import Points, joined
from evaluation.subject.point_picture import PointPicture

HALF_VIEW = 1.6


def head_points(shape: HeadShape) -> Points:
    """Skin, hair, ears, eyes, lids and the inside of the mouth."""
    sides = (-1, 1)
    return joined(
        [
            skin_points(shape),
            *(ear(shape, side) for side in sides),
            *(eyeball(shape, side) for side in sides),
            *(upper_lid(shape, side) for side in sides),
            mouth_inside(shape),
            curtain(shape),
        ]
    )


@lru_cache(maxsize=8)
def rendered_head(number: int) -> PointPicture:
    """The head of a subject's number, built once: about two seconds, then some milliseconds a frame."""
    return PointPicture(head_points(head_shape(number)), HALF_VIEW)
