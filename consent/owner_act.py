"""Acts too weighty for the identity provider's assertion alone: a sold or stolen account has that, too."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class OwnerAct(StrEnum):
    """Acts before which the enrolled person shows face and voice again."""

    WIDEN_TO_EVERYONE = "widen_to_everyone"
    GRANT_AD = "grant_ad"
    NEW_DEVICE = "new_device"
    """Of the app, which knows devices: it adds one when the verdict is PASSED. See docs/adr/0019."""
    ERASE = "erase"


SENTENCES: Mapping[OwnerAct, str] = MappingProxyType(
    {
        OwnerAct.WIDEN_TO_EVERYONE: "i am here in person and i allow everyone to make videos of me",
        OwnerAct.GRANT_AD: "i am here in person and i allow the use of my likeness in advertising",
        OwnerAct.NEW_DEVICE: "i am here in person and this new device belongs to me and nobody else",
        OwnerAct.ERASE: "i am here in person and i want my likeness to be erased for good",
    }
)
"""The sentence of each act, so that a recording for one act is useless for another. About 4 s of speech each."""
