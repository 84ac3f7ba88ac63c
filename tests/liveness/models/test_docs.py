from pathlib import Path

import pytest

from liveness.models import manifest

MODELS_PAGE = Path(__file__).parents[3] / "docs" / "models.md"


@pytest.mark.parametrize("pack", [pack for pack in manifest.PACKS if pack != "reference"])
def test_the_models_page_names_every_file_with_its_digests(pack: str) -> None:
    page = MODELS_PAGE.read_text(encoding="utf-8")

    for file in manifest.load(pack).files:
        assert f"`{file.role}`" in page
        assert file.sha256 in page
        assert file.pinned in page
        assert file.licence in page
