"""Figures in the page without what only a drawing program needs: groups of one, invisible backgrounds, long numbers."""

from __future__ import annotations

import re

from coursebook.publish.passes.site import Site

DRAWING = re.compile(r'<svg role="img".*?</svg>', re.S)
GROUP = re.compile(r"(<g\b[^>]*>|</g>)")
PATH = re.compile(r'(?<= d=")[^"]*')
SHORTER = (
    # Neither filled nor drawn: the backgrounds of figure and axes.
    (re.compile(r'<path [^>]*style="fill: ?none"/>'), ""),
    (re.compile(r"<defs></defs>"), ""),
    (re.compile(r' transform="rotate\(-?0 [^)]*\)"'), ""),
    (re.compile(r"; text-anchor: start|text-anchor: start; "), ""),
    (re.compile(r' xmlns(?::xlink)?="[^"]*"'), ""),
    (re.compile(r"xlink:href="), "href="),
)
STYLE = re.compile(r'(?<= style=")[^"]*')


def slim(drawing: str) -> str:
    """The same picture in fewer nodes and characters."""
    for what, short in SHORTER:
        drawing = what.sub(short, drawing)
    drawing = PATH.sub(lambda path: _path(path[0]), drawing)
    drawing = STYLE.sub(lambda style: re.sub(r"([:;]) ", r"\1", style[0]), drawing)
    # Inlined SVG needs no namespaces; one that is taken along gets them from the browser.
    return _ungrouped(drawing)


def _path(steps: str) -> str:
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", " ".join(steps.split()))


def _ungrouped(drawing: str) -> str:
    """Groups that carry nothing are taken away, their contents stay."""
    kept, parts = [], []
    for part in GROUP.split(drawing):
        if part == "</g>":
            part = part if kept.pop() else ""
        elif part.startswith("<g") and GROUP.fullmatch(part):
            kept.append(part != "<g>")
            part = part if kept[-1] else ""
        parts.append(part)
    return "".join(parts)


def run(site: Site) -> None:
    """Slim the figures of every page."""
    for address, text in site.pages.items():
        site.pages[address] = DRAWING.sub(lambda drawing: slim(drawing[0]), text)
