"""The receipt of an erasure, in one spelling. Signed elsewhere; names no person."""

import json
from dataclasses import dataclass

FORMAT = "cameo-erasure-receipt/v1"


@dataclass(frozen=True, slots=True)
class ErasureReceipt:
    """Ids as text, times in UTC microseconds. final_us None: keys that old backups need still exist.

    takedowns: how many outputs were ordered hidden or deleted.
    """

    deployment: str
    erasure: str
    erased_us: int
    final_us: int | None
    takedowns: int

    def to_bytes(self) -> bytes:
        """JSON in UTF-8 with sorted keys and no spaces: what is signed, after the format and a line feed."""
        fields = {
            "deployment": self.deployment,
            "erased_us": self.erased_us,
            "erasure": self.erasure,
            "final_us": self.final_us,
            "format": FORMAT,
            "state": "pending" if self.final_us is None else "final",
            "takedowns": self.takedowns,
        }
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def signing_input(receipt: bytes) -> bytes:
    """The bytes that the signature of a receipt covers: no other message of the same key begins like this."""
    return FORMAT.encode() + b"\n" + receipt
