import pytest

from consent.content_classes import CHOOSABLE, HARD_DENIED, ContentClass, is_hard_denied
from consent.restrictions import UNTOUCHED, Restrictions, restrictions_narrow, restrictions_widen


def test_everything_that_can_be_chosen_is_denied_at_first() -> None:
    assert UNTOUCHED.denied_classes == CHOOSABLE
    assert CHOOSABLE.isdisjoint(HARD_DENIED)
    assert not is_hard_denied(frozenset({ContentClass.SEXUAL}))


LESS = Restrictions(CHOOSABLE - {ContentClass.VIOLENCE})
WORD = Restrictions(banned_words=frozenset({"zebra"}))
WISH = Restrictions(wishes="no hats")
LIKES = Restrictions(preferences="smiling")


@pytest.mark.parametrize(
    ("current", "wanted", "narrows", "widens"),
    [
        (UNTOUCHED, UNTOUCHED, False, False),
        (UNTOUCHED, LESS, False, True),
        (LESS, UNTOUCHED, True, False),
        (UNTOUCHED, WORD, True, False),
        (WORD, UNTOUCHED, False, True),
        (UNTOUCHED, WISH, True, True),
        (WISH, UNTOUCHED, False, True),
        (WISH, Restrictions(wishes="hats only"), True, True),
        (UNTOUCHED, LIKES, False, True),
        (LIKES, UNTOUCHED, True, True),
        (LIKES, Restrictions(preferences="undressed"), True, True),
        (LIKES, LIKES, False, False),
        (LIKES, Restrictions(preferences="smiling", banned_words=frozenset({"zebra"})), True, False),
        (LESS, WORD, True, False),
        (WORD, LESS, False, True),
    ],
)
def test_which_changes_narrow_and_which_widen(
    current: Restrictions,
    wanted: Restrictions,
    narrows: bool,  # noqa: FBT001 - a column of the table
    widens: bool,  # noqa: FBT001
) -> None:
    assert (restrictions_narrow(current, wanted), restrictions_widen(current, wanted)) == (narrows, widens)
