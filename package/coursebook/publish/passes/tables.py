"""Tables as readers expect them: numbers on the right, in figures of one width; one row of heads."""

from __future__ import annotations

import re

from coursebook.publish.passes.site import Site

TABLE = re.compile(r"<table\b.*?</table>", re.S)
ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.S)
CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.S)
NUMBER = re.compile(r"[+\-−–]?[\d.,\s\u00a0]*\d[\d.,\s\u00a0]*%?")
# pandas writes the name of the rows into a second row of heads that is otherwise empty, and over it the name of the columns.
TWO_HEADS = re.compile(
    r"(<thead>\s*<tr\b[^>]*>\s*)<th>[^<]*</th>((?:(?!</thead>).)*?</tr>)\s*<tr\b[^>]*>\s*(<th\b[^>]*>[^<]+</th>)\s*(?:<th>\s*</th>\s*)+</tr>",
    re.S,
)
NOISE = (
    (re.compile(r'<table border="1" class="dataframe">'), '<table class="dataframe">'),
    (re.compile(r'<tr style="text-align: right;">'), "<tr>"),
    (TWO_HEADS, r"\1\3\2"),
)


def aligned(table: str) -> str:
    """The table with each column of numbers marked, heads included."""
    rows = [[re.sub(r"<[^>]+>", "", text).strip() for _, _, text in CELL.findall(row)] for row in ROW.findall(table)]
    if len({len(row) for row in rows}) != 1 or "colspan" in table:
        return table
    head = table.count("<tr", 0, table.find("</thead>")) if "</thead>" in table else 0
    columns = list(zip(*rows[head:], strict=True))
    numeric = {at for at, texts in enumerate(columns) if any(texts) and all(NUMBER.fullmatch(text) for text in texts if text)}
    return ROW.sub(lambda row: _row(row[0], numeric), table) if numeric else table


def _row(row: str, numeric: set[int]) -> str:
    place = iter(range(row.count("<t")))

    def cell(match: re.Match) -> str:
        if next(place) not in numeric:
            return match[0]
        named = re.sub(r'class="', 'class="n ', match[2]) if "class=" in match[2] else f'{match[2]} class="n"'
        return f"<{match[1]}{named}>{match[3]}</{match[1]}>"

    return CELL.sub(cell, row)


def run(site: Site) -> None:
    """Every table of every page; what explorers exchange keeps the form in which it comes."""
    for address, text in site.pages.items():
        for noise, plain in NOISE:
            text = noise.sub(plain, text)
        site.pages[address] = TABLE.sub(lambda table: aligned(table[0]), text)
