"""A reader who follows one check from the servicer to SQL and back opens few files."""

from scripts.trace_check_prompt import MOST_FILES, opened_files


def test_a_check_goes_through_few_files_and_they_are_those_of_the_walk() -> None:
    opened = opened_files()
    assert {"cameo_service/usecases/render/check.py", "consent/decision.py", "cameo_service/storage/facts.py"} < set(
        opened
    )
    assert len(opened) <= MOST_FILES
