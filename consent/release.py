"""The written release: what a person may agree to before a recording, and the record of what they agreed to."""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a person may agree to, each on its own. What has no yes is neither computed nor kept."""

    FACE_TEMPLATE = "face_template"
    VOICE_TEMPLATE = "voice_template"
    REFERENCE_MEDIA = "reference_media"
    DUPLICATE_SEARCH = "duplicate_search"
    EVIDENCE = "evidence"
    IDENTITY_REFERENCE = "identity_reference"


NEEDED = frozenset({Purpose.FACE_TEMPLATE, Purpose.VOICE_TEMPLATE})
"""Verification binds face, voice and words together, so it computes both templates."""


CLOCK_DIFFERENCE_US = 5 * 60 * 1_000_000
"""How far the clock of an app's machine may be ahead: 5 minutes, as Kerberos allows (RFC 4120)."""
AGREEMENT_HOLDS_US = 30 * 24 * 3_600 * 1_000_000
"""How long after it was given an agreement can begin an enrollment: 30 days. A choice of ours: longer than the 14 days
of an invitation, and short enough for the person to remember the notice.
"""


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """The written release (GDPR art. 9, BIPA sec. 15): what was agreed to, after reading which notice, and when.

    text_sha256: 32 bytes, of the notice exactly as shown. agreed_us: UTC microseconds.
    """

    purposes: frozenset[Purpose]
    notice_version: str
    locale: str
    text_sha256: bytes
    agreed_us: int

    def is_of_now(self, now_us: int) -> bool:
        """Whether a person can have agreed at `agreed_us`, and not too long ago. now_us: the service's clock."""
        return now_us - AGREEMENT_HOLDS_US <= self.agreed_us <= now_us + CLOCK_DIFFERENCE_US
