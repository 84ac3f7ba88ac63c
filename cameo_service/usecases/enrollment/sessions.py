"""Enrollment sessions of both kinds: opened to enroll, or to verify the enrolled person before one act; and read.

Nothing is recorded here.
"""

import json
from dataclasses import dataclass, replace
from uuid import UUID

from cameo_service.usecases.acting.errors import NotEnrolledError
from cameo_service.usecases.acting.person import acting_owner, is_served, owner_who_widens
from cameo_service.usecases.acting.reads import View
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.enrollment.challenge_languages import (
    ENGLISH_ALONE,
    NO_WORDS,
    NOT_SPOKEN,
    ChallengeLanguage,
    ChallengeLanguages,
)
from cameo_service.usecases.enrollment.enrollment_errors import (
    ConsentTimeRefusedError,
    ReleaseMissingError,
    UnknownSessionError,
)
from cameo_service.usecases.enrollment.invitations import spend_invitation
from cameo_service.usecases.enrollment.verification_record import VerificationRecord
from cameo_service.usecases.enrollment.wordless import require_enough_for, require_no_weaker, require_offered
from cameo_service.usecases.ports.enrollment import InvitationId, SessionRow
from consent.identity import EnrollmentId, SubjectId
from consent.owner_act import OwnerAct
from consent.release import NEEDED, ConsentRecord, Purpose
from consent.terms import Assurance
from liveness.challenge.language import ENGLISH
from liveness.live import session as rules
from liveness.live.session import Started
from liveness.verdict.outcome import Outcome

READABLE_US = 24 * 60 * 60 * 1_000_000
"""How long after its end a session can be read."""


@dataclass(frozen=True, slots=True)
class StartEnrollmentRequest:
    """`request_id` makes it idempotent for 24 h. language: of what the person is asked to say; empty: English.

    without_words: the person is asked to say nothing in particular; `language` is empty then.
    """

    request_id: str
    release: ConsentRecord
    invitation: InvitationId | None = None
    language: str = ""
    without_words: bool = False


@dataclass(frozen=True, slots=True)
class StartedSession:
    """The session to record in, and its end (UTC microseconds)."""

    session_id: UUID
    subject: UUID
    expires_us: int
    attempts_left: int
    token: str


@dataclass(frozen=True, slots=True)
class StartEnrollment:
    """Opens a session of ten minutes and three attempts for the acting person.

    is_by_invitation: whether every person needs an invitation. languages: those that a challenge is asked in.
    offers_wordless: whether the operator lets people enroll without words.
    """

    is_by_invitation: bool = False
    languages: ChallengeLanguages = ENGLISH_ALONE
    offers_wordless: bool = False

    def __call__(self, change: Change, request: StartEnrollmentRequest) -> StartedSession:
        """Opens the session.

        Raises:
            NotTheOwnerError: the call carries no assertion of the person, or is not an app backend's.
            ReleaseMissingError: no written yes to the face and the voice template, or no notice was shown.
            ConsentTimeRefusedError: the agreement is of the future, or of more than 30 days ago.
            InvitationRequiredError, InvitationUnknownError, InvitationNotYoursError, InvitationUsedError,
                InvitationExpiredError: about the invitation, which this call uses up.
            TooManyEnrollmentsError: this person started too many sessions, or was refused too often.
            UnknownLanguageError, LanguageNotMeasuredError: no challenge is asked in that language here.
            WordlessNotOfferedError: without words, where the operator does not offer it.
            WordsNeededError: without words, for a person who is enrolled with words.
        """
        _require_release(request.release, change.now_us)
        language = NO_WORDS if request.without_words else self.languages.require(request.language)
        owner = owner_who_widens(change.transaction, change.caller)
        if request.without_words:
            require_offered(is_offered=self.offers_wordless)
            require_no_weaker(language.tag, _enrolled_at(change, owner))
        spend_invitation(change, request.invitation, owner, is_required=self.is_by_invitation)
        release = _as_json(request.release, language, change.now_us)
        return _open(change, _NewSession(owner, request.request_id, request.release.purposes, release, None))


@dataclass(frozen=True, slots=True)
class StartOwnerVerificationRequest:
    """`act`: the one act that a passed verification is good for. language, without_words: as to enroll."""

    request_id: str
    act: OwnerAct
    language: str = ""
    without_words: bool = False


@dataclass(frozen=True, slots=True)
class StartOwnerVerification:
    """Opens a session whose recordings are compared with what the person enrolled.

    languages: those that a challenge is asked in.
    """

    languages: ChallengeLanguages = ENGLISH_ALONE

    def __call__(self, change: Change, request: StartOwnerVerificationRequest) -> StartedSession:
        """Opens the session.

        Raises:
            NotTheOwnerError: the call carries no assertion of the person, or is not an app backend's.
            NotEnrolledError: there is no face and voice to compare with.
            TooManyEnrollmentsError: this person started too many verifications, or was refused too often.
            UnknownLanguageError, LanguageNotMeasuredError: no challenge is asked in that language here.
            WordsNeededError: without words, for a person who is enrolled with words, or an act that needs them.
        """
        owner = acting_owner(change.caller)
        language = NO_WORDS if request.without_words else self.languages.require(request.language)
        enrolled = _enrolled_at(change, owner)
        if enrolled is None:
            raise NotEnrolledError("Enroll first: there is no face and voice to compare with.")
        if request.without_words:
            require_enough_for(request.act)
            require_no_weaker(language.tag, enrolled)
        said = {"act": request.act, "sentence": language.acts[request.act], "received_us": change.now_us}
        asked = json.dumps(said | _language_fields(language))
        return _open(change, _NewSession(owner, request.request_id, frozenset(), asked, request.act))


