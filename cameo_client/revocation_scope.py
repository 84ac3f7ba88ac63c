"""What an epoch floor is about, as a renderer is told: a hash, so that who holds no render grant learns nobody's name.

The contract is in revocation_service.proto; a scope has 16 bytes.
"""

from hashlib import sha256

CONTEXT = b"cameo-scope/v1"
SCOPE_BYTES = 16


def owner_scope(subject_id: bytes) -> bytes:
    """Everything about one person; claims carry its epoch as owner_epoch."""
    return _scope(1, subject_id)


def pair_scope(subject_id: bytes, requester: bytes) -> bytes:
    """What one person lets another do; claims carry its epoch as pair_epoch."""
    return _scope(2, subject_id + requester)


def consent_grant_scope(grant_id: bytes) -> bytes:
    """One consent grant; its floor is 1 once it ended by time."""
    return _scope(3, grant_id)


def signing_key_scope(kid: str) -> bytes:
    """Everything one key signed; its floor is 1 once the key is revoked."""
    return _scope(4, kid.encode())


def everything_scope() -> bytes:
    """Every render there is; claims carry its epoch as global_epoch. Rises when the operator freezes everything."""
    return _scope(5, b"")


def _scope(kind: int, about: bytes) -> bytes:
    return sha256(CONTEXT + bytes([kind]) + about).digest()[:SCOPE_BYTES]
