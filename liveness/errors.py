"""Mistakes of callers of an enrollment, as types. Recordings have their own (`liveness.media.recording_errors`).

LivenessError
|-- ChallengeError
|   |-- MalformedChallengeError    a challenge that does not follow the schema
|   `-- UnknownWordError           a prompt asks for a word that is in no speech dictionary
|-- ProtocolError                  ends the attempt: the stream broke the rules of the conversation
|   |-- NotOpenedError             anything before Opened
|   |-- OpenedTwiceError           a second Opened
|   |-- UnsupportedStreamError     a container or codec that cannot be decoded while it arrives
|   |-- NotAsAnnouncedError        the stream turned out to be another container or codec
|   |-- ChunkOutOfOrderError       a chunk number that does not follow the one before
|   |-- ChunkTooLargeError         one chunk with too many bytes
|   |-- ChunkEmptyError            a chunk of a file without bytes
|   |-- ColoursNeededError         no words are asked, and the client shows no colours
|   `-- ConversationOverError      anything after the end
`-- SessionError
    |-- SessionExpiredError        after its ten minutes
    |-- SessionUsedError           it has its result, or an attempt is running
    `-- TooManyAttemptsError       no attempt is left
"""

from collections.abc import Iterable
from typing import ClassVar


class LivenessError(Exception):
    """`code` is stable and public; the message tells the caller what to do."""

    code: ClassVar[str] = "LIVENESS_ERROR"


class ChallengeError(LivenessError):
    """The challenge cannot be asked."""


class MalformedChallengeError(ChallengeError):
    """A challenge that does not follow the schema. `where`: a path into it. `problem`: the fault there."""

    code = "MALFORMED_CHALLENGE"

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"The challenge is malformed at {where or 'its top'}: {problem}.")


class UnknownWordError(ChallengeError):
    """A prompt asks for a word that the speech dictionary does not hold."""

    code = "UNKNOWN_WORD"

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(f"Ask for words of the speech dictionary instead of: {', '.join(words)}.")


class ProtocolError(LivenessError):
    """The stream broke the rules; its attempt is over."""


class NotOpenedError(ProtocolError):
    """Anything before Opened."""

    code = "NOT_OPENED"

    def __init__(self) -> None:
        super().__init__("Say which container and codec follow before anything else.")


class OpenedTwiceError(ProtocolError):
    """A second Opened."""

    code = "OPENED_TWICE"

    def __init__(self) -> None:
        super().__init__("Open a recording once only; start a new stream for another attempt.")


class UnsupportedStreamError(ProtocolError):
    """A container or codec that is not decoded while it arrives."""

    code = "UNSUPPORTED_STREAM"

    def __init__(self, streamable: tuple[str, ...]) -> None:
        super().__init__(f"Stream one of {', '.join(streamable)}.")


class NotAsAnnouncedError(ProtocolError):
    """The stream turned out to be another container or codec than was announced."""

    code = "NOT_AS_ANNOUNCED"

    def __init__(self, container: str, codec: str) -> None:
        super().__init__(f"Announce what you send: {container} with {codec} came, and something else was opened.")


class ChunkOutOfOrderError(ProtocolError):
    """A chunk number that does not follow the one before."""

    code = "CHUNK_OUT_OF_ORDER"

    def __init__(self, expected_seq: int) -> None:
        super().__init__(f"Number chunks from 0 without gaps; chunk {expected_seq} was expected.")


class ChunkTooLargeError(ProtocolError):
    """One chunk with too many bytes."""

    code = "CHUNK_TOO_LARGE"

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"Send chunks of at most {limit_bytes} bytes.")


class ChunkEmptyError(ProtocolError):
    """A chunk of a file without bytes."""

    code = "CHUNK_EMPTY"

    def __init__(self) -> None:
        super().__init__("Send at least one byte in each chunk of a file.")


class PromptNotShownError(ProtocolError):
    """A prompt for colours closed, and the client never said that it showed them."""

    code = "PROMPT_NOT_SHOWN"

    def __init__(self, prompt_id: str) -> None:
        super().__init__(f"Show the colours of prompt {prompt_id} and say so, or open without colours.")


class ColoursNeededError(ProtocolError):
    """A recording without words was opened by a client that shows no colours."""

    code = "COLOURS_NEEDED"

    def __init__(self) -> None:
        super().__init__("Without words colours are needed: show them, or start a session with words.")


class ConversationOverError(ProtocolError):
    """Anything after the end."""

    code = "CONVERSATION_OVER"

    def __init__(self) -> None:
        super().__init__("This attempt is over; start a new stream for another.")


class SessionError(LivenessError):
    """The enrollment session does not allow another attempt."""


class SessionExpiredError(SessionError):
    """After its ten minutes."""

    code = "SESSION_EXPIRED"

    def __init__(self) -> None:
        super().__init__("The session has expired; start a new enrollment.")


class SessionUsedError(SessionError):
    """It has its result, or an attempt is running."""

    code = "SESSION_USED"

    def __init__(self) -> None:
        super().__init__("The session is in use or has its result; read it, or start a new enrollment.")


class TooManyAttemptsError(SessionError):
    """No attempt is left."""

    code = "TOO_MANY_ATTEMPTS"

    def __init__(self, limit: int) -> None:
        super().__init__(f"All {limit} attempts are used; start a new enrollment.")


class TooManyEnrollmentsError(SessionError):
    """The person started too many sessions, or was refused too often, in the last 24 h."""

    code = "TOO_MANY_ENROLLMENTS"

    def __init__(self, wait_us: int) -> None:
        minutes = -(-wait_us // 60_000_000)
        super().__init__(f"This person has tried too often; start a new enrollment in {minutes} min.")


def challenge_error(code: str, message: str) -> ChallengeError:
    """The error of that code with that message, as it came from another process; a plain one for an unknown code."""
    known = {refused.code: refused for refused in ChallengeError.__subclasses__()}
    refused = known.get(code, ChallengeError)
    return refused.__new__(refused, message)
