"""The passes after Sphinx, on small sites with one fault of each kind."""

from __future__ import annotations

import gzip
import posixpath
import random
import re
import zipfile
from urllib.parse import unquote

import brotli
import pytest
from coursebook import project
from coursebook.faults import BuildError
from coursebook.publish import headers, offline
from coursebook.publish.passes import (
    Site,
    accessibility,
    budget,
    compress,
    downloads,
    drawings,
    finish,
    hashing,
    lean,
    minify,
    tables,
    terms,
)

PAGE = '<!DOCTYPE html><html lang="en"><head><title>A</title>{head}</head><body><main><article>{body}</article></main></body></html>'


@pytest.fixture
def made(tmp_path):
    """Make a small site: pages by address, and files."""

    def make(pages: dict[str, str], files: dict[str, str]) -> Site:
        for address, content in {**pages, **files}.items():
            path = tmp_path / "site" / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return Site(tmp_path / "site", tmp_path, tmp_path / "kept")

    return make


def page(head: str = "", body: str = "") -> str:
    return PAGE.format(head=head, body=body)


HEAD = '<link rel="stylesheet" href="{up}_static/a.css"><link rel="stylesheet" href="{up}_static/b.css"><script defer src="{up}_static/a.js"></script>'
FILES = {
    "_static/a.css": "a { color: red; } /* note */",
    "_static/b.css": "b { color: blue; }",
    "_static/a.js": "/* note */ window.a = 1;",
    "_static/tools.js": "window.tools = 1;",
    "_static/unused.js": "1;",
}


def run(site: Site) -> dict[str, str]:
    finish(site.folder, site.source, site.kept)
    return Site(site.folder, site.source, site.kept).pages


