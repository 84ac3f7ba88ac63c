"""Rows to put into a store under test, and the usual question to it."""

from collections.abc import Sequence
from uuid import UUID

from cameo_service.usecases.ports.activity import ActivityRow
from cameo_service.usecases.ports.consent import PromptAsked
from cameo_service.usecases.ports.enrollment import EnrollmentRow, SealedItem, SessionRow
from cameo_service.usecases.ports.store import Snapshot, Store
from consent.facts import Grant, SubjectFacts
from consent.identity import EnrollmentId, GrantId, SubjectId
from consent.names import PersonName
from consent.release import Purpose
from consent.terms import Assurance, Audience, Modality, Use
from liveness.live.session import SessionState

NOW_US = 1_800_000_000_000_000
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US


class PlannedFailureError(Exception):
    """Makes a transaction fail on purpose."""


def subject_id(number: int) -> SubjectId:
    return SubjectId(UUID(int=0x1_0000 + number))


ADA, BOB, EVE, NOBODY_KNOWN = (subject_id(number) for number in range(4))


def with_people(store: Store) -> None:
    """Ada, Bob and Eve exist; NOBODY_KNOWN does not."""
    with store.write() as tx:
        for name, subject in (("ada", ADA), ("bob", BOB), ("eve", EVE)):
            tx.people.ensure("https://issuer.example", name, subject, NOW_US)


def grant(
    number: int = 1,
    *,
    owner: SubjectId = ADA,
    grantee: SubjectId = BOB,
    provider: str | None = None,
    expires_us: int | None = None,
    uses: frozenset[Use] = frozenset({Use.PRIVATE, Use.PUBLISH}),
) -> Grant:
    return Grant(
        grant_id=GrantId(UUID(int=number)),
        owner=owner,
        grantee=grantee,
        modalities=frozenset({Modality.FACE, Modality.VOICE}),
        uses=uses,
        expires_us=expires_us,
        provider=provider,
    )


def enrollment(number: int = 1, *, subject: SubjectId = ADA) -> EnrollmentRow:
    mark = bytes([number % 256])
    return EnrollmentRow(
        enrollment_id=EnrollmentId(UUID(int=number)),
        subject=subject,
        version=number,
        assurance=Assurance.LIVE,
        audience_ceiling=Audience.APPROVED,
        modalities=frozenset({Modality.FACE}),
        created_us=NOW_US,
        expires_us=NOW_US + 365 * DAY_US,
        sealed=(
            SealedItem("likeness_reference.face", "open", 1, b"reference key " + mark, b"reference " + mark),
            SealedItem("matching_templates", "open", 1, b"templates key " + mark, b"templates " + mark),
        ),
    )


def session(number: int = 1, *, state: SessionState = SessionState.CREATED, attempts: int = 0) -> SessionRow:
    return SessionRow(
        session_id=EnrollmentId(UUID(int=number)),
        subject=ADA,
        request_id="request",
        purposes=frozenset({Purpose.FACE_TEMPLATE, Purpose.VOICE_TEMPLATE}),
        consent_record="{}",
        state=state,
        attempts=attempts,
        created_us=NOW_US,
        expires_us=NOW_US + 600_000_000,
        checks=(("quality", "passed", ""), ("continuity", "failed", "TWO_FACES")),
        record=None,
    )


def activity(
    kind: str = "granted",
    *,
    revision: int = 1,
    at_us: int = NOW_US,
    actor: SubjectId | None = BOB,
    reason: str = "",
    count: int = 1,
) -> ActivityRow:
    return ActivityRow(ADA, revision, at_us, kind, actor, "gen", reason, count)


def bearers(
    snapshot: Snapshot, sounds: Sequence[str], asking: SubjectId | None
) -> tuple[tuple[SubjectId, PersonName], ...]:
    """Who has a name of these sounds, in the order of ids and words."""
    found = snapshot.facts.of_prompt(PromptAsked({}, asking, "gen", sounds, bytes(32), NOW_US)).bearers
    return tuple(sorted(found, key=lambda one: (one[0], one[1].words)))


def facts(store: Store, requester: SubjectId | None = BOB, provider: str = "gen", now_us: int = NOW_US) -> SubjectFacts:
    """Ada, as the requester sees her."""
    with store.read() as snapshot:
        return snapshot.facts.of([ADA], requester, provider, now_us)[ADA]
