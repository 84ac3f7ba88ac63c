"""Erasure: ends everything about a person in one transaction, then destroys the keys that old backups still hold.

The rows go at once. A backup from before the erasure holds wrapped keys of the person until the key-encryption keys
of its time are destroyed; until then the receipt says pending.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from cameo_service.clock import Clock
from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import NotFoundError, NotTheOwnerError, OwnerNotNamedError
from cameo_service.usecases.acting.operator import require_reason
from cameo_service.usecases.acting.person import Person, acting_owner, find, require_served, served_once
from cameo_service.usecases.acting.stand_in_voices import links_to_wards, unlink
from cameo_service.usecases.acting.step_up import require_verified_owner
from cameo_service.usecases.acting.takedown_orders import order_by_effect
from cameo_service.usecases.acting.writes import Change
from cameo_service.usecases.ports.activity import ActivityKind
from cameo_service.usecases.ports.enrollment import Comparable, SealBrokenError
from cameo_service.usecases.ports.erasure import EncryptionKeys, ErasureId, ErasureRow, Rewrapper
from cameo_service.usecases.ports.store import Store
from consent.history.erasure_receipt import ErasureReceipt, signing_input
from consent.identity import SubjectId
from consent.owner_act import OwnerAct
from consent.takedown import StopEffect

GATHERED_US = 3_600_000_000
"""How long an erasure waits for others, so that one rotation serves them all: an hour. Promised are 24 (design 6)."""
BATCH = 100
"""Enrollments whose keys are wrapped anew in one transaction, some milliseconds."""


class ErasureUnknownError(NotFoundError):
    """No erasure has that id."""

    code = "ERASURE_UNKNOWN"


@dataclass(frozen=True, slots=True)
class EraseSubjectRequest:
    """`subject`, `reason`: only for an operator, who names the person and says why.

    effect: what happens to outputs that show the person.
    """

    request_id: str
    effect: StopEffect
    subject: Person | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SubjectErased:
    """erasure_id: the id that GetErasure takes. takedowns: outputs ordered hidden or deleted."""

    erasure_id: UUID
    erased_us: int
    takedowns: int
    token: str


@dataclass(frozen=True, slots=True)
class EraseSubject:
    """Erases the acting person, or for an operator the named person. The same account is a new person afterwards.

    is_comparable: whether a recording made now could be compared with what an enrollment sealed.
    """

    is_comparable: Comparable

    def __call__(self, change: Change, request: EraseSubjectRequest) -> SubjectErased:
        """Steps: 1 the person, 2 outputs, 3 epochs, grants and wards, 4 the rows, 5 the record of it.

        Raises:
            NotTheOwnerError: neither the person's own assertion nor an operator, or another person is named.
            OwnerVerificationNeededError: an enrolled person gave no fresh proof of presence for this act, and could.
            OwnerNotNamedError, ReasonMissingError: an operator named no person, or gave no reason.
            UnknownSubjectError: no person has that name.
        """
        transaction = change.transaction
        subject = self._erased_person(change, request)
        takedowns = order_by_effect(change, transaction.renders.all_appearances(subject), request.effect)
        transaction.epochs.bump_owner(subject)
        for grantor in transaction.grants.grantors_of(subject):
            transaction.grants.end(grantor, subject, change.now_us)
            transaction.epochs.bump_pair(grantor, subject)
            change.record(grantor, ActivityKind.REVOKED, subject, ActivityKind.ERASED)
        for link in links_to_wards(transaction, subject):
            unlink(change, link)
        issuers = frozenset(issuer for issuer, _ in transaction.people.accounts_of(subject))
        transaction.erasures.wipe(subject, change.now_us)
        row = ErasureRow(subject, ErasureId(change.new_id()), change.now_us, takedowns, issuers=issuers)
        transaction.erasures.put(row)
        change.record(subject, ActivityKind.ERASED)
        transaction.everything.record(ActivityKind.ERASED, change.caller.service_id, str(row.erasure_id), change.now_us)
        return SubjectErased(row.erasure_id, row.erased_us, takedowns, change.token)

    def _erased_person(self, change: Change, request: EraseSubjectRequest) -> SubjectId:
        """Step 1."""
        if change.caller.role is Role.OPERATOR:
            require_reason(request.reason)
            if request.subject is None:
                raise OwnerNotNamedError("Name the person to erase.")
            return find(change.transaction, request.subject)
        owner = find(change.transaction, acting_owner(change.caller))
        named = owner if request.subject is None else find(change.transaction, request.subject)
        if named != owner:
            require_served(change.transaction, change.caller, named)
            raise NotTheOwnerError("Send the assertion of the person to erase: no person erases another.")
        if self._can_be_shown(change, owner):
            require_verified_owner(change.transaction, owner, OwnerAct.ERASE, change.now_us)
        return owner

    def _can_be_shown(self, change: Change, owner: SubjectId) -> bool:
        """Whether the owner could make a proof of presence.

        Without an enrollment there is no face to compare with, and nothing sealed that a thief could destroy. Where the
        nets that made its templates are gone no take could ever match, and a right that cannot be used is none: then
        the assertion alone counts, as it does for every other act that narrows (ADR 0055).
        """
        facts = change.transaction.facts.of([owner], owner, "", change.now_us)[owner]
        if facts.enrollment is None:
            return False
        try:
            enrollment = change.transaction.enrollments.of(owner)
        except SealBrokenError:
            return False
        return enrollment is not None and self.is_comparable(enrollment)


@dataclass(frozen=True, slots=True)
class FinishErasures:
    """Makes erasures final: wraps all other keys under a new key-encryption key, then destroys the older ones.

    rewrite: writes the databases anew, if they are small, so that no copy of an erased row is left in them.

    Run it every second; it rarely has work. Every step is stored before the next and may run twice, so after a crash
    the next run continues.
    """

    store: Store
    clock: Clock
    keys: EncryptionKeys
    vault: Rewrapper
    rewrite: Callable[[], None]

    def __call__(self) -> int:
        """Returns how many erasures became final.

        Steps: 1 a new key for the erasures that wait, 2 all keys wrapped anew, 3 the databases written anew, 4 older
        keys destroyed, 5 the erasures are final. An erasure that comes meanwhile waits for the next rotation.

        Raises:
            SealBrokenError: a key does not open; nothing is destroyed until an operator has looked.
        """
        with self.store.read() as snapshot:
            pending = snapshot.erasures.pending()
        if not pending or self.clock.utc_us() < pending[0].erased_us + GATHERED_US:
            return 0
        version = _awaited(pending) or self._begin()
        while self._rewrapped(version):
            pass
        self.rewrite()
        return self._end(version)

    def _begin(self) -> int:
        """Step 1. Made under the database's lock: what was erased before was sealed under older keys."""
        with self.store.write() as transaction:
            pending = transaction.erasures.pending()
            version = _awaited(pending)
            if version is None:  # no other process has begun meanwhile
                version = self.keys.add()
                for row in pending:
                    transaction.erasures.put(replace(row, awaits_version=version))
        return version

    def _rewrapped(self, version: int) -> int:
        """Step 2, one batch of it."""
        with self.store.write() as transaction:
            return transaction.enrollments.rewrap_below(version, BATCH, self.vault.rewrap_enrollment)

    def _end(self, version: int) -> int:
        """Steps 4 and 5, under the lock again: nothing is sealed under an older key between check and destruction."""
        with self.store.write() as transaction:
            if transaction.enrollments.rewrap_below(version, BATCH, self.vault.rewrap_enrollment):
                return 0
            self.keys.destroy_below(version)
            self.vault.forget_destroyed_keys()
            done = [row for row in transaction.erasures.pending() if row.awaits_version == version]
            now_us = self.clock.utc_us()
            for row in done:
                transaction.erasures.put(replace(row, final_us=now_us))
                transaction.everything.record(ActivityKind.ERASURE_FINAL, "", str(row.erasure_id), now_us)
        return len(done)