def test_one_style_one_script_and_a_hash_in_every_name(made):
    site = made(
        {
            "index.html": page(HEAD.format(up="")),
            "deep/b.html": page(HEAD.format(up="../"), '<i data-tools="../_static/tools.js"></i>'),
        },
        FILES,
    )
    pages = run(site)
    for address, text in pages.items():
        up = "../" * address.count("/")
        (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', text)
        (script,) = re.findall(r'data-script="([^"]+)"', text)
        assert style.startswith(f"{up}_static/") and hashing.HASHED.search(style) and hashing.HASHED.search(script)
        assert "<script" not in text
    assert re.search(r'data-tools="../_static/tools\.[0-9a-f]{10}\.js"', pages["deep/b.html"])
    names = {path.name for path in (site.folder / "_static").iterdir()}
    assert len({name.split(".")[0] for name in names}) == 3, "what no page loads is left out"
    (style,) = (site.folder / "_static").glob("style-*.css")
    assert style.read_text() == "a{color:red}b{color:blue}"


def test_a_small_icon_stands_in_the_page_and_a_large_one_beside_it(made):
    icon = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9" fill="#0b5fa5"/>{}</svg>'
    head = '<link rel="icon" href="{}.svg" type="image/svg+xml">'
    pages = run(
        made(
            {"index.html": page(head.format("small")), "b.html": page(head.format("large"))},
            {"small.svg": icon.format(""), "large.svg": icon.format("<g/>" * 200)},
        )
    )
    (small,) = re.findall('<link rel="icon" href="data:image/svg\\+xml,([^"]+)">', pages["index.html"])
    assert unquote(small) == icon.format("").replace('"', "'") and "#" not in small
    assert re.search(r'<link rel="icon" href="large\.[0-9a-f]{10}\.svg"', pages["b.html"])


def test_another_content_has_another_name(made, tmp_path):
    first = run(made({"index.html": page(HEAD.format(up=""))}, FILES))["index.html"]
    (tmp_path / "site" / "_static").joinpath("x").mkdir()
    second = run(made({"index.html": page(HEAD.format(up=""))}, FILES | {"_static/b.css": "b{color:green}"}))["index.html"]
    assert re.findall('href="[^"]+"', first) != re.findall('href="[^"]+"', second)
    assert re.findall('data-script="[^"]+"', first) == re.findall('data-script="[^"]+"', second)


def test_compressed_siblings_hold_the_same(made):
    site = made({"index.html": page(HEAD.format(up=""), "<p>word</p>" * 200)}, FILES | {"data/a.csv": "a,b\n" * 200})
    run(site)
    for name in ("index.html", "data/a.csv"):
        content = (site.folder / name).read_bytes()
        assert gzip.decompress((site.folder / f"{name}.gz").read_bytes()) == content
        assert brotli.decompress((site.folder / f"{name}.br").read_bytes()) == content


def noise(count: int) -> str:
    made = random.Random(1)
    return "".join(made.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(count))


def test_a_page_over_its_budget_is_a_fault_that_names_the_heaviest(made):
    site = made(
        {"index.html": page(HEAD.format(up=""), noise(20_000))},
        FILES | {"_static/b.css": f"/*! */ b::after {{ content: '{noise(90_000)}' }}"},
    )
    with pytest.raises(
        BuildError, match=r"index.html: a first visit transfers \d\d\.\d kB, more than 60 \(_static/style.* Fix: "
    ):
        run(site)


def test_an_explorer_may_weigh_more(made):
    body = '<figure class="cb-figure cb-explorer"></figure>' + noise(100_000)
    assert 60_000 < budget.weight(made({"index.html": page("", body)}, {}), "index.html").total < 90_000
    run(made({"index.html": page("", body)}, {}))


def test_a_missing_asset_and_one_without_a_hash_are_faults(made):
    with pytest.raises(BuildError, match="index.html: it loads '_static/lost.js', which is not in the site. Fix: "):
        run(made({"index.html": page('<script defer src="_static/lost.js"></script>')}, FILES))
    site = made({"index.html": page('<script src="late.js"></script>')}, {"late.js": "1;"})
    budget.run(site)
    assert re.search(r"index.html: it loads 'late.js', whose name has no hash.* Fix: ", site.faults[0])


def test_white_space_in_code_stays():
    text = "<div>\n  <p>a\n  b</p>\n  <pre>x\n    y  <b>z</b></pre>\n</div>"
    assert minify.squeezed(text) == "<div><p>a b</p> <pre>x\n    y  <b>z</b></pre> </div>"


def test_code_keeps_its_text_and_only_coloured_spans():
    html = '<div class="highlight-ipython3 notranslate"><div class="highlight"><pre><span></span><span class="kn">import</span><span class="w"> </span><span class="nn">a</span>\n<span class="s1">&#39;x&#39;</span><span class="s1">y</span>\n</pre></div>\n</div>'
    made = lean.CODE.sub(lean.code, html)
    assert (
        made == '<div class="highlight"><pre><span class="k">import</span> a\n<span class="s">&#39;x&#39;y</span></pre></div>'
    )


def test_no_line_breaks_in_an_option_of_a_command(made):
    body = "<p>A -- dash, --no. <code>run --key-file key -v</code></p><pre>run --out a</pre>"
    site = made({"a.html": page(body=body)}, FILES)
    lean.run(site)
    assert re.findall(r'<span class="cb-whole">(.*?)</span>', site.pages["a.html"]) == ["--key-file", "--out"]
    assert re.sub("</?span[^>]*>", "", site.pages["a.html"]) == page(body=body)


def test_a_slim_drawing_shows_the_same_words_and_shapes():
    drawing = (
        '<svg role="img" aria-label="x"><g><path d="M 0 0 \nL 1 0 \nz\n" style="fill: none"/></g><g clip-path="url(#a)"><g>'
        '<path d="M 1.5 2 \nL 3 -4 \n" style="fill: none; stroke: red"/></g></g><g><text transform="rotate(-0 1 2)" style="fill: currentColor">A B</text></g></svg>'
    )
    assert drawings.slim(drawing) == (
        '<svg role="img" aria-label="x"><g clip-path="url(#a)"><path d="M1.5 2L3 -4" style="fill:none;stroke:red"/></g>'
        '<text style="fill:currentColor">A B</text></svg>'
    )


def test_a_page_holds_what_its_terms_mean(made):
    link = '<a class="reference internal" href="{}#term-{}"><span class="xref std std-term">word</span></a>'
    glossary = (
        '<dl><dt id="term-stock">stock<a class="headerlink" href="#term-stock">#</a></dt>'
        f"<dd><p>How <em>many</em>, not a {link.format('', 'flow')}.</p><p>Counted once.</p></dd></dl>"
    )
    body = link.format("../reference/g.html", "stock") * 2 + link.format("../reference/g.html", "lost")
    site = made({"reference/g.html": page("", glossary), "chapters/a.html": page("", body), "b.html": page()}, {})
    before = dict(site.pages)
    terms.run(site)
    text = site.pages["chapters/a.html"]
    assert text.count('<a class="cb-term" href="../reference/g.html#term-stock">') == 2 and text.count("cb-term") == 3
    held = '<p data-term="term-stock"><b>stock</b>: How <em>many</em>, not a <span class="xref std std-term">word</span>. Counted once.</p>'
    assert f'<template id="cb-terms">{held}</template></body>' in text
    assert site.pages["b.html"] == before["b.html"] and site.pages["reference/g.html"] == before["reference/g.html"]


def test_an_archive_holds_what_its_pages_link_to(made, tmp_path):
    site = made({"index.html": page("", f"<p>{downloads.MARK}</p>"), "uk/index.html": page("", f"<p>{downloads.MARK}</p>")}, {})
    for kind in ("pdf", "epub"):
        (tmp_path / f"book.{kind}").write_bytes(b"printed")
    finish(site.folder, site.source, site.kept)
    with zipfile.ZipFile(offline.pack(site.folder, tmp_path / "book.zip")) as archive:
        held = set(archive.namelist())
        links = [(name, link) for name in held for link in re.findall('href="([^"#:]+)"', archive.read(name).decode())]
    assert len(links) == 4
    assert [link for name, link in links if posixpath.normpath(posixpath.join(posixpath.dirname(name), link)) not in held] == []
    assert "book.pdf" not in dict(offline.readable(site.folder)), "who keeps the book keeps it once"


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_sample_settings_say_what_the_tests_serve(name):
    sample = (project.current().root / "docs" / name).read_text(encoding="utf-8")
    policies = {headers.policy(), headers.policy("*"), headers.lab_policy()}
    assert set(re.findall(r'Content-Security-Policy "([^"]+)"', sample)) == policies and "/figure/" in sample
    assert headers.FOREVER in sample and headers.ASK_AGAIN in sample
    assert "unsafe-eval" not in headers.policy() and "'unsafe-inline'" not in headers.policy().split("style-src")[0]


def test_pages_run_no_script_that_the_policy_forbids(site):
    for path in site.rglob("*.html"):
        if path.relative_to(site).parts[0] == "lab":
            continue
        for attributes, script in re.findall(r"<script\b([^>]*)>(.*?)</script>", path.read_text(encoding="utf-8"), re.S):
            if script.strip() and "json" not in attributes:
                assert headers.script_hash(script) in headers.policy(), f"{path.name}: {script[:80]}"
        assert not re.search(r"<[^>]+\son\w+=\"", path.read_text(encoding="utf-8")), path.name


def test_two_regions_of_one_name_are_told_apart(made):
    table = "<table><thead><tr><th>Month</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    site = made({"index.html": page("", table * 3)}, {})
    accessibility.run(site)
    names = re.findall(r'role="region" aria-label="([^"]*)"', site.pages["index.html"])
    assert names == ["Table: Month", "Table: Month (2)", "Table: Month (3)"]


def test_a_wide_table_gets_a_frame_that_the_keyboard_reaches(made):
    table = '<table><thead><tr><th class="head"><p></p></th><th>Month</th><th>Cases</th></tr></thead></table>'
    framed = '<div class="cb-scroll" tabindex="0" role="region" aria-label="Table: mine">' + table + "</div>"
    site = made({"index.html": page("", table + framed)}, {})
    accessibility.run(site)
    (first, second) = re.findall(r'<div class="cb-scroll"[^>]*>', site.pages["index.html"])
    assert 'aria-label="Table: Month, Cases"' in first and "mine" in second
    assert site.pages["index.html"].count('<td></td><th scope="col">Month') == 2


def test_two_rows_of_heads_become_one_in_their_own_table(made):
    """pandas names a pivot's columns in the first row and its rows in the second; a table before it has nothing of that."""
    row = '<tr style="text-align: right;">'
    flat = f"<table><thead>{row}<th></th><th>year</th></tr></thead><tbody><tr><th>0</th><td>2022</td></tr></tbody></table>"
    pivot = (
        f"<table><thead>{row}<th>{{}}</th><th>awol</th></tr><tr><th>year</th><th></th></tr></thead>"
        "<tbody><tr><th>2022</th><td>582</td></tr></tbody></table>"
    )
    site = made({"a.html": page(body=flat + pivot.format("offence") + pivot.format(""))}, FILES)
    tables.run(site)
    heads = [re.sub(r"<[^>]+>", " ", head).split() for head in re.findall(r"<thead>.*?</thead>", site.pages["a.html"])]
    assert heads == [["year"], ["year", "awol"], ["year", "awol"]]
    assert site.pages["a.html"].count("<tr") == 6


def test_files_that_need_no_compression_get_none(made):
    site = made({"index.html": page()}, {"data/a.csv": "a"})
    compress.run(site)
    assert not list(site.folder.rglob("*.br"))
