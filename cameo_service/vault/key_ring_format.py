"""The key ring as text: JSON, keys in hexadecimal."""

import json
from collections.abc import Mapping
from typing import Any

from cameo_service.vault.errors import KeyRingMalformedError
from cameo_service.vault.key_ring import KEY_BYTES, KeyEncryptionKey, KeyRing, SigningKey

FORMAT = "cameo-key-ring/v1"


def to_json(ring: KeyRing) -> str:
    """The whole ring, secrets included."""
    return json.dumps(
        {
            "format": FORMAT,
            "encryption_keys": [
                {"version": key.version, "key": key.key.hex(), "created_us": key.created_us}
                for key in ring.encryption_keys
            ],
            "signing_keys": [
                {
                    "key_id": key.key_id,
                    "seed": key.seed.hex(),
                    "not_before_us": key.not_before_us,
                    "not_after_us": key.not_after_us,
                    "revoked_us": key.revoked_us,
                }
                for key in ring.signing_keys
            ],
            "token_secret": ring.token_secret.hex(),
        },
        indent=2,
    )


def from_json(text: str) -> KeyRing:
    """The reverse of to_json.

    Raises:
        KeyRingMalformedError: it is not such a text, or a key in it is missing or of the wrong size.
    """
    try:
        parts = json.loads(text)
        ring = KeyRing(
            encryption_keys=tuple(_encryption_key(part) for part in parts["encryption_keys"]),
            signing_keys=tuple(_signing_key(part) for part in parts["signing_keys"]),
            token_secret=_secret(parts["token_secret"]),
        )
    except (ValueError, TypeError, KeyError):
        # `from None`: the cause would quote the file, which holds secrets
        raise KeyRingMalformedError("The key ring file is damaged or of another version: restore its backup") from None
    _check_complete(ring, parts.get("format"))
    return ring


def _encryption_key(part: Mapping[str, Any]) -> KeyEncryptionKey:
    return KeyEncryptionKey(int(part["version"]), _secret(part["key"]), int(part["created_us"]))


def _signing_key(part: Mapping[str, Any]) -> SigningKey:
    return SigningKey(
        key_id=str(part["key_id"]),
        seed=_secret(part["seed"]),
        not_before_us=int(part["not_before_us"]),
        not_after_us=part["not_after_us"],
        revoked_us=part["revoked_us"],
    )


def _secret(text: str) -> bytes:
    secret = bytes.fromhex(text)
    if len(secret) != KEY_BYTES:
        raise ValueError("a key has the wrong size")
    return secret


def _check_complete(ring: KeyRing, found_format: object) -> None:
    versions = [key.version for key in ring.encryption_keys]
    are_versions_fine = bool(versions) and versions == sorted(set(versions))
    if found_format != FORMAT or not are_versions_fine or sum(key.is_open() for key in ring.signing_keys) != 2:
        raise KeyRingMalformedError("The key ring file is of another version or lacks keys: restore its backup")
