"""Edges that are no database: the analysis, the signer of render grants, ids. Decides nothing."""

from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from uuid import UUID

from consent.names import Run
from consent.render_grant import RenderGrantClaims

if TYPE_CHECKING:  # an id or a signature must not load what analyses recordings
    from liveness.challenge.prompts import Asked, Challenge
    from liveness.live.decoder import Progress
    from liveness.observations import Delivery
    from liveness.verdict.analysis import Analysis
    from liveness.verdict.policy import Policy


class IdSource(Protocol):
    """New ids."""

    def new(self, now_us: int) -> UUID:
        """A UUIDv7 of this moment."""


class OrdinaryWords(Protocol):
    """Words that are no name, because any prompt may hold them in a row."""

    def are_ordinary(self, words: Run) -> bool:
        """Whether these words are ordinary."""


class Spool(Protocol):
    """Where the bytes of one recording lie from its first byte to its verdict; leaving its block erases them."""

    @property
    def size(self) -> int:
        """Number of bytes."""

    def write(self, data: bytes) -> None:
        """Adds bytes.

        Raises:
            AnalysisInterruptedError: there is no room, through no fault of the recording.
        """

    def part(self, start: int, end: int) -> "Spool":
        """A copy of the bytes between two places; the caller leaves its block.

        Raises:
            AnalysisInterruptedError: there is no room.
        """

    def seal(self) -> int:
        """No byte changes any more; a descriptor to read them by, until the block is left."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Ahead(Protocol):
    """Measures one recording while it arrives; nothing it does counts before the whole is judged.

    Ended by leaving its block, which comes before that of the recording.
    """

    def grown(self, asked: "Asked") -> None:
        """There are more bytes. Returns at once. asked: what was asked so far."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Analyst(Protocol):
    """Analyses one recording at a time per worker."""

    def ahead(self, recording: Spool) -> Ahead:
        """What measures a recording of which bytes are still to come."""

    def analyse(
        self,
        recording: Spool,
        challenge: "Challenge",
        policy: "Policy",
        *,
        photo: bytes | None,
        delivery: "Delivery | None",
        ahead: Ahead | None = None,
    ) -> "Analysis":
        """The analysis.

        recording: every byte of it, the container as the client sent it. photo: JPEG of the person that the recording
        must show, if one was given. delivery: how a live recording came in; None for a file, which is never worth
        more than UPLOADED. ahead: what measured this recording while it arrived; it saves time and changes nothing.

        Raises:
            RecordingError: the recording cannot be read or breaks a limit.
            ChallengeError: what was asked cannot be judged.
            AnalysisInterruptedError: no worker was free in time, or all were lost; the recording may be sent again.
            AnalysisOverLimitError, AnalysisFailedError: the recording takes too much work, or cannot be analysed.
        """


class Follower(Protocol):
    """Follows one recording while it arrives; used by one thread, closed by leaving its block."""

    def feed(self, chunk: bytes) -> "Progress":
        """Takes the next bytes and says how far the recording has come.

        Raises:
            RecordingError: the recording cannot be decoded while it arrives, or breaks a limit.
            AnalysisInterruptedError: it can no longer be followed, through no fault of its own.
            AnalysisOverLimitError, AnalysisFailedError: it takes too much work, or cannot be followed.
        """

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key that grants are checked with: Ed25519, 32 raw bytes. Times in UTC microseconds; None: open."""

    key_id: str
    public_key: bytes
    not_before_us: int
    not_after_us: int | None
    revoked_us: int | None


class GrantSigner(Protocol):
    """Encodes and signs render grants, and opens them again (`cameo_client.render_grant` has the wire form)."""

    def sign(self, claims: RenderGrantClaims) -> bytes:
        """The whole envelope: key id, claims, signature."""

    def verify(self, envelope: bytes) -> RenderGrantClaims:
        """The claims of an envelope that one of our own, not revoked keys signed; time and holder are not judged.

        Raises RenderGrantUnknownError (usecases.errors) for everything else, malformed bytes included.
        """

    def keys(self) -> tuple[VerificationKey, ...]:
        """Current and next keys, and revoked ones until no grant signed with them can be alive."""
