import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.decision import decide
from consent.epochs import age_narrows, age_widens, audience_narrows, audience_widens, block_end, grant_narrows
from consent.facts import Block, Grant
from consent.terms import AgeClass, Audience, Modality, Use
from tests.consent.people import ADA, BOB, FACE, NOW_US, facts, grant, request

ENDS = st.one_of(st.none(), st.integers(NOW_US - 2, NOW_US + 5))
GRANTS = st.builds(
    lambda modalities, uses, expires_us: grant(modalities=modalities, uses=uses, expires_us=expires_us),
    st.frozensets(st.sampled_from(Modality)),
    st.frozensets(st.sampled_from(Use)),
    ENDS,
)


@pytest.mark.parametrize(("current", "wanted"), [(low, high) for low in Audience for high in Audience if low <= high])
def test_only_a_lower_audience_narrows_and_only_a_higher_one_widens(current: Audience, wanted: Audience) -> None:
    assert audience_narrows(wanted, current) is (current != wanted)
    assert not audience_narrows(current, wanted)
    assert audience_widens(current, wanted) is (current != wanted)
    assert not audience_widens(wanted, current)


@pytest.mark.parametrize("other", [AgeClass.UNKNOWN, AgeClass.MINOR])
def test_only_becoming_or_ceasing_to_be_an_adult_changes_what_is_allowed(other: AgeClass) -> None:
    assert age_narrows(AgeClass.ADULT, other)
    assert age_widens(other, AgeClass.ADULT)
    assert not age_narrows(other, AgeClass.ADULT)
    assert not age_widens(AgeClass.ADULT, other)
    assert not age_narrows(AgeClass.ADULT, AgeClass.ADULT)
    assert not age_widens(AgeClass.ADULT, AgeClass.ADULT)
    assert not age_narrows(AgeClass.UNKNOWN, AgeClass.MINOR)


def test_a_first_grant_narrows_nothing() -> None:
    assert not grant_narrows(None, grant(modalities=FACE))


@given(GRANTS, GRANTS, st.sampled_from(Modality), st.sampled_from(Use), st.integers(NOW_US - 2, NOW_US + 6))
def test_whatever_a_replaced_grant_allowed_and_the_new_one_does_not_is_narrowing(
    replaced: Grant, granted: Grant, modality: Modality, use: Use, now_us: int
) -> None:
    asked = request(modalities=frozenset({modality}), use=use)
    was, is_now = (bool(decide(asked, facts(grants=(held,)), now_us)) for held in (replaced, granted))
    if was and not is_now:
        assert grant_narrows(replaced, granted)


@pytest.mark.parametrize("limit", ["max_renders", "per_day"])
def test_a_smaller_limit_narrows_and_a_larger_or_none_does_not(limit: str) -> None:
    none, small, large = (grant(**{limit: number}) for number in (None, 1, 2))
    for wider, narrower in ((none, small), (none, large), (large, small)):
        assert grant_narrows(wider, narrower)
        assert not grant_narrows(narrower, wider)


@given(GRANTS)
def test_the_same_grant_again_narrows_nothing(held: Grant) -> None:
    assert not grant_narrows(held, held)


@given(ENDS, ENDS, st.integers(NOW_US - 2, NOW_US + 6))
def test_blocking_again_never_shortens_a_block(earlier: int | None, wanted: int | None, now_us: int) -> None:
    end = block_end(Block(ADA, BOB, earlier), wanted)
    for asked in (earlier, wanted):
        if asked is None or asked > now_us:
            assert end is None or end > now_us


def test_a_first_block_ends_when_asked() -> None:
    assert block_end(None, NOW_US) == NOW_US
    assert block_end(None, None) is None
