"""No axis carries two units: every figure of the book, and one that is planted."""

import ast
import re

import pytest
from coursebook import project
from coursebook.figures import FigureError, canvas, colour, show
from coursebook.figures.explorer import BUILDING, Explorer

CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(?::tags:[^\n]*\n)?(.*?)^```$", re.M | re.S)
CHAPTERS = sorted(project.current().root.glob("chapters/*.md"))
PLANTED = """
from coursebook.figures import canvas, show
fig, ax = canvas()
ax.barh(["files", "soldiers"], [311_327, 200_000])
show(fig, "ogp-cum-2025-10", "awol-stock-2026-01", title="Two units")
"""


def draw_all(text: str) -> int:
    """Run the cells of a chapter, and draw of each explorer what stands on paper; the build draws every state."""
    scope, drawn = {}, 0
    for code in CELL.findall(text):
        tree = ast.parse(code)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), scope)
        shown = eval(compile(ast.Expression(last.value), "cell", "eval"), scope) if last else None
        if isinstance(shown, Explorer):
            ways = {key: picked for key, picked in _states(shown) if key in shown.paper}
            assert set(ways) == set(shown.paper)
            for picked in ways.values():
                shown.draw(**picked)
            drawn += len(ways)
        drawn += code.count("show(")
    return drawn


def _states(explorer: Explorer):
    """Every state of an explorer: its key and what its controls say."""
    found = [("", {})]
    for name, control in explorer.controls.items():
        options = list(zip(control.keys(), control.options.values(), strict=True))
        found = [(f"{key}-{more}".lstrip("-"), {**picked, name: value}) for key, picked in found for more, value in options]
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_axis_of_a_chapter_carries_two_units(path, monkeypatch):
    monkeypatch.setenv(BUILDING, "1")
    assert draw_all(path.read_text(encoding="utf-8")) >= 2


def test_a_planted_figure_is_found():
    with pytest.raises(FigureError, match="'Two units' has persons and proceedings on one axis. Fix: give each unit an axis"):
        draw_all(f"# A chapter\n\n```{{code-cell}}\n:tags: [hide-input]\n{PLANTED}```\n")


def test_points_ranges_and_sums_have_units_too():
    fig, ax = canvas()
    ax.plot([1, 2], [200_000, 270_357], "o")  # the second is the sum of two rows
    with pytest.raises(FigureError, match="persons and proceedings"):
        show(fig, "awol-stock-2026-01", "registered-407-2025-08", "registered-408-2025-08", title="T")
    fig, ax = canvas()
    ax.hlines(["men", "money"], [27_000, 175], [30_000, 175])
    with pytest.raises(FigureError, match="USD billion and persons"):
        show(fig, "mobilised-per-month", "cfr-175", title="T")


def test_two_axes_computed_values_and_one_unit_in_two_words_pass():
    fig, (top, low) = canvas(rows=2)
    top.barh(["files"], [311_327])
    low.barh(["soldiers"], [200_000])
    show(fig, "ogp-cum-2025-10", "awol-stock-2026-01", title="An axis for each")
    fig, ax = canvas()
    ax.barh(["files for each soldier absent"], [311_327 / 200_000])
    show(fig, "ogp-cum-2025-10", "awol-stock-2026-01", title="A rate")
    fig, ax = canvas()
    ax.barh(["model", "counted"], [311_327, 200_000])
    show(fig, "awol-stock-2026-01", made_from=["ogp-cum-2025-10"], title="A model of men, made from files")
    fig, ax = canvas()
    ax.barh(["Ukraine", "Russia"], [13_625, 18_159], color=[colour("Ukraine"), colour("Russia")])
    said = show(fig, "court-407", "ru-medz-2025-05-awol", title="Proceedings and cases").source
    assert "Mediazona" in said


def test_what_a_value_is_made_from_stands_in_the_source_line():
    fig, ax = canvas()
    ax.barh(["model", "counted"], [311_327, 200_000])
    assert "Prosecutor General" in show(fig, "awol-stock-2026-01", made_from=["ogp-cum-2025-10"], title="T").source
