"""When an asserted age is a change of age, and when it stays disputed.

A person's own assertion settles their age, and so does the operator. The app's word alone only disputes it. The first
word about a person who said nothing is no change: nothing rests on another age.
"""

from dataclasses import dataclass

from consent.terms import AgeClass


@dataclass(frozen=True, slots=True)
class KnownAge:
    """age: the newest assertion, which counts for renders. disputed_from: the last settled age, if the app's word alone
    changed it; None: settled. was_adult: the person counted as an adult and has not said since that they are a minor.
    """

    age: AgeClass
    disputed_from: AgeClass | None
    was_adult: bool

    @property
    def settled(self) -> AgeClass:
        """The last age that was settled."""
        return self.age if self.disputed_from is None else self.disputed_from


def changes_age(known: KnownAge, asserted: AgeClass) -> bool:
    """Whether what was granted under another age ends."""
    if asserted in {known.age, known.disputed_from}:
        return False
    if known.settled is AgeClass.UNKNOWN and known.disputed_from is None:
        return known.was_adult and asserted is AgeClass.MINOR
    return True


def disputed_after(known: KnownAge, asserted: AgeClass, *, is_own: bool) -> AgeClass | None:
    """`disputed_from` after an assertion. is_own: it came with the person's own assertion."""
    if is_own or known.disputed_from is not None:
        return None if is_own else known.disputed_from
    return known.age if changes_age(known, asserted) else None
