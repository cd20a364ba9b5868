"""What pages of the built site are looked at with: which pages there are, axe, and what else is wrong with one."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from coursebook import project
from coursebook.evidence.claims import sections
from coursebook.publish.passes.site import FIGURES

from tests.browser.screens import CONTRAST

AXE_ALONE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
AXE = AXE_ALONE + CONTRAST.read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
# One page of each kind, for what is not looked at on every page.
KINDS = [
    "index.html",
    "chapters/personal-stories.html",
    "reference/evidence.html",
    "reference/bibliography.html",
    "reference/corrections.html",
    "reference/datasets/ukraine_cases_monthly.html",
    "search.html",
    "uk/index.html",
    "instructors/rubrics.html",
]
CHAPTERS = [f"chapters/{name}.html" for name in (*sections(), "capstone")]
# As the contents have them, the primer first.
LISTED = ["chapters/primer.html", *CHAPTERS]
# What hides is opened, so that its contents are judged too; a question is answered wrongly, so that it speaks.
OPEN = """() => {
    document.querySelectorAll("details").forEach(part => part.open = true);
    document.querySelectorAll(".cb-question:not([data-kind=code]) form").forEach(form => {
        form.querySelectorAll("input[type=radio], input[type=checkbox]").forEach(input => input.checked = true);
        form.querySelectorAll("input:not([type=radio]):not([type=checkbox])").forEach(input => input.value = "1");
        form.querySelectorAll("select").forEach(input => input.selectedIndex = input.options.length - 1);
        form.requestSubmit();
    });
    document.querySelectorAll("details").forEach(part => part.open = true);
}"""
LOOK = """() => {
    const faults = [];
    let last = 0;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
        const level = +heading.tagName[1];
        if (level > last + 1) faults.push(`the heading '${heading.textContent}' jumps from level ${last} to ${level}`);
        last = level;
    }
    if (document.querySelectorAll("h1").length !== 1) faults.push("it has not exactly one first heading");
    if (document.querySelectorAll("main").length !== 1) faults.push("it has not exactly one main part");
    for (const link of document.querySelectorAll("main a[href]"))
        if (/^(here|click here|this|link|read more|more)$/i.test(link.textContent.trim())) faults.push(`a link says only '${link.textContent}'`);
    for (const table of document.querySelectorAll("main table"))
        if (!table.querySelector("th")) faults.push(`a table has no headers: ${table.textContent.trim().slice(0, 60)}`);
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const text = walk.currentNode.data;
        /* An address is no word of a language. */
        if (/[\u0400-\u04ff]/.test(text) && !/^https?:/.test(text.trim()) && !/^(uk|ru)/.test(walk.currentNode.parentElement.closest("[lang]").lang))
            faults.push(`Cyrillic without lang: ${text.trim().slice(0, 60)}`);
    }
    return faults;
}"""
# Only what fails: describing each of a thousand parts that pass takes twice as long as the checks.
RUN_AXE = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}, preload: false, resultTypes: ["violations"]})
    .then(found => found.violations)"""


def all_pages() -> list[str]:
    """Every page; of those made alike, which show one figure or one table of data, the smallest and the largest."""
    site = project.current().site
    names = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    for folder in (FIGURES, project.current().settings.pages.datasets):
        alike = sorted((name for name in names if name.startswith(f"{folder}/")), key=lambda name: (site / name).stat().st_size)
        names.difference_update(alike[1:-1])
    return sorted(name for name in names if not name.startswith(("_static/", "lab/")))


def violations(page) -> list[str]:
    # The bar stays at the top while the page scrolls under it: a link half under it is not too small.
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    # Parts that have just been opened fade in; contrast is judged when they stand.
    page.evaluate("Promise.allSettled(document.getAnimations().map(fade => fade.finished))")
    page.evaluate(AXE)
    found = page.evaluate(RUN_AXE, TAGS)
    return [f"{fault['id']}: {fault['help']} — {node['html'][:160]}" for fault in found for node in fault["nodes"][:3]]


def judged(page, width: int) -> list[str]:
    """What is wrong with a page as it stands, opened everywhere."""
    page.evaluate(OPEN)
    found = [*violations(page), *page.evaluate(LOOK), *page.troubles, *page.foreign]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"it scrolls sideways at {width} pixels ({wide})"] if wide > width else [])
