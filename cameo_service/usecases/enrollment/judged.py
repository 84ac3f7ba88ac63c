"""A recording that was judged, before its verdict counts."""

from dataclasses import dataclass

from cameo_service.usecases.enrollment.begin_attempt import Attempt
from liveness.verdict.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged attempt. streamed_in_real_time: every prompt was revealed while the recording ran."""

    attempt: Attempt
    analysis: Analysis
    streamed_in_real_time: bool
