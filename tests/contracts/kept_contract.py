"""What a store tells of a person in their export alone."""

from dataclasses import replace
from uuid import UUID

from cameo_service.usecases.ports.enrollment import (
    RECORDING_FINGERPRINT,
    InvitationId,
    InvitationRow,
    OwnerProof,
    SealedTrace,
)
from cameo_service.usecases.ports.store import Store
from cameo_service.usecases.ports.subjects import HandleRow
from consent.owner_act import OwnerAct
from tests.contracts.replay_contract import seen
from tests.contracts.store_rows import ADA, BOB, EVE, NOW_US, enrollment, with_people


def invitation(number: int, expires_us: int, used_us: int | None = None) -> InvitationRow:
    return InvitationRow(ADA, InvitationId(UUID(int=number)), expires_us, used_us)


class KeptContract:
    """It is of the one person and of nobody else."""

    def test_every_account_of_a_person_is_told(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            assert len(tx.people.accounts_of(ADA)) == 1
            (issuer, sub), *_ = tx.people.accounts_of(ADA)
            assert tx.people.of_account(issuer, sub) == ADA
            assert tx.people.accounts_of(ADA) != tx.people.accounts_of(BOB)

    def test_handles_are_told_past_ones_too(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.people.claim_handle(EVE, "first.of.eve", "first.of.eve", NOW_US)
            tx.people.claim_handle(EVE, "second.of.eve", "second.of.eve", NOW_US + 5)
            assert tx.people.handles_of(EVE)[-2:] == (
                HandleRow("first.of.eve", NOW_US, NOW_US + 5),
                HandleRow("second.of.eve", NOW_US + 5, None),
            )

    def test_invitations_are_told_used_ones_too(self, store: Store) -> None:
        with_people(store)
        used, late = invitation(2, NOW_US, used_us=NOW_US - 1), invitation(1, NOW_US + 1)
        with store.write() as tx:
            tx.invitations.put(late)
            tx.invitations.put(used)
            assert tx.invitations.of(ADA) == (used, late)
            assert tx.invitations.of(BOB) == ()

    def test_proofs_are_told_until_they_are_used(self, store: Store) -> None:
        with_people(store)
        with store.write() as tx:
            tx.owner_proofs.put(ADA, OwnerAct.ERASE, NOW_US)
            tx.owner_proofs.put(ADA, OwnerAct.GRANT_AD, NOW_US + 1)
            assert tx.owner_proofs.of(ADA) == (
                OwnerProof(OwnerAct.ERASE, NOW_US),
                OwnerProof(OwnerAct.GRANT_AD, NOW_US + 1),
            )
            tx.owner_proofs.take(ADA, OwnerAct.ERASE)
            assert tx.owner_proofs.of(ADA) == (OwnerProof(OwnerAct.GRANT_AD, NOW_US + 1),)
            assert tx.owner_proofs.of(BOB) == ()

    def test_of_what_is_sealed_it_is_told_that_it_is_there(self, store: Store) -> None:
        with_people(store)
        row = replace(enrollment(), created_us=NOW_US - 7)
        with store.write() as tx:
            tx.enrollments.put(row)
            tx.recordings.remember(seen(1, seen_us=NOW_US))
            tx.recordings.remember(seen(2, seen_us=NOW_US - 1))
            tx.recordings.remember(seen(3, owner=BOB))
        items = [SealedTrace(item.kind, item.model_id, NOW_US - 7) for item in row.sealed]
        recordings = [SealedTrace(RECORDING_FINGERPRINT, "", at_us) for at_us in (NOW_US - 1, NOW_US)]
        with store.read() as snapshot:
            assert snapshot.enrollments.traces_of(ADA) == (*items, *recordings)
            assert len(snapshot.enrollments.traces_of(BOB)) == 1
