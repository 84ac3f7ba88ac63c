from pathlib import Path

from liveness.models import manifest

MODELS_PAGE = Path(__file__).parents[3] / "docs" / "models.md"


def test_the_models_page_names_every_file_with_its_digests() -> None:
    page = MODELS_PAGE.read_text(encoding="utf-8")

    for file in manifest.load("open").files:
        assert f"`{file.role}`" in page
        assert file.sha256 in page
        assert file.pinned in page
        assert file.licence in page
