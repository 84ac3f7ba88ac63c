"""What the service can prove about one verification. No score, no threshold, nothing that was recorded."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from cameo_service.usecases.enrollment.identity_binding import IdentityBinding
from consent.terms import Assurance, Audience, Modality
from liveness.checks.result import Passed, outside_code
from liveness.verdict.assurance import assurance, ceiling
from liveness.verdict.judge import CheckRecord, Verdict
from liveness.verdict.policy import Policy


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """One check as a caller may see it. reason: "" when passed; every attack reason is COULD_NOT_VERIFY."""

    check: str
    result: str
    reason: str
    help_text: str
    ms: float


@dataclass(frozen=True, slots=True)
class VerificationRecord:
    """How one attempt was judged.

    enrollment_version: 0 unless the attempt passed. identity: name of an `IdentityBinding`.
    not_run: checks the policy knows that nobody ran; a verdict never claims what was not checked.
    """

    enrollment_version: int
    assurance: str
    audience_ceiling: str
    identity: str
    policy: str
    model_pack: str
    checks: tuple[CheckOutcome, ...]
    not_run: tuple[str, ...]
    modalities: tuple[str, ...]

    def as_json(self) -> str:
        """The stored form."""
        return _FORM.dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> "VerificationRecord":
        """The record as it was stored."""
        return _FORM.validate_json(text)


_FORM = TypeAdapter(VerificationRecord)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a passed verdict is worth, in consent's terms; nothing unless said otherwise."""

    assurance: Assurance = Assurance.NONE
    widest: Audience = Audience.NOBODY
    identity: IdentityBinding = IdentityBinding.UNBOUND


def standing_of(policy: Policy, identity: IdentityBinding, *, streamed_in_real_time: bool) -> Standing:
    """How a recording came in and whose it was shown to be decide the widest audience it carries."""
    level = assurance(policy, streamed_in_real_time=streamed_in_real_time)
    widest = ceiling(level, policy, is_bound=identity.is_bound)
    return Standing(Assurance[level.name], Audience[widest.name], identity)


def record_of(
    verdict: Verdict, standing: Standing, version: int, modalities: frozenset[Modality]
) -> VerificationRecord:
    """The record of one verdict. A verdict that did not pass is worth nothing."""
    worth = standing if verdict else Standing()
    return VerificationRecord(
        enrollment_version=version if verdict else 0,
        assurance=worth.assurance.name,
        audience_ceiling=worth.widest.name,
        identity=worth.identity.name,
        policy=verdict.policy,
        model_pack=verdict.pack,
        checks=tuple(_outcome(check) for check in verdict.checks),
        not_run=tuple(str(check) for check in verdict.not_run),
        modalities=tuple(sorted(modalities)) if verdict else (),
    )


def _outcome(record: CheckRecord) -> CheckOutcome:
    result = record.result
    reason = None if isinstance(result, Passed) else outside_code(result.reason)
    return CheckOutcome(
        check=str(record.check),
        result=result.word,
        reason=str(reason) if reason else "",
        help_text=reason.help_text if reason else "",
        ms=round(record.ms, 3),
    )
