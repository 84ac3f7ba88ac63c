"""What docs/studio.md says."""

import re
from pathlib import Path

from cameo_service.studio.errors import StudioError

PAGE = (Path(__file__).parents[3] / "docs/studio.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (\d+) \|", re.MULTILINE)


def test_the_page_lists_every_reason_with_its_status_and_no_other() -> None:
    own = {kind.reason: str(kind.http_status) for kind in StudioError.__subclasses__()}
    assert dict(ROW.findall(PAGE)) == own
