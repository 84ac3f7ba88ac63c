"""A mutant that no longer fits the code breaks nothing, and would only be noticed when all of them are run."""

import ast

import pytest

from tests.mutants.mutant import ROOT, Mutant, load


@pytest.mark.parametrize("mutant", load(), ids=lambda mutant: mutant.name)
def test_its_text_is_in_the_file_exactly_once_and_its_tests_are_there(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text("utf-8").count(mutant.find) == 1
    assert [test for test in mutant.tests if not (ROOT / test.partition("::")[0]).exists()] == []


@pytest.mark.parametrize("mutant", load(), ids=lambda mutant: mutant.name)
def test_it_breaks_a_rule_and_not_the_grammar(mutant: Mutant) -> None:
    assert ast.parse((ROOT / mutant.file).read_text("utf-8").replace(mutant.find, mutant.replace)).body