def _awaited(pending: tuple[ErasureRow, ...]) -> int | None:
    """The key version of a rotation that began."""
    return max((row.awaits_version for row in pending if row.awaits_version is not None), default=None)


class ReceiptSigner(Protocol):
    """Signs bytes. The vault implements it."""

    key_id: str

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature by the key `key_id`, 64 bytes."""


@dataclass(frozen=True, slots=True)
class GetErasureReply:
    """receipt: see `consent.history.erasure_receipt`, signed by `key_id`."""

    row: ErasureRow
    receipt: bytes
    key_id: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class GetErasure:
    """The signed receipt of an erasure, which outlives the account. It says nothing about the person."""

    store: Store
    signer: ReceiptSigner

    def __call__(self, caller: Caller, erasure_id: ErasureId) -> GetErasureReply:
        """The receipt as of now.

        Raises:
            NotTheOwnerError: the caller is neither an app backend nor an operator.
            ErasureUnknownError: no erasure of one of the caller's own people has that id; an operator's are all.
        """
        if not (caller.role.acts_for_people or caller.role is Role.OPERATOR):
            raise NotTheOwnerError("Only an app backend or an operator asks about erasures.")
        with self.store.read() as snapshot:
            row = snapshot.erasures.by_id(erasure_id)
        if row is None or not (caller.role is Role.OPERATOR or served_once(row, caller)):
            raise ErasureUnknownError("Send the id that EraseSubject answered.")
        deployment = UUID(bytes=self.store.deployment().deployment_id)
        receipt = ErasureReceipt(
            str(deployment), str(row.erasure_id), row.erased_us, row.final_us, row.takedowns
        ).to_bytes()
        return GetErasureReply(row, receipt, self.signer.key_id, self.signer.sign(signing_input(receipt)))
