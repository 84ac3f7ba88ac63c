"""Marks an MP4 as filmed with a phone held sideways: the pictures stay, players are told to turn them.

Does not turn any picture itself.
"""

import struct

_TO_MATRIX = 40
"""Bytes from the end of the box's name to the matrix in a version 0 `tkhd` (ISO/IEC 14496-12, 8.3.2)."""
_QUARTERS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def shown_turned(mp4: bytes, clockwise_deg: int) -> bytes:
    """The same file with its first track, the picture, shown turned clockwise by 0, 90, 180 or 270 degrees."""
    a, b, c, d = (quarter << 16 for quarter in _QUARTERS[clockwise_deg])
    start = mp4.index(b"tkhd") + len(b"tkhd") + _TO_MATRIX
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    return mp4[:start] + matrix + mp4[start + len(matrix) :]
