import json
from dataclasses import replace
from pathlib import Path

from evaluation.reports.comparison import Side, compared_species, write_comparison
from evaluation.reports.summary import summarise
from evaluation.run import EvaluationRun, Row
from tests.evaluation.score_rows import ATTACK, WRONG_WORDS, answered, clip

RUN = EvaluationRun(0, None, "open-1", "f00d", "beef")
PEOPLE = ("ann", "bob", "cat", "dan")


def side(run: EvaluationRun, **found_for: set[str]) -> Side:
    """Loops and puppets made from four people, each accepted but for the people it is found for."""
    rows: list[Row] = []
    for person in PEOPLE:
        clips = [clip("genuine"), clip("control", "webm")]
        for species, people in found_for.items():
            checks = answered(continuity=ATTACK) if person in people else answered()
            clips.append(clip("attack", species, checks=checks))
        clips.append(clip("attack", "wrong words", kind="answer", checks=answered(spoken_challenge=WRONG_WORDS)))
        rows += [
            {**one, "subject": person, "source": f"{person}.webm", "trial": f"{person} {one['trial']}"} for one in clips
        ]
    return Side(run, rows, summarise(rows, 0))


def test_attacks_that_only_one_of_the_two_accepted_are_counted_beside_equal_rates() -> None:
    first, second = side(RUN, loop={"ann", "bob"}), side(RUN, loop={"bob", "cat"})
    loop = next(pair for pair in compared_species(first, second) if pair.name == "loop")

    assert loop.first.value == loop.second.value == 0.5
    assert (loop.only_first, loop.only_second, loop.both) == (1, 1, 4)


def test_the_species_that_one_side_accepts_most_comes_first() -> None:
    first, second = side(RUN, loop=set(PEOPLE), puppet={"ann"}), side(RUN, loop=set(PEOPLE), puppet=set(PEOPLE))

    assert [pair.name for pair in compared_species(first, second)] == ["puppet", "loop", "wrong words"]


def test_an_attack_that_is_nothing_but_a_wrong_answer_is_not_granted() -> None:
    words = next(pair for pair in compared_species(side(RUN), side(RUN)) if pair.name == "wrong words")

    assert words.first.value == words.second.value == 0.0
    assert (words.only_first, words.only_second, words.both) == (0, 0, 4)


def test_a_species_that_one_side_never_met_is_named_as_not_judged() -> None:
    loop = next(pair for pair in compared_species(side(RUN, loop=set()), side(RUN)) if pair.name == "loop")

    assert loop.second.value is None
    assert loop.second.note == "not judged"
    assert loop.both == 0


def test_page_and_file_name_both_packs_and_say_when_the_limits_are_not_the_same(tmp_path: Path) -> None:
    first, second = side(RUN, loop=set()), side(replace(RUN, pack="open-2", thresholds="cafe"), loop={"ann"})
    write_comparison(first, second, tmp_path)
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    data = json.loads((tmp_path / "comparison.json").read_text(encoding="utf-8"))

    assert "open-1" in page
    assert "open-2" in page
    assert "by other limits" in page
    assert "<script" not in page
    assert data["packs"] == ["open-1", "open-2"]
    assert data["species"]["loop"] | {"accepted": []} == {
        "accepted": [],
        "only_first": 1,
        "only_second": 0,
        "judged_by_both": 4,
    }
    assert [rate["value"] for rate in data["species"]["loop"]["accepted"]] == [1.0, 0.75]


def test_the_page_of_two_runs_with_the_same_limits_says_so(tmp_path: Path) -> None:
    write_comparison(side(RUN), side(replace(RUN, pack="open-2")), tmp_path)
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")

    assert "by the same limits" in page
    assert "did not end" not in page


def test_an_evaluation_that_did_not_end_is_named(tmp_path: Path) -> None:
    write_comparison(side(RUN, loop=set()), side(RUN), tmp_path)

    assert "did not end: 16 and 12 presentations" in (tmp_path / "comparison.html").read_text(encoding="utf-8")
