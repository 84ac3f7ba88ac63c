"""StartEnrollment: a person agreed in writing, so a recording may be made. Nothing is captured here."""

import json
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from pydantic import TypeAdapter

from cameo_service.usecases.caller import Caller
from cameo_service.usecases.enrollment_ports import SessionRow
from cameo_service.usecases.enrollment_view import session_of
from cameo_service.usecases.errors import InvalidArgumentError
from cameo_service.usecases.id_source import IdSource
from cameo_service.usecases.person import owner_who_widens
from cameo_service.usecases.writes import Change, Writes
from consent.identity import EnrollmentId, SubjectId
from liveness import enrollment_limits
from liveness import session as rules
from liveness.enrollment_limits import Started


class Purpose(StrEnum):
    """What a person may agree to, each on its own. What has no yes is neither computed nor kept."""

    FACE_TEMPLATE = "face_template"
    VOICE_TEMPLATE = "voice_template"
    REFERENCE_MEDIA = "reference_media"
    DUPLICATE_SEARCH = "duplicate_search"
    EVIDENCE = "evidence"


NEEDED = frozenset({Purpose.FACE_TEMPLATE, Purpose.VOICE_TEMPLATE})
"""Verification binds face, voice and words together, so it computes both templates."""


class ReleaseMissingError(InvalidArgumentError):
    """There is no written release for what verification has to compute."""

    code = "RELEASE_MISSING"


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """The written release (GDPR art. 9, BIPA sec. 15): what was agreed to, after reading which notice, and when.

    text_sha256: 32 bytes, of the notice exactly as shown. agreed_us: UTC microseconds.
    """

    purposes: frozenset[Purpose]
    notice_version: str
    locale: str
    text_sha256: bytes
    agreed_us: int


@dataclass(frozen=True, slots=True)
class StartEnrollmentRequest:
    """`request_id` makes it idempotent for 24 h."""

    request_id: str
    release: ConsentRecord


@dataclass(frozen=True, slots=True)
class StartedEnrollment:
    """Where to record, and until when (UTC microseconds)."""

    session_id: UUID
    subject: UUID
    expires_us: int
    attempts_left: int
    token: str


_REPLY = TypeAdapter(StartedEnrollment)


@dataclass(frozen=True, slots=True)
class StartEnrollment:
    """Opens a session of ten minutes and three attempts for the person the call acts for."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: StartEnrollmentRequest) -> StartedEnrollment:
        """Opens the session.

        Raises:
            NotTheOwnerError: the call carries no assertion of the person, or is not an app backend's.
            ReleaseMissingError: no written yes to the face and the voice template, or no notice was shown.
            TooManyEnrollmentsError: this person started too many sessions, or was refused too often.
            RequestIdMissingError, RequestIdReusedError: as every write.
        """
        owner = owner_who_widens(caller)
        _require_release(request.release)

        def act(change: Change) -> StartedEnrollment:
            _require_room(change, owner)
            fresh = rules.create(change.now_us)
            session_id = EnrollmentId(self.ids.new(change.now_us))
            change.transaction.put_session(
                SessionRow(
                    session_id=session_id,
                    subject=owner,
                    request_id=request.request_id,
                    purposes=frozenset(str(purpose) for purpose in request.release.purposes),
                    consent_record=_as_json(request.release, change.now_us),
                    state=fresh.state,
                    attempts=fresh.attempts,
                    created_us=change.now_us,
                    expires_us=fresh.expires_us,
                    checks=(),
                    record=None,
                )
            )
            return StartedEnrollment(session_id, owner, fresh.expires_us, rules.MAX_ATTEMPTS, change.token)

        return self.writes.once(caller, request, _REPLY, act)


def _require_room(change: Change, owner: SubjectId) -> None:
    rows = change.transaction.sessions_since(owner, change.now_us - enrollment_limits.WINDOW_US)
    earlier = [Started(session_of(row).state, row.created_us) for row in rows]
    enrollment_limits.require_room(earlier, change.now_us)


def _require_release(release: ConsentRecord) -> None:
    if not release.purposes >= NEEDED:
        raise ReleaseMissingError("Ask for a yes to the face template and to the voice template first.")
    if not (release.notice_version and release.locale and len(release.text_sha256) == 32):
        raise ReleaseMissingError("Say which notice was shown: its version, locale and SHA-256.")


def _as_json(release: ConsentRecord, now_us: int) -> str:
    fields = {
        "purposes": sorted(release.purposes),
        "notice_version": release.notice_version,
        "locale": release.locale,
        "text_sha256": release.text_sha256.hex(),
        "agreed_us": release.agreed_us,
        "received_us": now_us,
    }
    return json.dumps(fields, sort_keys=True)
