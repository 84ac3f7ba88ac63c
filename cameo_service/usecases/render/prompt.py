"""What a prompt may be before anybody is looked up."""

import hashlib

from cameo_service.usecases.acting.errors import PromptTooLongError

LONGEST_BYTES = 32 * 1024


def require_length(prompt: str) -> bytes:
    """The prompt's UTF-8 bytes.

    Raises:
        PromptTooLongError: more than 32 KiB.
    """
    encoded = prompt.encode()
    if len(encoded) > LONGEST_BYTES:
        raise PromptTooLongError(f"Send at most {LONGEST_BYTES} bytes of prompt.")
    return encoded


def prompt_sha256(encoded: bytes) -> bytes:
    """What a render grant is bound to: exactly the bytes that are fed to the model."""
    return hashlib.sha256(encoded).digest()
