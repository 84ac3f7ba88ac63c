"""An analyst that judges as the test says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from cameo_service.usecases.ports.outside import Ahead, Spool
from liveness.challenge.prompts import Asked, Challenge
from liveness.observations import Delivery
from liveness.verdict.analysis import Analysis
from liveness.verdict.policy import Policy
from tests.cameo_service.usecases.enrolling import passed
from tests.cameo_service.usecases.enrollment.held_spool import held


@dataclass
class ToldAhead:
    """Remembers how far a recording had come, and what was asked, each time that it grew."""

    recording: Spool
    grew: list[tuple[int, Asked]] = field(default_factory=list)
    is_over: bool = False

    def grown(self, asked: Asked) -> None:
        assert not self.is_over
        self.grew.append((self.recording.size, asked))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.is_over = True


@dataclass
class ToldAnalyst:
    """Answers as told, and remembers what it was given."""

    answer: Analysis | Exception = field(default_factory=passed)
    seen: list[tuple[bytes, Challenge]] = field(default_factory=list)
    photos: list[bytes | None] = field(default_factory=list)
    deliveries: list[Delivery | None] = field(default_factory=list)
    while_analysing: Callable[[], object] = bool
    aheads: list[ToldAhead] = field(default_factory=list)

    def ahead(self, recording: Spool) -> ToldAhead:
        self.aheads.append(ToldAhead(recording))
        return self.aheads[-1]

    def analyse(
        self,
        recording: Spool,
        challenge: Challenge,
        policy: Policy,
        *,
        photo: bytes | None,
        delivery: Delivery | None,
        ahead: Ahead | None = None,
    ) -> Analysis:
        assert any(ahead is known for known in self.aheads)
        self.seen.append((held(recording), challenge))
        self.photos.append(photo)
        self.deliveries.append(delivery)
        self.while_analysing()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer
