"""Step-up: weighty acts need a proof of the enrolled person's presence, minutes old, for that kind of act, used once.

The proof itself is made in `usecases/enrollment/`.
"""

from cameo_service.usecases.acting.errors import StateError
from cameo_service.usecases.ports.store import Transaction
from consent.identity import SubjectId
from consent.owner_act import OwnerAct

PROOF_GOOD_FOR_US = 5 * 60 * 1_000_000
"""From the verdict to the act, 5 minutes: enough to press a button, too short to sell. Ours; no standard names one."""


class OwnerVerificationNeededError(StateError):
    """The act needs the enrolled person's face and voice, recorded moments ago for this act."""

    code = "OWNER_VERIFICATION_NEEDED"


def require_verified_owner(transaction: Transaction, owner: SubjectId, act: OwnerAct, now_us: int) -> None:
    """Uses up the owner's proof for this act, in the transaction that writes the act: both stay or neither.

    A person who is not enrolled can make no proof. An act that such a person may do must not call this.

    Raises:
        OwnerVerificationNeededError: no unused proof for this kind of act from the last five minutes.
    """
    verified_us = transaction.owner_proofs.take(owner, act)
    if verified_us is None or not 0 <= now_us - verified_us < PROOF_GOOD_FOR_US:
        raise OwnerVerificationNeededError(
            f"Call StartOwnerVerification for {act.name}, record the person, and repeat this call within five minutes."
        )
