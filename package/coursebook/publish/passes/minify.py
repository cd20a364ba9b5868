"""One style sheet and one script a page, both without comments, and pages without idle white space."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import rcssmin
import rjsmin

from coursebook.publish.passes.site import Site

STYLE = re.compile(r'<link rel="stylesheet"[^>]*href="([^"]+)"[^>]*>\s*')
SCRIPT = re.compile(r'<script\b(?=[^>]*\bdefer)(?![^>]*type="module")[^>]*\bsrc="([^"]+)"[^>]*>\s*</script>\s*')
ICON = re.compile(r'<link rel="icon" href="([^"]+\.svg)"[^>]*>')
# What may stand in an address within quotes; a number sign would end it.
UNQUOTED = "/:=',"
# Bytes.
MOST_ICON = 600
KEPT = re.compile(r"(<(pre|textarea|script|style|code)\b.*?</\2>)", re.S)
BETWEEN = re.compile(
    r">\s*\n\s*<(?=/?(?:div|p|ul|ol|li|section|nav|main|article|header|footer|table|thead|tbody|tr|t[hd]|figure|details|h\d|dl|d[td]|form|link|meta|script|body|head|html|title|aside|blockquote)\b)"
)


def run(site: Site) -> None:
    """Join the styles, make scripts small, take white space out of pages."""
    for path in (site.folder / "_static").glob("*.js"):
        # What scripts load themselves stays a file of its own.
        path.write_text(rjsmin.jsmin(path.read_text(encoding="utf-8")), encoding="utf-8")
    for address, text in site.pages.items():
        site.pages[address] = squeezed(_icon(site, address, _joined(site, address, text)))


def _joined(site: Site, page: str, text: str) -> str:
    """All style sheets of a page as one file, all scripts as another, which the theme's first lines load after the
    first paint: a reader sees the page after one request beside it.
    """
    up = "../" * page.count("/")
    if styles := _files(site, page, STYLE.findall(text)):
        name = _bundle(site, styles, lambda content: rcssmin.cssmin("\n".join(content)))
        first = STYLE.search(text).start()
        text = text[:first] + f'<link rel="stylesheet" href="{up}_static/{name}">' + STYLE.sub("", text[first:])
    if scripts := _files(site, page, SCRIPT.findall(text)):
        name = _bundle(site, scripts, lambda content: rjsmin.jsmin(";\n".join(content)))
        text = SCRIPT.sub("", text).replace("<html ", f'<html data-script="{up}_static/{name}" ', 1)
    return text


def _icon(site: Site, page: str, text: str) -> str:
    """A small icon stands in the page: a request less before everything is painted."""

    def inlined(match: re.Match) -> str:
        file = site.file(page, match[1])
        if not file or not file.is_file() or file.stat().st_size > MOST_ICON:
            return match[0]
        drawing = file.read_text(encoding="utf-8").strip().replace('"', "'")
        written = quote(drawing, safe=UNQUOTED)
        return f'<link rel="icon" href="data:image/svg+xml,{written}">'

    return ICON.sub(inlined, text)


def _files(site: Site, page: str, addresses: list[str]) -> list[Path]:
    """The files that addresses mean; a missing one is a fault."""
    files = []
    for address in addresses:
        file = site.file(page, address)
        if file and file.is_file():
            files.append(file)
        else:
            site.fault(page, f"it loads '{address}', which is not in the site.", "put it into coursebook/book/static.")
    return files


def _bundle(site: Site, files: list[Path], made: Callable[[list[str]], str]) -> str:
    """Several files as one, made once for all pages that load the same; returns its name."""
    kind = files[0].suffix
    mark = hashlib.sha256("".join(file.name for file in files).encode()).hexdigest()[:6]
    target = site.folder / "_static" / f"{'style' if kind == '.css' else 'book'}-{mark}{kind}"
    if not target.is_file():
        target.write_text(made([file.read_text(encoding="utf-8") for file in files]), encoding="utf-8")
    return target.name


def squeezed(text: str) -> str:
    """White space outside code made single, and none between blocks."""
    parts = KEPT.split(text)
    # The split gives text, the whole kept element, its tag's name, and so on.
    for place in range(0, len(parts), 3):
        # Not every blank: one that holds a number and its unit together stays.
        parts[place] = re.sub(r"[ \t\r\n\f]+", " ", BETWEEN.sub("><", parts[place]))
    return "".join(part for place, part in enumerate(parts) if place % 3 != 2)
