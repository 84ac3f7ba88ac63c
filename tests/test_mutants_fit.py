"""A mutant that no longer fits the code breaks nothing, and would only be noticed when all of them are run."""

import pytest

from tests.mutants.mutant import ROOT, Mutant, load


@pytest.mark.parametrize("mutant", load(), ids=lambda mutant: mutant.name)
def test_its_text_is_in_the_file_exactly_once_and_its_tests_are_there(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text("utf-8").count(mutant.find) == 1
    assert [test for test in mutant.tests if not (ROOT / test.partition("::")[0]).exists()] == []
