"""What docs/study.md says."""

import re
from pathlib import Path

from evaluation.study import MOST_ATTACKS, MOST_TAKES, MOST_UPLOAD_BYTES, MOST_VOLUNTEERS
from evaluation.study_errors import StudyError

PAGE = (Path(__file__).parents[4] / "docs/study.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (\d+) \|", re.MULTILINE)


def test_the_page_lists_every_reason_with_its_status_and_no_other() -> None:
    assert dict(ROW.findall(PAGE)) == {kind.reason: str(kind.http_status) for kind in StudyError.__subclasses__()}


def test_the_page_and_the_messages_tell_the_limits_as_they_are() -> None:
    assert f"{MOST_ATTACKS} at most, {MOST_UPLOAD_BYTES // 2**20} MiB each" in PAGE
    assert f"with {MOST_VOLUNTEERS} people at most" in PAGE
    assert MOST_TAKES == 3, "the page and the messages say three"
