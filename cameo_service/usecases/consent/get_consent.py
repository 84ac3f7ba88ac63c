"""What an owner has set and what holds: shown to the owner, through the app backend."""

from dataclasses import dataclass

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.person import Person
from cameo_service.usecases.acting.reads import owners_snapshot
from cameo_service.usecases.ports.store import Snapshot, Store
from consent.decision import effective_audience
from consent.facts import Block, Enrollment, Grant
from consent.identity import SubjectId
from consent.terms import AgeClass, Audience, SubjectState


@dataclass(frozen=True, slots=True)
class GetConsentRequest:
    """`owner` None: the acting person. `at_least`: a consistency token, or None."""

    owner: Person | None
    at_least: str | None


@dataclass(frozen=True, slots=True)
class ConsentState:
    """effective_audience: `audience`, lowered to what the enrollment permits; NOBODY before any enrollment.

    grants: every grant that was not revoked, expired ones too. blocks: every block that was not lifted.
    """

    owner: SubjectId
    handle: str | None
    state: SubjectState
    age: AgeClass
    frozen: bool
    asks_each_time: bool
    audience: Audience
    effective_audience: Audience
    enrollment: Enrollment | None
    grants: tuple[Grant, ...]
    blocks: tuple[Block, ...]
    token: str


@dataclass(frozen=True, slots=True)
class GetConsent:
    """Reads an owner's state in one snapshot."""

    store: Store
    clock: Clock

    def __call__(self, caller: Caller, request: GetConsentRequest) -> ConsentState:
        """The state of the named owner.

        Raises:
            NotTheOwnerError, UnknownSubjectError, ConsistencyTokenMalformedError, OtherIncarnationError,
            RevisionFromTheFutureError: see `reads.owners_snapshot`.
        """
        now_us = self.clock.utc_us()
        with owners_snapshot(self.store, caller, request) as (snapshot, owner, token):
            return consent_state(snapshot, owner, token, now_us)


def consent_state(snapshot: Snapshot, owner: SubjectId, token: str, now_us: int) -> ConsentState:
    """What an owner who is there has set and what holds. token: of this snapshot."""
    facts = snapshot.facts.of([owner], owner, "", now_us)[owner]
    return ConsentState(
        owner=facts.subject,
        handle=snapshot.people.handle_of(facts.subject),
        state=facts.state,
        age=facts.age,
        frozen=facts.frozen,
        asks_each_time=facts.asks_each_time,
        audience=facts.audience,
        effective_audience=effective_audience(facts.audience, facts.enrollment),
        enrollment=facts.enrollment,
        grants=snapshot.grants.of(facts.subject),
        blocks=snapshot.blocks.of(facts.subject),
        token=token,
    )
