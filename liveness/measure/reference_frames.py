"""How the frames of a likeness reference stand in one sealed blob. Pictures are opaque bytes here.

Per frame: one byte pose, four bytes length (big endian), the JPEG.
"""

import struct
from dataclasses import dataclass, field
from enum import IntEnum

_HEAD = struct.Struct(">BI")


class Pose(IntEnum):
    """What a frame shows. Left and right are the person's own."""

    FRONT = 1
    LEFT = 2
    RIGHT = 3
    NEUTRAL = 4
    SPEAKING = 5


@dataclass(frozen=True, slots=True)
class ReferenceFrame:
    """One upright JPEG to render from."""

    pose: Pose
    jpeg: bytes = field(repr=False)


def pack(frames: tuple[ReferenceFrame, ...]) -> bytes:
    """The blob that is sealed."""
    return b"".join(_HEAD.pack(frame.pose, len(frame.jpeg)) + frame.jpeg for frame in frames)


def unpack(blob: bytes) -> tuple[ReferenceFrame, ...]:
    """The frames of a blob that `pack` made.

    Raises:
        ValueError: any other bytes.
    """
    frames, position = [], 0
    while position < len(blob):
        head = blob[position : position + _HEAD.size]
        if len(head) < _HEAD.size:
            raise ValueError("a reference ends inside a frame")
        pose, length = _HEAD.unpack(head)
        position += _HEAD.size + length
        jpeg = blob[position - length : position]
        if len(jpeg) != length:
            raise ValueError("a reference ends inside a frame")
        frames.append(ReferenceFrame(Pose(pose), jpeg))
    return tuple(frames)
