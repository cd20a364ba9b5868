"""A book with one fault of each kind: every one is told with file and fix, and the last good site stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from coursebook.faults import BuildError
from coursebook.publish.build import build
from coursebook.publish.foreign import foreign_requests

CONFIG = """
title: A small book
only_build_toc_files: true
execute: {execute_notebooks: cache, run_in_temp: false}
parse: {myst_enable_extensions: [colon_fence]}
bibtex_bibfiles: [references.bib]
sphinx: {extra_extensions: [coursebook.publish.extension]}
"""
NOTEBOOK = """---
description: A page of a small book that tests build, long enough.
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
"""
FRONT = "---\ndescription: A page of a small book that tests build, long enough.\n---\n\n"
CELL = "\n```{code-cell}\n%s\n```\n"
GOOD = (
    NOTEBOOK + "# Good\n\nProsecutors opened {claim}`cases-407` cases and {number}`awol-growth-2024-2025`.\n" + CELL % "6 * 7"
)
DRAWN = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2], [1, 2])\nfig"
FAULTS = {
    "claim": "# A\n\nThere were {claim}`cases-470` cases.\n",
    "datum": "# A\n\nThere were {datum}`ogp407-2042` cases.\n",
    "number": "# A\n\nIt grew {number}`awol-grwth-2024-2025`-fold.\n",
    "blank": "# A\n\nThey shot {datum}`ww1-ah-executed` men.\n",
    "digit": "# A\n\nFirst line.\n\nThere were 67,840 cases in 2024.\n",
    "section": "# A\n\n```{claims} stories\n```\n",
    "dataset": "# A\n\n```{dataset} opinions\n```\n",
    "reference": "# A\n\nSo it is said {cite:p}`nobody2025`.\n",
    "image": "# A\n\n![](dot.png)\n",
    "figure": NOTEBOOK + "# A\n" + CELL % DRAWN,
    "cell": NOTEBOOK + "# A\n\nText.\n" + CELL % "import math\nmath.sqrt(-1.0)",
}
TOLD = {
    "claim": r"claim.md:3: WARNING: .*no claim 'cases-470'. Fix: write 'cases-40[78]'",
    "datum": r"datum.md:3: WARNING: .*No table has a row 'ogp407-2042'. Fix: write 'ogp407-202\d'",
    "number": r"number.md:3: WARNING: .*No function computes 'awol-grwth-2024-2025'. Fix: write 'awol-growth-2024-2025'",
    "blank": r"blank.md:3: WARNING: data/ww1_executions_by_country.csv, row 'ww1-ah-executed'.*a blank is not printed",
    "digit": r"digit.md:5: WARNING: the figure '67,840' is typed into the text. Fix: print it with",
    "section": r"section.md:3: WARNING: .*There is no section 'stories'",
    "dataset": r"dataset.md:3: WARNING: .*There is no table 'opinions'. Fix: write 'opinion'",
    "reference": r"reference.md:3: WARNING: could not find bibtex key \"nobody2025\"",
    "image": r"image.md:3: WARNING: the picture .* has no description. Fix:",
    "figure": r"figure.md:\d+: WARNING: the picture .* has no description. Fix: end the cell with show",
    "cell": r"cell.md, line 12: the cell raises ValueError: .*Fix: correct the cell.",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "_config.yml").write_text(CONFIG)
    (folder / "references.bib").write_text("@misc{one, author={One}, title={Title}, year={2025}}\n")
    (folder / "dot.png").write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
            "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
        )
    )
    for page in ("evidence", "computed"):
        (folder / f"{page}.md").write_text(f"{FRONT}# {page}\n")
    return folder


def contents(folder: Path, pages: list[str]) -> None:
    chapters = "".join(f"\n  - file: {page}" for page in pages)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:{chapters}\n")


@pytest.fixture(scope="module")
def built(small, capfd_module):
    """Build the good book, then the same with every fault, twice; return what the faulty builds said, and the site."""
    (small / "index.md").write_text(GOOD)
    contents(small, ["evidence"])
    site = build(small, small / "_build")
    assert "Executed notebook" in capfd_module()
    build(small, small / "_build")
    assert "Executed notebook" not in capfd_module(), "an unchanged book started a kernel"
    (small / "index.md").write_text(GOOD.replace("# Good", "# Spoilt"))
    for name, text in FAULTS.items():
        (small / f"{name}.md").write_text(text)
    contents(small, ["evidence", *FAULTS])
    with pytest.raises(BuildError) as error:
        build(small, small / "_build")
    said = capfd_module() + str(error.value)
    with pytest.raises(BuildError):
        build(small, small / "_build")
    return *(re.sub(r"\x1b\[[0-9;]*m", "", text) for text in (said, capfd_module())), site


@pytest.fixture(scope="module")
def capfd_module(request):
    """What has been written to the terminal since the last call, for fixtures of a module."""
    from _pytest.capture import FDCapture

    streams = [FDCapture(1), FDCapture(2)]
    for stream in streams:
        stream.start()
    yield lambda: "".join(stream.snap() for stream in streams)
    for stream in streams:
        stream.done()


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_is_told_with_its_place_and_mend(built, kind):
    said, _, _ = built
    assert re.search(TOLD[kind], said), said[-6000:]


def test_a_fault_is_told_again_until_it_is_mended(built):
    _, again, _ = built
    assert re.search(TOLD["digit"], again)


def test_the_last_good_site_stays(built):
    said, _, site = built
    assert "The last good site stands in" in said
    assert "Good" in (site / "index.html").read_text() and not (site / "claim.html").exists()


def test_a_foreign_request_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<a href="https://example.org/">only a link</a><img src="pictures/a.png">')
    assert foreign_requests(tmp_path) == []
    for fetched in (
        '<script src="https://cdn.example.org/a.js"></script>',
        '<link rel="stylesheet" href="//fonts.example.org/a.css">',
        "<img alt='' src='http://example.org/a.png'>",
        '<iframe src="https://example.org/"></iframe>',
        "<style>body { background: url(https://example.org/a.png) }</style>",
    ):
        page.write_text(fetched)
        (line,) = foreign_requests(tmp_path)
        assert line.startswith("page.html asks another host for ") and "example.org" in line


def test_a_foreign_request_stops_the_build(tmp_path):
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "references.bib").write_text("@misc{one, author={One}, title={Title}, year={2025}}\n")
    (tmp_path / "index.md").write_text(FRONT + '# A\n\n<img alt="A map" src="https://example.org/map.png">\n')
    contents(tmp_path, ["more"])
    (tmp_path / "more.md").write_text(FRONT + "# More\n")
    with pytest.raises(BuildError, match="index.html asks another host for https://example.org/map.png"):
        build(tmp_path, tmp_path / "_build")
