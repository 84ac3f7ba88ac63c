"""Acts of weight need the enrolled person: a proof that is minutes old, for that very kind of act, used up by it.

The proof itself is made by `usecases/enrollment/settle.py`.
"""

from cameo_service.usecases.acting.errors import StateError
from cameo_service.usecases.ports.store import Transaction
from consent.identity import SubjectId
from consent.owner_act import OwnerAct

GOOD_FOR_US = 5 * 60 * 1_000_000
"""From the verdict to the act: enough to press a button, too short to sell on. Ours; no standard names a figure."""


class OwnerVerificationNeededError(StateError):
    """The act needs the enrolled person's face and voice, shown moments ago for this act."""

    code = "OWNER_VERIFICATION_NEEDED"


def require_verified_owner(transaction: Transaction, owner: SubjectId, act: OwnerAct, now_us: int) -> None:
    """Uses up the owner's proof for this act. Call it in the transaction that writes the act: both stay or neither.

    A person who is not enrolled can make no proof; an act that must be open to them all the same does not ask for one.

    Raises:
        OwnerVerificationNeededError: no unused proof for this kind of act from the last five minutes.
    """
    verified_us = transaction.take_owner_proof(owner, act)
    if verified_us is None or not 0 <= now_us - verified_us < GOOD_FOR_US:
        raise OwnerVerificationNeededError(
            f"Call StartOwnerVerification for {act.name}, record the person, and repeat this call within five minutes."
        )