@dataclass(frozen=True, slots=True)
class GetEnrollmentRequest:
    """`at_least`: a consistency token of an earlier reply, or None."""

    session_id: EnrollmentId
    at_least: str | None = None


@dataclass(frozen=True, slots=True)
class EnrollmentView:
    """A session as its caller sees it: state as of now, attempts left, end (UTC microseconds).

    record: of the latest judged attempt; None before the first verdict.
    """

    state: rules.SessionState
    attempts_left: int
    expires_us: int
    record: VerificationRecord | None
    token: str


def get_enrollment(view: View, request: GetEnrollmentRequest) -> EnrollmentView:
    """One session, for an app backend that acts for its person or for no person. Answers until 24 h after its end.

    Raises:
        UnknownSessionError: no session with that id for this caller, or it ended more than 24 h ago.
    """
    caller, row = view.caller, view.snapshot.sessions.by_id(request.session_id)
    if row is None or not caller.role.acts_for_people or caller.acting not in (None, row.subject):
        raise UnknownSessionError("No such enrollment session for this person.")
    if not is_served(view.snapshot, caller, row.subject):
        raise UnknownSessionError("No such enrollment session for this person.")
    if view.now_us >= row.expires_us + READABLE_US:
        raise UnknownSessionError("No such enrollment session for this person.")
    return view_of(row, view.now_us, view.token)


def challenge_language_of(row: SessionRow) -> str:
    """The language of what is said in a session, which its consent record keeps; of one before there were others
    English. `WITHOUT_WORDS`: nothing is asked to be said.
    """
    return str(json.loads(row.consent_record).get("challenge_language", ENGLISH))


def session_of(row: SessionRow) -> rules.Session:
    """The stored session as the rules know it."""
    return rules.Session(row.state, row.attempts, row.expires_us)


def judged_session(row: SessionRow, outcome: Outcome, record: VerificationRecord, now_us: int) -> SessionRow:
    """The session after its running attempt got this verdict.

    Raises:
        SessionExpiredError, SessionUsedError: the verdict comes too late, or no attempt is running.
    """
    session = rules.settle(session_of(row), outcome, now_us)
    checks = tuple((check.check, check.result, check.reason) for check in record.checks)
    return replace(row, state=session.state, checks=checks, record=record.as_json(), attempt_id=None)


def view_of(row: SessionRow, now_us: int, token: str) -> EnrollmentView:
    """The session as it stands at `now_us`."""
    session = rules.seen_at(session_of(row), now_us)
    record = VerificationRecord.from_json(row.record) if row.record else None
    return EnrollmentView(session.state, rules.attempts_left(session), session.expires_us, record, token)


def _require_release(release: ConsentRecord, now_us: int) -> None:
    if not release.purposes >= NEEDED:
        raise ReleaseMissingError("Ask for a yes to the face template and to the voice template first.")
    if not (release.notice_version and release.locale and len(release.text_sha256) == 32):
        raise ReleaseMissingError("Say which notice was shown: its version, locale and SHA-256.")
    if not release.is_of_now(now_us):
        raise ConsentTimeRefusedError("Send the time when this person agreed: not in the future, at most 30 days ago.")


def _enrolled_at(change: Change, owner: SubjectId) -> Assurance | None:
    enrollment = change.transaction.facts.of([owner], owner, "", change.now_us)[owner].enrollment
    return enrollment.assurance if enrollment else None


def _language_fields(language: ChallengeLanguage) -> dict[str, str]:
    if language is NO_WORDS:
        return {"challenge_language": language.tag, "consent": NOT_SPOKEN}
    return {
        "challenge_language": language.tag,
        "sentence_version": language.version,
        "sentence_reviewed_by": language.reviewed_by,
    }


def _as_json(release: ConsentRecord, language: ChallengeLanguage, now_us: int) -> str:
    fields = {
        "purposes": sorted(release.purposes),
        "notice_version": release.notice_version,
        "locale": release.locale,
        "text_sha256": release.text_sha256.hex(),
        "agreed_us": release.agreed_us,
        "received_us": now_us,
    }
    return json.dumps(fields | _language_fields(language), sort_keys=True)


@dataclass(frozen=True, slots=True)
class _NewSession:
    """consent_record: JSON, what the person agreed to or asked for. act: None to enroll."""

    owner: SubjectId
    request_id: str
    purposes: frozenset[Purpose]
    consent_record: str
    act: OwnerAct | None


def _open(change: Change, new: _NewSession) -> StartedSession:
    _require_room(change, new)
    fresh = rules.create(change.now_us)
    session_id = EnrollmentId(change.new_id())
    change.transaction.sessions.put(
        SessionRow(
            session_id=session_id,
            subject=new.owner,
            request_id=new.request_id,
            purposes=new.purposes,
            consent_record=new.consent_record,
            state=fresh.state,
            attempts=fresh.attempts,
            created_us=change.now_us,
            expires_us=fresh.expires_us,
            checks=(),
            record=None,
            act=new.act,
        )
    )
    return StartedSession(session_id, new.owner, fresh.expires_us, rules.MAX_ATTEMPTS, change.token)


def _require_room(change: Change, new: _NewSession) -> None:
    """Enrollments and verifications of an owner are counted apart: neither uses up the room of the other."""
    rows = change.transaction.sessions.since(new.owner, change.now_us - rules.SESSIONS_WINDOW_US)
    is_verification = new.act is not None
    earlier = [Started(row.state, row.created_us) for row in rows if (row.act is not None) == is_verification]
    rules.require_room(earlier, change.now_us)
