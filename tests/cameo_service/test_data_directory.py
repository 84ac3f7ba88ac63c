from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from cameo_service.data_directory import OneOfDirectory, Serving, WrongDataDirectoryError, claim_for_policy
from liveness.verdict.policy import PolicyName


def test_a_new_directory_takes_its_policy_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    claim_for_policy(tmp_path / "data", PolicyName.STANDARD)
    claim_for_policy(tmp_path / "data", PolicyName.STANDARD)
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("first", "then"), [("demo", "standard"), ("standard", "demo")])
def test_a_demos_records_never_mix_with_real_ones(tmp_path: Path, first: str, then: str) -> None:
    claim_for_policy(tmp_path, PolicyName(first))
    with pytest.raises(WrongDataDirectoryError, match="separate directory"):
        claim_for_policy(tmp_path, PolicyName(then))


def test_a_mark_that_was_not_finished_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "policy.new").write_text("")
    claim_for_policy(tmp_path, PolicyName.DEMO)
    with pytest.raises(WrongDataDirectoryError):
        claim_for_policy(tmp_path, PolicyName.STANDARD)


def test_a_service_knows_whether_it_is_alone_on_its_directory(tmp_path: Path) -> None:
    with closing(Serving(tmp_path)) as first:
        alone = [first.is_alone]
        first.let_others()
        with closing(Serving(tmp_path)) as second:
            alone.append(second.is_alone)
    with closing(Serving(tmp_path)) as later:
        alone.append(later.is_alone)
    assert alone == [True, False, True]


def test_another_service_waits_until_one_that_is_alone_has_put_its_directory_in_order(tmp_path: Path) -> None:
    with closing(Serving(tmp_path)) as first, ThreadPoolExecutor(1) as pool:
        coming = pool.submit(Serving, tmp_path)
        with pytest.raises(TimeoutError):
            coming.result(0.05)
        first.let_others()
        with closing(coming.result()) as second:
            assert not second.is_alone


def test_one_service_on_a_directory_posts_webhooks_and_another_one_does_when_it_ends(tmp_path: Path) -> None:
    with closing(OneOfDirectory(tmp_path)) as second:
        with closing(OneOfDirectory(tmp_path)) as first:
            assert [first.is_elected(), second.is_elected(), first.is_elected()] == [True, False, True]
        assert second.is_elected()
