"""What can still change a verdict after the checks, in one list and one order.

The checks see one recording and nothing else. An amendment knows more: a photo, other recordings, the clock, the
sealed templates, what the person said. Amendments run in the transaction that settles the attempt. None of them turns
a refusal into a pass, and after a refusal nothing is added but a copy that was found, so that trying again tells an
impostor nothing.

| amendment | applies to | refuses | known from |
|---|---|---|---|
| `first_seen` | every recording | a copy of a recording that any person handed in before | remembered recordings |
| `on_photo` | an attempt with a photo | a face that is not the one on the photo | the photo, compared by the analysis |
| `recorded_now` | a verification; any take without words | media that ran ahead of the clock | arrival times |
| `same_person` | a verification; an enrollment in place of an earlier one | another person | sealed templates |
| `of_age` | an enrollment | a face that clearly looks younger than the person said | the asserted age |
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from cameo_service.clock import Clock
from cameo_service.usecases.enrollment.replay import Sighting, came_before
from cameo_service.usecases.enrollment.same_person import compared
from cameo_service.usecases.enrollment.sessions import challenge_language_of
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SessionRow, Vault
from cameo_service.usecases.ports.store import Transaction
from consent.terms import AgeClass
from liveness.challenge.language import WITHOUT_WORDS
from liveness.checks.result import Failed, Reason
from liveness.checks.same_person import judge_age
from liveness.limits.in_force import LimitsInForce
from liveness.verdict.analysis import Analysis
from liveness.verdict.judge import CheckRecord, Verdict, refused, with_check
from liveness.verdict.policy import Check


@dataclass(frozen=True, slots=True)
class Take:
    """One analysed attempt, with what is known beside the recording. enrolled: the earlier enrollment, if any."""

    transaction: Transaction
    row: SessionRow
    enrolled: EnrollmentRow | None
    analysis: Analysis
    seen: Sighting
    streamed_in_real_time: bool
    now_us: int

    @property
    def language(self) -> str:
        """Of what the person was asked to say; see `challenge_language_of`."""
        return challenge_language_of(self.row)


@dataclass(frozen=True, slots=True)
class Amending:
    """What amendments need beside the take. in_force: the limits that decide who it is."""

    vault: Vault
    clock: Clock
    in_force: LimitsInForce

    def __call__(self, take: Take) -> Verdict:
        """The verdict after every amendment."""
        verdict = take.analysis.verdict
        for amend in AMENDMENTS:
            verdict = amend(self, take, verdict)
        return verdict


Amendment: TypeAlias = Callable[[Amending, Take, Verdict], Verdict]


def first_seen(by: Amending, take: Take, verdict: Verdict) -> Verdict:
    """Remembers the recording whatever its verdict, and refuses a copy."""
    del by
    if came_before(take.transaction.recordings, take.row.subject, take.seen, take.now_us):
        return refused(verdict, Check.INJECTION, Reason.REPLAYED)
    return verdict


def on_photo(by: Amending, take: Take, verdict: Verdict) -> Verdict:
    """The analysis compared the faces; a photo without one face on it is no match."""
    del by
    return with_check(verdict, take.analysis.photo) if verdict and take.analysis.photo else verdict


def recorded_now(by: Amending, take: Take, verdict: Verdict) -> Verdict:
    """A verification, and what was made without words, must have been made under its prompts; another enrollment is
    worth less otherwise.
    """
    del by
    must = take.row.act or take.language == WITHOUT_WORDS
    if verdict and must and not take.streamed_in_real_time:
        return with_check(verdict, CheckRecord(Check.SAME_PERSON, Failed(Reason.FED_IN), 0.0))
    return verdict


def same_person(by: Amending, take: Take, verdict: Verdict) -> Verdict:
    """Another face never takes the place of the enrolled person."""
    if verdict and (take.row.act or take.enrolled):
        return with_check(verdict, compared(by.vault, by.clock, by.in_force, take.enrolled, take.analysis))
    return verdict


def of_age(by: Amending, take: Take, verdict: Verdict) -> Verdict:
    """Left out where no engine estimates an age."""
    del by
    if not verdict or take.row.act or take.analysis.age_years is None:
        return verdict
    is_said_minor = take.transaction.people.requester(take.row.subject).age is AgeClass.MINOR
    result = judge_age(take.analysis.age_years, is_said_minor=is_said_minor)
    return with_check(verdict, CheckRecord(Check.AGE, result, 0.0))


AMENDMENTS: tuple[Amendment, ...] = (first_seen, on_photo, recorded_now, same_person, of_age)
