"""The widest audience that an enrollment permits, computed where the likeness is used.

Three things hold an audience back, each on its own: the checks that were not run, how the recording came in, and
whether it was shown whose face it is. Nothing of this is frozen at enrollment: what the operator chooses later, and
what is attested later, counts for every enrollment at once.
"""

from enum import StrEnum

from consent.terms import Assurance, Audience

LIVE_BY_DEFAULT = Audience.APPROVED
"""What a live capture permits where no device attested it and the operator chose nothing."""


class LiveCeiling(StrEnum):
    """The operator's written choice for LIVE: never less than the default, for owners narrow on their own."""

    APPROVED = "approved"
    MUTUALS = "mutuals"
    EVERYONE = "everyone"

    @property
    def audience(self) -> Audience:
        """The widest audience of a live capture under this choice."""
        return Audience[self.name]


_BY_ASSURANCE = {
    Assurance.NONE: Audience.NOBODY,
    Assurance.UPLOADED: Audience.ONLY_ME,
    Assurance.LIVE_ATTESTED: Audience.EVERYONE,
    Assurance.DEMO: Audience.EVERYONE,
}
_UNBOUND = Audience.APPROVED


def ceiling(
    checks_permit: Audience, assurance: Assurance, *, is_bound: bool, live_ceiling: Audience = LIVE_BY_DEFAULT
) -> Audience:
    """The widest audience an enrollment permits now.

    Args:
        checks_permit: what the checks that ran permit at most.
        assurance: how the recording came in.
        is_bound: whether it was shown whose face it is; APPROVED at most otherwise. A person who enrolled their own
            face in another person's name may then fool people they chose one by one, but not everyone.
        live_ceiling: what the operator of this deployment chose for LIVE (`LiveCeiling`).
    """
    widest = live_ceiling if assurance is Assurance.LIVE else _BY_ASSURANCE[assurance]
    return min(checks_permit, widest if is_bound else min(widest, _UNBOUND))
