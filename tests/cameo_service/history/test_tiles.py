"""Tiles lie where C2SP tlog-tiles puts them, and give the same tree as hashing everything does."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cameo_client.tree_proof import is_consistent, is_included
from cameo_service.history.errors import TileMissingError
from cameo_service.history.tiles import TiledTree, TileFiles, tile_path, width_at
from consent.history.tree import consistency_proof, inclusion_proof, leaf_hash, root, subtrees_of

ENTRIES = [number.to_bytes(4, "big") for number in range(70_000)]
PLAIN = subtrees_of([leaf_hash(entry) for entry in ENTRIES])


@pytest.mark.parametrize(
    ("level", "number", "width", "wanted"),
    [
        (0, 0, 256, "tile/0/000"),
        (1, 17, 3, "tile/1/017.p/3"),
        (0, 1_234_067, 256, "tile/0/x001/x234/067"),
        ("entries", 1_000, 255, "tile/entries/x001/000.p/255"),
    ],
)
def test_paths_are_those_of_the_specification(level: int | str, number: int, width: int, wanted: str) -> None:
    assert tile_path(level, number, width) == wanted


def test_a_tile_that_has_not_begun_is_empty() -> None:
    assert [width_at(number, 257) for number in range(3)] == [256, 1, 0]


def test_a_tree_of_seventy_thousand_has_the_tiles_that_the_specification_counts(tmp_path: Path) -> None:
    TiledTree(TileFiles(tmp_path), 0).grown_by(ENTRIES)
    names = [path.relative_to(tmp_path / "tile").as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert sum(name.startswith("0/") and ".p" not in name for name in names) == 273
    assert sum(name.startswith("entries/") for name in names) == 274
    assert {name for name in names if ".p" in name} == {"0/273.p/112", "entries/273.p/112", "1/001.p/17", "2/000.p/1"}
    assert {"1/000"} == {name for name in names if name.startswith("1/") and ".p" not in name}
    assert TiledTree(TileFiles(tmp_path), 70_000).root() == root(PLAIN, 70_000)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 400), min_size=2, max_size=5), st.data())
def test_a_tree_that_grew_in_steps_proves_what_the_whole_tree_proves(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int], data: st.DataObject
) -> None:
    files, sizes = TileFiles(tmp_path_factory.mktemp("tiles")), [0]
    for step in steps:
        grown = TiledTree(files, sizes[-1]).grown_by(ENTRIES[sizes[-1] : sizes[-1] + step])
        sizes.append(grown.size)
        assert grown.root() == root(PLAIN, grown.size)
    old, new = sizes[data.draw(st.integers(1, len(sizes) - 2))], sizes[-1]
    index = data.draw(st.integers(0, new - 1))
    tree = TiledTree(files, new)
    consistency = consistency_proof(tree.subtree, old, new)
    assert is_consistent(old, root(PLAIN, old), new, root(PLAIN, new), consistency)
    assert is_included(index, PLAIN(0, index), new, root(PLAIN, new), inclusion_proof(tree.subtree, index, new))
    widths = [(number, width_at(number, new)) for number in range(9)]
    found = [entry for number, width in widths if width for entry in files.entries(number, width)]
    assert found == ENTRIES[:new]


def test_growing_twice_after_a_crash_does_no_harm(tmp_path: Path) -> None:
    files = TileFiles(tmp_path)
    TiledTree(files, 0).grown_by(ENTRIES[:200])
    TiledTree(files, 200).grown_by(ENTRIES[200:300])
    again = TiledTree(files, 200).grown_by(ENTRIES[200:310])
    assert again.root() == root(PLAIN, 310)


def test_a_missing_or_cut_off_tile_is_told(tmp_path: Path) -> None:
    files = TileFiles(tmp_path)
    tree = TiledTree(files, 0).grown_by(ENTRIES[:10])
    for name in ("tile/0/000.p/10", "tile/entries/000.p/10"):
        path = tmp_path / name
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(TileMissingError, match="cut short"):
        tree.root()
    with pytest.raises(TileMissingError, match="cut short"):
        files.entries(0, 10)
    (tmp_path / "tile/0/000.p/10").unlink()
    with pytest.raises(TileMissingError, match="missing"):
        TiledTree(files, 10).root()
