"""The scopes of epoch floors, as a renderer is told them. A scope is a hash: without a render grant it tells no name.

revocation_service.proto has the contract. A scope has 16 bytes.
"""

from hashlib import sha256

CONTEXT = b"cameo-scope/v1"
SCOPE_BYTES = 16


def owner_scope(subject_id: bytes) -> bytes:
    """Every render of one person. Claims carry its epoch as owner_epoch."""
    return _scope(1, subject_id)


def pair_scope(subject_id: bytes, requester: bytes) -> bytes:
    """Every render of one person by one requester. Claims carry its epoch as pair_epoch."""
    return _scope(2, subject_id + requester)


def consent_grant_scope(grant_id: bytes) -> bytes:
    """One consent grant. Its floor is 1 once the grant expired."""
    return _scope(3, grant_id)


def signing_key_scope(kid: str) -> bytes:
    """Every render grant that one key signed. Its floor is 1 once the key is revoked."""
    return _scope(4, kid.encode())


def everything_scope() -> bytes:
    """Every render there is. Claims carry its epoch as global_epoch; a freeze of everything raises it."""
    return _scope(5, b"")


def _scope(kind: int, about: bytes) -> bytes:
    return sha256(CONTEXT + bytes([kind]) + about).digest()[:SCOPE_BYTES]
