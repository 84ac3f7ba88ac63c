from pathlib import Path

import pytest

from cameo_service.data_directory import WrongDataDirectoryError, claim_for_policy
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
