from pathlib import Path

from scripts.generate_proto import ROOT, generate

COMMITTED = ROOT / "cameo_client/pb"


def sources(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.suffix in {".py", ".pyi"})
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def test_the_committed_code_is_what_the_contract_generates(tmp_path: Path) -> None:
    generate(tmp_path / "pb")
    assert sources(tmp_path / "pb") == sources(COMMITTED)
