import pytest

from consent.render_lease import Removal
from consent.takedown import StopEffect, is_stronger, removal_for


@pytest.mark.parametrize(
    ("effect", "draft", "publication"),
    [
        (StopEffect.STOP_NEW, Removal.NONE, Removal.NONE),
        (StopEffect.HIDE_DRAFTS, Removal.HIDDEN, Removal.NONE),
        (StopEffect.DELETE_ALL, Removal.DELETED, Removal.DELETED),
    ],
)
def test_each_effect_reaches_further(effect: StopEffect, draft: Removal, publication: Removal) -> None:
    assert removal_for(effect, is_published=False) is draft
    assert removal_for(effect, is_published=True) is publication


def test_only_more_than_before_is_an_order() -> None:
    ordered = [(wanted, current) for wanted in Removal for current in Removal if is_stronger(wanted, current)]
    assert ordered == [
        (Removal.HIDDEN, Removal.NONE),
        (Removal.DELETED, Removal.NONE),
        (Removal.DELETED, Removal.HIDDEN),
    ]
