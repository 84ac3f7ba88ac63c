"""Reasons to refuse a recording unread. What it shows is judged by `liveness.checks`.

RecordingError
|-- EmptyRecording          no bytes at all
|-- TooLarge                more bytes than allowed
|-- UnsupportedContainer    not a file format that is read here, under any file name
|-- UnsupportedCodec        a readable format whose picture or sound codec is not read here
|-- NotStreamable           a good file that cannot be decoded while it arrives
|-- FragmentsTooLong        an MP4 that arrives several seconds at a time
|-- NoVideo                 no picture track, or a track without a single picture
|-- TooLong                 more media seconds than allowed
|-- TooManyPixels           larger pictures than allowed
|-- PhotoTooLarge           a reference photo of more bytes or pixels than allowed
|-- PhotoUnreadable         a reference photo that is no JPEG, or damaged
|-- PictureShapeChanged     pictures change from tall to wide, or the other way, on the way
|-- FrameRateTooHigh        more pictures per second than allowed
|-- PixelRateTooHigh        more pixels per second, of all pictures together, than allowed
|-- TruncatedRecording      the end is missing
|-- CorruptRecording        the content cannot be decoded without errors
`-- BrokenTimestamps        pictures or sound without a time, or with times that run backwards

A recording without sound is no error: some checks need none.
"""

# ruff: noqa: N818 - the name is the reason, the base class says that it is an error

from typing import ClassVar


class RecordingError(Exception):
    """A recording was refused. `code` is stable and public; the message tells the caller what to do."""

    code: ClassVar[str] = "RECORDING_REFUSED"


class EmptyRecording(RecordingError):
    """No bytes."""

    code = "EMPTY_RECORDING"

    def __init__(self) -> None:
        super().__init__("The recording is empty: send at least one picture.")


class TooLarge(RecordingError):
    """More bytes than `RecordingLimits.bytes`."""

    code = "TOO_LARGE"

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The recording is larger than {limit_bytes} bytes: record shorter or with a lower bit rate.")


class UnsupportedContainer(RecordingError):
    """The bytes are no container that is read here."""

    code = "UNSUPPORTED_CONTAINER"

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"The recording is in no supported container: send {' or '.join(names)}.")


class UnsupportedCodec(RecordingError):
    """The container holds a picture or sound coding that is not decoded here."""

    code = "UNSUPPORTED_CODEC"

    def __init__(self, kind: str, names: frozenset[str]) -> None:
        super().__init__(f"The {kind} track has an unsupported codec: use one of {', '.join(sorted(names))}.")


class NotStreamable(RecordingError):
    """The file's index lies behind its media, so nothing can be decoded before the last byte."""

    code = "NOT_STREAMABLE"

    def __init__(self) -> None:
        super().__init__("The container cannot be decoded while it arrives: stream WebM or fragmented MP4.")


class FragmentsTooLong(RecordingError):
    """An MP4 that arrives a fragment of several seconds at a time: an answer would come after its window."""

    code = "FRAGMENTS_TOO_LONG"

    def __init__(self, fragment_s: float, limit_s: float) -> None:
        super().__init__(
            f"The MP4 comes in fragments of {fragment_s:.1f} s, and a live one may last {limit_s:g} s: "
            "record WebM, or ask the recorder for a key picture every second."
        )


class NoVideo(RecordingError):
    """No picture."""

    code = "NO_VIDEO"

    def __init__(self) -> None:
        super().__init__("The recording shows no picture: record with the camera on.")


class TooLong(RecordingError):
    """More media seconds than `RecordingLimits.seconds`."""

    code = "TOO_LONG"

    def __init__(self, limit_s: float) -> None:
        super().__init__(f"The recording is longer than {limit_s:g} seconds: record a shorter one.")


class TooManyPixels(RecordingError):
    """A picture larger than `RecordingLimits.pixels`."""

    code = "TOO_MANY_PIXELS"

    def __init__(self, limit_pixels: int) -> None:
        super().__init__(f"The pictures have more than {limit_pixels} pixels: record with a lower resolution.")


class PhotoTooLarge(RecordingError):
    """A reference photo of more bytes or pixels than allowed."""

    code = "PHOTO_TOO_LARGE"

    def __init__(self, limit_bytes: int, limit_pixels: int) -> None:
        super().__init__(f"Send a photo of at most {limit_bytes} bytes and {limit_pixels} pixels; the face is enough.")


class PhotoUnreadable(RecordingError):
    """A reference photo that is no picture of a known kind."""

    code = "PHOTO_UNREADABLE"

    def __init__(self) -> None:
        super().__init__("The photo cannot be read: send a whole JPEG file.")


class PictureShapeChanged(RecordingError):
    """Pictures change their proportions: the device was turned, or the camera was changed. Their size may change."""

    code = "PICTURE_SHAPE_CHANGED"

    def __init__(self) -> None:
        super().__init__("The pictures change their shape on the way: hold the device the same way and record again.")


class FrameRateTooHigh(RecordingError):
    """More pictures per second than `RecordingLimits.frames_per_second`."""

    code = "FRAME_RATE_TOO_HIGH"

    def __init__(self, limit_per_second: float) -> None:
        super().__init__(f"The recording has more than {limit_per_second:g} pictures per second: record with fewer.")


class PixelRateTooHigh(RecordingError):
    """More pixels per second, of all pictures together, than `RecordingLimits.pixels_per_second`."""

    code = "PIXEL_RATE_TOO_HIGH"

    def __init__(self, limit_per_second: float) -> None:
        super().__init__(
            f"The pictures have more than {limit_per_second:.0f} pixels per second: record with fewer or smaller ones."
        )


class TruncatedRecording(RecordingError):
    """The container promises more bytes than came."""

    code = "TRUNCATED_RECORDING"

    def __init__(self) -> None:
        super().__init__("The end of the recording is missing: send the whole file again.")


class CorruptRecording(RecordingError):
    """The demuxer or a decoder found an error."""

    code = "CORRUPT_RECORDING"

    def __init__(self) -> None:
        super().__init__("The recording is damaged and cannot be decoded: record again.")


class BrokenTimestamps(RecordingError):
    """A time is missing or runs backwards."""

    code = "BROKEN_TIMESTAMPS"

    def __init__(self) -> None:
        super().__init__("The recording's timestamps are missing or run backwards: record again.")


def recording_error(code: str, message: str) -> RecordingError:
    """The error of that code with that message, as it came from another process; a plain one for an unknown code."""
    known = {refused.code: refused for refused in RecordingError.__subclasses__()}
    refused = known.get(code, RecordingError)
    return refused.__new__(refused, message)
