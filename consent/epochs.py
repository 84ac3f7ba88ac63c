"""Which acts narrow, and so raise an epoch. Widening acts never do: an old render grant must not become valid again.

An epoch only rises. A narrowing act towards all requesters raises the owner's epoch, one towards one person the
pair's; a new enrollment, a suspension and an erasure raise the owner's, a freeze of everything the global one. A render
grant holds while all epochs are what they were when it was signed, so a new grant never revives it.
"""

from consent.facts import Block, Grant
from consent.terms import AgeClass, Audience


def audience_narrows(current: Audience, wanted: Audience) -> bool:
    """A lower audience allows fewer people."""
    return wanted < current


def audience_widens(current: Audience, wanted: Audience) -> bool:
    """A higher audience allows more people."""
    return wanted > current


def age_narrows(current: AgeClass, asserted: AgeClass) -> bool:
    """Only an adult may be rendered or render."""
    return current is AgeClass.ADULT and asserted is not AgeClass.ADULT


def age_widens(current: AgeClass, asserted: AgeClass) -> bool:
    """An adult may be rendered and may render."""
    return current is not AgeClass.ADULT and asserted is AgeClass.ADULT


def grant_narrows(replaced: Grant | None, granted: Grant) -> bool:
    """Whether a grant allows less, in any respect, than the grant it replaces."""
    if replaced is None:
        return False
    kept = replaced.modalities <= granted.modalities and replaced.uses <= granted.uses
    asks_more = granted.asks_each_time and not replaced.asks_each_time
    limits = (
        (replaced.expires_us, granted.expires_us),
        (replaced.max_renders, granted.max_renders),
        (replaced.per_day, granted.per_day),
    )
    return not kept or asks_more or any(_later(earlier, now) != now for earlier, now in limits)


def block_end(existing: Block | None, wanted_us: int | None) -> int | None:
    """The end of a block over a stored one: the later of both, for a second block must not shorten the first."""
    return wanted_us if existing is None else _later(existing.expires_us, wanted_us)


def _later(first_us: int | None, second_us: int | None) -> int | None:
    """The greater of two limits; None is no limit and so the greatest."""
    return None if first_us is None or second_us is None else max(first_us, second_us)
