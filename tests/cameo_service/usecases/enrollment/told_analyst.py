"""An analyst that judges as the test says."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cameo_service.usecases.ports.outside import Spool
from liveness.challenge.prompts import Challenge
from liveness.observations import Delivery
from liveness.verdict.analysis import Analysis
from liveness.verdict.policy import Policy
from tests.cameo_service.usecases.enrolling import passed
from tests.cameo_service.usecases.enrollment.held_spool import held


@dataclass
class ToldAnalyst:
    """Answers as told, and remembers what it was given."""

    answer: Analysis | Exception = field(default_factory=passed)
    seen: list[tuple[bytes, Challenge]] = field(default_factory=list)
    photos: list[bytes | None] = field(default_factory=list)
    deliveries: list[Delivery | None] = field(default_factory=list)
    while_analysing: Callable[[], object] = bool

    def analyse(
        self, recording: Spool, challenge: Challenge, policy: Policy, *, photo: bytes | None, delivery: Delivery | None
    ) -> Analysis:
        self.seen.append((held(recording), challenge))
        self.photos.append(photo)
        self.deliveries.append(delivery)
        self.while_analysing()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer
