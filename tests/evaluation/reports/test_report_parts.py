import re

import numpy as np

from evaluation.reports.report_parts import SIZE, Scores, det_plot, interval_bar


def test_a_bar_holds_value_interval_and_limit() -> None:
    drawn = interval_bar(0.1, 0.02, 0.3, 0.05)

    assert re.findall(r"<(\w+)", drawn) == ["svg", "title", "line", "line", "rect", "circle"]
    assert drawn.endswith("</svg>")


def test_nothing_measured_draws_nothing() -> None:
    assert interval_bar(None, None, None) == ""
    assert det_plot("Faces", {"ours": Scores(np.zeros(0), np.zeros(3))}) == ""


def test_a_curve_is_drawn_for_each_path_inside_the_picture() -> None:
    rng = np.random.default_rng(1)
    paths = {name: Scores(rng.normal(2, 1, 50), rng.normal(0, 1, 400)) for name in ("ours", "theirs")}
    lines = re.findall(r'<polyline points="([^"]+)"', det_plot("Faces", paths))

    assert len(lines) == 2
    for line in lines:
        numbers = [float(number) for pair in line.split() for number in pair.split(",")]
        assert all(0 <= number <= SIZE for number in numbers)


def test_names_are_escaped() -> None:
    paths = {"<ours>": Scores(np.array([1.0]), np.array([0.0]))}

    assert "&lt;ours&gt;" in det_plot("Faces", paths)
