"""Binds a mention to the person who held the handle when the prompt was composed (a rename must not redirect it).

A token says nothing to who holds it: 16 bytes that differ every time, then a MAC, for unknown handles too.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from cameo_service.usecases.ports.outside import IdSource
from consent.handles import Handle
from consent.identity import SubjectId

NOBODY = bytes(16)
"""What stands for the holder of a handle that nobody holds."""

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class MentionTokens:
    """Makes and checks tokens with one secret of at least 32 bytes, the same on every replica."""

    secret: bytes = field(repr=False)
    ids: IdSource

    def bind(self, handle: Handle, holder: SubjectId | None, now_us: int) -> bytes:
        """48 bytes."""
        salt = self.ids.new(now_us).bytes
        return salt + self._mac(salt, handle, holder)

    def holds(self, token: bytes, handle: Handle, holder: SubjectId | None) -> bool:
        """Whether the token was made for this handle while this person held it."""
        salt, mac = token[:_SALT_BYTES], token[_SALT_BYTES:]
        return hmac.compare_digest(mac, self._mac(salt, handle, holder))

    def _mac(self, salt: bytes, handle: Handle, holder: SubjectId | None) -> bytes:
        """Salt and holder have a fixed length, so the three cannot run into each other."""
        message = salt + (holder.bytes if holder else NOBODY) + handle.encode("ascii")
        return hmac.digest(self.secret, message, hashlib.sha256)
