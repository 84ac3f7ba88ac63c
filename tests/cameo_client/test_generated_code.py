from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import generate_client, generate_proto
from scripts.generate_proto import ROOT


def sources(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.suffix in {".py", ".pyi"})
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


@pytest.mark.parametrize(
    ("generate", "package"), [(generate_proto.generate, "pb"), (generate_client.generate, "services")]
)
def test_the_committed_code_is_what_the_contract_generates(
    generate: Callable[[Path], None], package: str, tmp_path: Path
) -> None:
    generate(tmp_path / package)
    assert sources(tmp_path / package) == sources(ROOT / "cameo_client" / package)
