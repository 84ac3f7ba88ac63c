"""How far an erasure is, as a signed receipt that outlives the account."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import NotFoundError, NotTheOwnerError
from cameo_service.usecases.ports.erasure import ErasureId, ErasureRow
from cameo_service.usecases.ports.store import Store
from consent.history.erasure_receipt import ErasureReceipt, signing_input


class ErasureUnknownError(NotFoundError):
    """There is no erasure of that id."""

    code = "ERASURE_UNKNOWN"


class ReceiptSigner(Protocol):
    """Signs bytes. The vault has it."""

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
    """Says nothing about the person: whoever has the id was told it, or acts for who was."""

    store: Store
    signer: ReceiptSigner

    def __call__(self, caller: Caller, erasure_id: ErasureId) -> GetErasureReply:
        """The receipt as of now.

        Raises:
            NotTheOwnerError: the caller is neither an app backend nor an operator.
            ErasureUnknownError: no such erasure.
        """
        if caller.role not in (Role.APP_BACKEND, Role.OPERATOR):
            raise NotTheOwnerError("Only an app backend or an operator asks about erasures.")
        with self.store.read() as snapshot:
            row = snapshot.erasures.by_id(erasure_id)
        if row is None:
            raise ErasureUnknownError("Ask with the id that EraseSubject answered.")
        deployment = UUID(bytes=self.store.deployment().deployment_id)
        receipt = ErasureReceipt(
            str(deployment), str(row.erasure_id), row.erased_us, row.final_us, row.takedowns
        ).to_bytes()
        return GetErasureReply(row, receipt, self.signer.key_id, self.signer.sign(signing_input(receipt)))
