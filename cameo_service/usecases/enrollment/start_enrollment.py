"""StartEnrollment: a person agreed in writing, so a recording may be made. Nothing is captured here."""

import json
from dataclasses import dataclass
from enum import StrEnum

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import InvalidArgumentError
from cameo_service.usecases.acting.person import owner_who_widens
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.enrollment.new_session import STARTED, NewSession, StartedSession, open_session
from cameo_service.usecases.enrollment.spend_invitation import spend_invitation
from cameo_service.usecases.ports.enrollment import InvitationId
from cameo_service.usecases.ports.outside import IdSource


class Purpose(StrEnum):
    """What a person may agree to, each on its own. What has no yes is neither computed nor kept."""

    FACE_TEMPLATE = "face_template"
    VOICE_TEMPLATE = "voice_template"
    REFERENCE_MEDIA = "reference_media"
    DUPLICATE_SEARCH = "duplicate_search"
    EVIDENCE = "evidence"
    IDENTITY_REFERENCE = "identity_reference"


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
    invitation: InvitationId | None = None


@dataclass(frozen=True, slots=True)
class StartEnrollment:
    """Opens a session of ten minutes and three attempts for the person the call acts for.

    is_by_invitation: whether everybody needs an invitation.
    """

    writes: Writes
    ids: IdSource
    is_by_invitation: bool = False

    def __call__(self, caller: Caller, request: StartEnrollmentRequest) -> StartedSession:
        """Opens the session.

        Raises:
            NotTheOwnerError: the call carries no assertion of the person, or is not an app backend's.
            ReleaseMissingError: no written yes to the face and the voice template, or no notice was shown.
            InvitationRequiredError, InvitationUnknownError, InvitationNotYoursError, InvitationUsedError,
                InvitationExpiredError: about the invitation, which is used up by this.
            TooManyEnrollmentsError: this person started too many sessions, or was refused too often.
            RequestIdMissingError, RequestIdReusedError: as every write.
        """
        _require_release(request.release)

        def act(change: Change) -> StartedSession:
            owner = owner_who_widens(change.transaction, caller)
            spend_invitation(change, request.invitation, owner, is_required=self.is_by_invitation)
            purposes = frozenset(str(purpose) for purpose in request.release.purposes)
            release = _as_json(request.release, change.now_us)
            return open_session(change, self.ids, NewSession(owner, request.request_id, purposes, release, None))

        return self.writes.once(caller, request, STARTED, act)


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
