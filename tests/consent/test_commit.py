from dataclasses import replace
from itertools import product

import pytest

from consent.commit import CommitIntent, CommitRefusal, Stage, commit_refusal
from consent.render_lease import LEASE_US, RenderLease, is_renewable, lease_end
from consent.terms import Use
from tests.consent.people import NOW_US

OUTPUT = b"o" * 32
LEASE = RenderLease(lease_end(NOW_US), None, is_drafted=False, is_removed=False)
DRAFTED = replace(LEASE, output_sha256=OUTPUT, is_drafted=True)
DRAFT = CommitIntent(Stage.DRAFT, Use.PUBLISH, OUTPUT, b"")
PUBLISH = CommitIntent(Stage.PUBLISH, Use.PUBLISH, OUTPUT, b"marked")


def test_a_draft_under_a_live_lease_is_committed() -> None:
    assert commit_refusal(LEASE, DRAFT, NOW_US, is_ordered_down=False) is None


def test_a_drafted_output_is_published() -> None:
    assert commit_refusal(DRAFTED, PUBLISH, NOW_US, is_ordered_down=False) is None


@pytest.mark.parametrize(
    ("lease", "intent", "refusal"),
    [
        (None, DRAFT, CommitRefusal.LEASE_UNKNOWN),
        (replace(LEASE, expires_us=NOW_US), DRAFT, CommitRefusal.LEASE_EXPIRED),
        (replace(DRAFTED, is_removed=True), PUBLISH, CommitRefusal.TAKEN_DOWN),
        (DRAFTED, replace(DRAFT, output_sha256=b"x" * 32), CommitRefusal.OUTPUT_DIFFERS),
        (DRAFTED, replace(PUBLISH, output_sha256=b"x" * 32), CommitRefusal.OUTPUT_DIFFERS),
        (DRAFTED, replace(PUBLISH, use=Use.PRIVATE), CommitRefusal.RENDER_IS_PRIVATE),
        (LEASE, PUBLISH, CommitRefusal.NOT_DRAFTED),
        (DRAFTED, replace(PUBLISH, marking=b""), CommitRefusal.MARKING_MISSING),
    ],
)
def test_each_step_says_no_in_its_own_words(
    lease: RenderLease | None, intent: CommitIntent, refusal: CommitRefusal
) -> None:
    assert commit_refusal(lease, intent, NOW_US, is_ordered_down=False) is refusal


@pytest.mark.parametrize(("lease", "intent"), [(LEASE, DRAFT), (DRAFTED, DRAFT), (DRAFTED, PUBLISH)])
def test_bytes_that_somebody_had_taken_down_are_committed_by_nobody(lease: RenderLease, intent: CommitIntent) -> None:
    assert commit_refusal(lease, intent, NOW_US, is_ordered_down=True) is CommitRefusal.TAKEN_DOWN


def test_the_last_moment_of_a_lease_still_counts() -> None:
    assert commit_refusal(replace(LEASE, expires_us=NOW_US + 1), DRAFT, NOW_US, is_ordered_down=False) is None


@pytest.mark.parametrize(("is_drafted", "is_removed"), list(product([False, True], repeat=2)))
def test_an_ended_lease_is_renewed_only_for_a_draft_that_is_still_there(*, is_drafted: bool, is_removed: bool) -> None:
    lease = replace(LEASE, is_drafted=is_drafted, is_removed=is_removed)
    assert is_renewable(lease, NOW_US + LEASE_US) is (is_drafted and not is_removed)
    assert is_renewable(lease, NOW_US) is not is_removed
