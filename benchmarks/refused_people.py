"""People whom one requester may not render, each for a reason of its own: what is stored about them differs, and the
reply is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from cameo_service.clock import UuidV7Source
from cameo_service.storage.store import SqliteStore
from cameo_service.usecases.ports.enrollment import EnrollmentRow
from cameo_service.usecases.ports.renders import RenderRow
from cameo_service.usecases.ports.store import Transaction
from consent.facts import Grant
from consent.group import GroupGrant
from consent.handles import Handle, parse_handle, skeleton
from consent.held_render import MOST_QUESTIONS_A_DAY, QUESTION_WAITS_US, HeldRender
from consent.identity import EnrollmentId, GrantId, GroupId, RenderGrantId, SubjectId
from consent.names import parse_name
from consent.restrictions import Restrictions
from consent.terms import AgeClass, Answer, Assurance, Audience, Modality, SubjectState, Use

ISSUER, REQUESTER, PROVIDER = "issuer", "requester", "studio"
PLAIN, ALIKE = "never granted", "never granted, another"
"""Two people of one kind: what tells them apart is chance."""
UNKNOWN = "unknown handle"
HEARD = "zebra"
"""The word that the prompts hold, and that some people banned."""
MOST_WORDS = 100
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
PRIVATE = frozenset({Use.PRIVATE})
FEW_WORDS = ("violence", "crypto", "bad dog")
MANY_WORDS = tuple(f"{first}{second}ction" for first in "bdfgklmprs" for second in "aeioulrnst")


class Settled:
    """Writes people into a new store.

    Args:
        store: gets them.
        ids: of people, grants and enrollments.
        now_us: UTC microseconds.
    """

    def __init__(self, store: SqliteStore, ids: UuidV7Source, now_us: int) -> None:
        self._store, self._ids, self._now_us = store, ids, now_us
        self.handles = {kind: _handle(number) for number, kind in enumerate((*KINDS, UNKNOWN))}
        with store.write() as tx:
            tx.next_revision()
            self._requester = tx.people.ensure(ISSUER, REQUESTER, self._subject(), now_us)
            tx.people.set_age(self._requester, AgeClass.ADULT.value, now_us)
        for kind, settle in KINDS.items():
            with store.write() as tx:
                tx.next_revision()
                settle(self, tx, self._person(tx, kind))

    def _person(self, tx: Transaction, kind: str) -> SubjectId:
        """An adult, verified, open to all whom they granted access."""
        handle = self.handles[kind]
        owner = tx.people.ensure(ISSUER, handle, self._subject(), self._now_us)
        tx.people.claim_handle(owner, handle, skeleton(handle), self._now_us)
        tx.people.set_age(owner, AgeClass.ADULT.value, self._now_us)
        tx.people.set_audience(owner, Audience.APPROVED)
        if kind != "never enrolled":
            tx.enrollments.put(self.enrollment(owner))
        return owner

    def _subject(self) -> SubjectId:
        return SubjectId(self._ids.new(self._now_us))

    def enrollment(self, owner: SubjectId) -> EnrollmentRow:
        """A verified enrollment without limits."""
        return EnrollmentRow(
            enrollment_id=EnrollmentId(self._ids.new(self._now_us)),
            subject=owner,
            version=1,
            assurance=Assurance.LIVE_ATTESTED,
            audience_ceiling=Audience.EVERYONE,
            modalities=frozenset(Modality),
            created_us=self._now_us,
            expires_us=None,
            sealed=(),
            bound_to="photo",
        )

    def never_granted(self, tx: Transaction, owner: SubjectId) -> None:
        """What every person is at first."""

    def shut(self, tx: Transaction, owner: SubjectId) -> None:
        """Renders no person."""
        tx.people.set_audience(owner, Audience.NOBODY)

    def blocked(self, tx: Transaction, owner: SubjectId) -> None:
        """Open to every person but the requester."""
        tx.people.set_audience(owner, Audience.EVERYONE)
        tx.blocks.put(owner, self._requester, None, self._now_us)

    def suspended(self, tx: Transaction, owner: SubjectId) -> None:
        """By the operator."""
        tx.people.set_state(owner, SubjectState.SUSPENDED)

    def frozen(self, tx: Transaction, owner: SubjectId) -> None:
        """By themself."""
        tx.people.set_frozen(owner, frozen=True)

    def minor(self, tx: Transaction, owner: SubjectId) -> None:
        """Without a guardian."""
        tx.people.set_age(owner, AgeClass.MINOR.value, self._now_us)

    def revoked(self, tx: Transaction, owner: SubjectId) -> None:
        """The requester had a grant."""
        tx.grants.put(self._grant(owner), self._now_us)
        tx.grants.end(owner, self._requester, self._now_us)
        tx.epochs.bump_pair(owner, self._requester)

    def expired(self, tx: Transaction, owner: SubjectId) -> None:
        """The requester has a grant that is over."""
        tx.grants.put(replace(self._grant(owner), expires_us=self._now_us - 1), self._now_us)

    def uncovered(self, tx: Transaction, owner: SubjectId) -> None:
        """Two grants and one to a group, for uses that are not asked for."""
        tx.grants.put(replace(self._grant(owner), uses=frozenset({Use.AD})), self._now_us)
        tx.grants.put(replace(self._grant(owner), uses=frozenset({Use.AD}), provider=PROVIDER), self._now_us)
        group = GroupId(self._ids.new(self._now_us))
        tx.groups.put(owner, group, "friends")
        tx.groups.put_member(owner, group, self._requester)
        grant = self._grant(owner)
        tx.groups.put_grant(GroupGrant(grant.grant_id, owner, group, grant.modalities, frozenset({Use.AD}), None, None))

    def used_up(self, tx: Transaction, owner: SubjectId) -> None:
        """A grant for one render, which was made."""
        grant = replace(self._grant(owner), max_renders=1)
        tx.grants.put(grant, self._now_us)
        render = RenderGrantId(self._ids.new(self._now_us))
        ends_us = self._now_us + DAY_US
        tx.renders.put(RenderRow(owner, render, grant.grant_id, self._requester, PROVIDER, self._now_us, ends_us))

    def flooded(self, tx: Transaction, owner: SubjectId) -> None:
        """Asked each time, and asked by the requester as often as one may today."""
        tx.people.set_audience(owner, Audience.EVERYONE)
        tx.people.set_asking(owner, each_time=True)
        for number in range(MOST_QUESTIONS_A_DAY):
            tx.held.put(
                HeldRender(
                    owner=owner,
                    ask=bytes([number]) * 32,
                    requester=self._requester,
                    provider=PROVIDER,
                    job=f"job {number}",
                    prompt="an earlier prompt",
                    modalities=frozenset({Modality.FACE}),
                    use=Use.PRIVATE,
                    classes=frozenset(),
                    standing="",
                    asked_us=self._now_us,
                    ends_us=self._now_us + QUESTION_WAITS_US,
                    owner_answer=Answer.WAITING,
                    review_answer=None,
                )
            )

    def named(self, tx: Transaction, owner: SubjectId) -> None:
        """Bears names that no prompt here holds."""
        tx.names.put(owner, [parse_name("Ada Lovelace"), parse_name("Ada King Noel")])

    def few_words(self, tx: Transaction, owner: SubjectId) -> None:
        """Banned words that no prompt here holds, and never granted."""
        tx.restrictions.put(owner, Restrictions(banned_words=frozenset(FEW_WORDS)))

    def many_words(self, tx: Transaction, owner: SubjectId) -> None:
        """As many as one may ban, and never granted."""
        tx.restrictions.put(owner, Restrictions(banned_words=frozenset(MANY_WORDS)))

    def few_words_heard(self, tx: Transaction, owner: SubjectId) -> None:
        """Open to every person, but for a word that the prompts hold."""
        tx.people.set_audience(owner, Audience.EVERYONE)
        tx.restrictions.put(owner, Restrictions(banned_words=frozenset({*FEW_WORDS, HEARD})))

    def many_words_heard(self, tx: Transaction, owner: SubjectId) -> None:
        """As many as one may ban, one of which the prompts hold."""
        tx.people.set_audience(owner, Audience.EVERYONE)
        tx.restrictions.put(owner, Restrictions(banned_words=frozenset({*MANY_WORDS[1:], HEARD})))

    def wishes(self, tx: Transaction, owner: SubjectId) -> None:
        """Long texts for the generator."""
        tx.restrictions.put(owner, Restrictions(preferences="smile " * 300, wishes="no hats " * 200))

    def _grant(self, owner: SubjectId) -> Grant:
        grant_id = GrantId(self._ids.new(self._now_us))
        return Grant(grant_id, owner, self._requester, frozenset(Modality), PRIVATE, None, None)


KINDS: Mapping[str, Callable[[Settled, Transaction, SubjectId], None]] = {
    PLAIN: Settled.never_granted,
    ALIKE: Settled.never_granted,
    "for no person": Settled.shut,
    "blocked": Settled.blocked,
    "suspended": Settled.suspended,
    "frozen": Settled.frozen,
    "minor": Settled.minor,
    "never enrolled": Settled.never_granted,
    "revoked": Settled.revoked,
    "grant expired": Settled.expired,
    "three grants, none covers": Settled.uncovered,
    "limit used up": Settled.used_up,
    "asked too often": Settled.flooded,
    "has names": Settled.named,
    "long wishes": Settled.wishes,
    "3 banned words": Settled.few_words,
    f"{MOST_WORDS} banned words": Settled.many_words,
    "4 banned words, one heard": Settled.few_words_heard,
    f"{MOST_WORDS} banned words, one heard": Settled.many_words_heard,
}
"""Every kind, by what is stored; UNKNOWN is one more, of which nothing is."""


def _handle(number: int) -> Handle:
    """All of one length."""
    return parse_handle(f"person{number:02}")
