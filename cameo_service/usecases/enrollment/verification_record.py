"""What the service can prove about one verification, and what it is worth. No score, no threshold, nothing recorded."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from cameo_service.usecases.ports.enrollment import EnrollmentRow
from consent import facts
from consent.facts import LIVE_BY_DEFAULT, SAFE_CEILINGS, Ceilings
from consent.terms import Assurance, Audience, Modality
from liveness.challenge.language import ENGLISH, WITHOUT_WORDS
from liveness.checks.result import Passed, outside_code
from liveness.verdict.judge import CheckRecord, Verdict
from liveness.verdict.policy import Check, Policy

_WITHOUT_THESE_ONLY_ME = {Check.PRESENTATION_ATTACK, Check.INJECTION}


def assurance(
    policy: Policy, *, streamed_in_real_time: bool, attested: bool = False, language: str = ENGLISH
) -> Assurance:
    """The assurance of a recording that was judged under `policy`: computed from how it came in, never asked for.

    WORDLESS: no words were asked, whatever else holds. UPLOADED: a finished file, or a stream that ran ahead of real
    time. DEMO: anything else judged under the demo policy. LIVE: streamed in real time, every prompt revealed while it
    ran. LIVE_ATTESTED: the device attested the capture, too.
    """
    if language == WITHOUT_WORDS:
        return Assurance.WORDLESS
    if policy.demo:
        return Assurance.DEMO
    if not streamed_in_real_time:
        return Assurance.UPLOADED
    return Assurance.LIVE_ATTESTED if attested else Assurance.LIVE


def permitted_by_checks(policy: Policy) -> Audience:
    """The widest audience that what was checked permits: ONLY_ME where the policy lacks a check against attacks.

    A verdict never claims what was not checked. The demo is free of this cap because it never leaves loopback.
    """
    is_missing = _WITHOUT_THESE_ONLY_ME & set(policy.not_available + policy.left_out)
    return Audience.ONLY_ME if is_missing and not policy.demo else Audience.EVERYONE


def ceiling(level: Assurance, policy: Policy, *, is_bound: bool, chosen: Ceilings = SAFE_CEILINGS) -> Audience:
    """The widest audience of a verdict under `policy` at this moment. The rest: see `consent.facts.ceiling`."""
    return facts.ceiling(permitted_by_checks(policy), level, is_bound=is_bound, chosen=chosen)


class IdentityBinding(StrEnum):
    """What an enrollment was matched against."""

    UNBOUND = "unbound"
    """Nothing: a live person, but nothing shows who."""
    PHOTO = "photo"
    """A photo that the app vouches for, such as one of an identity document."""
    EARLIER_ENROLLMENT = "earlier_enrollment"
    """An earlier enrollment that was itself bound."""

    @property
    def is_bound(self) -> bool:
        """Whether anything was shown."""
        return self is not IdentityBinding.UNBOUND


def binding_of(verdict: Verdict, earlier: EnrollmentRow | None, language: str = ENGLISH) -> IdentityBinding:
    """What a take shows about its person's identity; nothing unless it passed.

    A passed take was matched with the photo, if one was sent, and with the earlier enrollment, if there is one. To
    enroll twice shows no more than to enroll once, so an earlier enrollment lends only what it has; one without words
    lends nothing to a take with words (`language`).
    """
    if not verdict:
        return IdentityBinding.UNBOUND
    if Check.REFERENCE_PHOTO in {record.check for record in verdict.checks}:
        return IdentityBinding.PHOTO
    is_weaker = earlier is not None and earlier.assurance is Assurance.WORDLESS and language != WITHOUT_WORDS
    if earlier is not None and earlier.bound_to is not None and not is_weaker:
        return IdentityBinding.EARLIER_ENROLLMENT
    return IdentityBinding.UNBOUND


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

    enrollment_version: 0 unless the attempt passed. audience_ceiling: when it was judged; what holds now is computed
    where the likeness is used (`consent.facts.ceiling`). not_run: checks that the policy knows and that do not exist or
    were left out; a verdict never claims what was not checked. live_ceiling: what the operator had chosen for LIVE.
    calibration: SHA-256 of the record whose limits decided; empty: the shipped ones did.
    challenge_language: of what the person was asked to say; `WITHOUT_WORDS`: nothing.
    """

    enrollment_version: int
    assurance: Assurance
    audience_ceiling: Audience
    identity: IdentityBinding
    policy: str
    model_pack: str
    checks: tuple[CheckOutcome, ...]
    not_run: tuple[str, ...]
    modalities: tuple[Modality, ...]
    live_ceiling: Audience = LIVE_BY_DEFAULT
    calibration: str = ""
    challenge_language: str = ENGLISH

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


def standing_of(
    policy: Policy,
    identity: IdentityBinding,
    chosen: Ceilings,
    *,
    streamed_in_real_time: bool,
    language: str = ENGLISH,
) -> Standing:
    """How a recording came in, what was asked and whose it was shown to be decide the widest audience it carries."""
    level = assurance(policy, streamed_in_real_time=streamed_in_real_time, language=language)
    widest = ceiling(level, policy, is_bound=identity.is_bound, chosen=chosen)
    return Standing(level, widest, identity)


def record_of(
    verdict: Verdict, standing: Standing, version: int, modalities: frozenset[Modality], live_ceiling: Audience
) -> VerificationRecord:
    """The record of one verdict. A verdict that did not pass is worth nothing."""
    worth = standing if verdict else Standing()
    return VerificationRecord(
        enrollment_version=version if verdict else 0,
        assurance=worth.assurance,
        audience_ceiling=worth.widest,
        identity=worth.identity,
        policy=verdict.policy,
        model_pack=verdict.pack,
        checks=tuple(_outcome(check) for check in verdict.checks),
        not_run=tuple(str(check) for check in verdict.not_run),
        modalities=tuple(sorted(modalities)) if verdict else (),
        live_ceiling=live_ceiling,
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
