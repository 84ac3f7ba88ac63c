"""What docs/scale.md says is what the script makes of the measured costs."""

import pytest

from scripts.scale import PAGE, SIZES, Costs, costs, need, page_with, table

CHEAP = Costs(checks_s=1000.0, write_ms=1.0, enrollment_cpu_s=5.0, fan_out_1000_s=0.1)


def test_the_page_has_the_table_of_the_measured_costs() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == page_with(page, costs()), "run: python -m scripts.scale --write"


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks"):
        page_with("no marks", CHEAP)


def test_more_people_never_need_less_and_dearer_writes_need_more_databases() -> None:
    needs = [need(people, CHEAP) for people in SIZES]
    assert [one.services for one in needs] == sorted(one.services for one in needs)
    assert needs[-1].databases > needs[0].databases == 1
    dearer = Costs(CHEAP.checks_s, 10 * CHEAP.write_ms, CHEAP.enrollment_cpu_s, CHEAP.fan_out_1000_s)
    assert need(SIZES[-1], dearer).databases >= 9 * needs[-1].databases


def test_what_was_not_measured_is_called_so() -> None:
    assert [line.split("|")[1].endswith("(extrapolated) ") for line in table(CHEAP).splitlines()[2:]] == [
        people > 1_000_000 for people in SIZES
    ]


def test_the_first_to_break_is_the_one_writer() -> None:
    assert need(SIZES[0], CHEAP).breaks.startswith("nothing")
    assert need(SIZES[-1], CHEAP).breaks == "the one writer"
