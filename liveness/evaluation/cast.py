"""The heads that tests and the demo use, and any number of others.

Does not draw them (`rendered_head`).
"""

from liveness.evaluation.head_shape import HeadShape, draw_head_shape

CAST: tuple[HeadShape, ...] = ()


def head_shape(number: int) -> HeadShape:
    """The head of a number: a member of the cast, or one drawn from the number as a seed."""
    return CAST[number] if number < len(CAST) else draw_head_shape(number)
