"""What a page is to machines: schema.org in JSON-LD, ``LearningResource`` for pages, ``Dataset`` for tables.

The terms are those of schema.org and of its Learning Resource Metadata Initiative; a ``Dataset`` has what
the dataset search engines ask for (name, description, creator, licence, distribution).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from coursebook import project
from coursebook.book.head.citation import book
from coursebook.evidence import load
from coursebook.evidence.tables import resource
from coursebook.exercises.times import WORDS_A_MINUTE

# Columns that place a row in time; the ends of its period say more than the others do.
PERIOD = ("start", "end")
TIMES = ("date", "month", "year", "published")
# What every table has beside its own columns.
COMMON = {"id", "low", "high", "unit", "source", "via", "grade", "note"}


@dataclass(frozen=True)
class Page:
    """What is known of a page before it is written."""

    title: str
    description: str
    language: str
    address: str = ""
    kind: str = "page"
    words: int = 0
    minutes: float = 0
    teaches: list[str] = field(default_factory=list)
    cites: list[str] = field(default_factory=list)


def duration(words: int, minutes: float = 0) -> str:
    """How long a page takes, as an ISO 8601 duration: its words, and minutes that were counted already."""
    return f"PT{max(1, round(words / WORDS_A_MINUTE + minutes))}M"


def _people() -> dict[str, str]:
    return {"@type": "Organization", "name": book()["author"]}


def learning_resource(page: Page) -> dict[str, Any]:
    """A page that teaches."""
    of = book()
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": page.title,
        "description": page.description,
        "inLanguage": page.language,
        "learningResourceType": {"book": "book", "chapter": "chapter"}.get(page.kind, "reference"),
        "educationalLevel": list(project.current().settings.book.levels),
        "timeRequired": duration(page.words, page.minutes),
        "author": _people(),
        "datePublished": of["date"],
        "version": of["version"],
        "license": project.current().settings.book.licence,
        "isAccessibleForFree": True,
    }
    made |= {"teaches": page.teaches} if page.teaches else {}
    made |= {"citation": page.cites} if page.cites else {}
    made |= {"isPartOf": {"@type": "Book", "name": of["title"]}} if page.kind != "book" else {}
    return made | ({"url": page.address} if page.address else {})


def coverage(name: str) -> str | None:
    """The span of a table in time, as an ISO 8601 interval or one date, as exact as the table; ``None`` without dates."""
    kinds = {field["name"]: field["type"] for field in resource(name)["schema"]["fields"]}
    found: list[str] = []
    for column in [one for one in PERIOD if one in kinds] or [one for one in TIMES if one in kinds]:
        form = {"date": "%Y-%m-%d", "yearmonth": "%Y-%m"}.get(kinds[column])
        texts = [value.strftime(form) if form else str(value) for value in load(name)[column].dropna()]
        found += [text for text in texts if re.fullmatch(r"\d{4}(-\d{2}){0,2}", text)]
    if not found:
        return None
    # A year begins with its first day and ends with its last; of two that begin or end together, the more exact.
    low = min(found, key=lambda text: (text + "-01-01"[len(text) - 4 :], -len(text)))
    high = max(found, key=lambda text: (text + "-12-31"[len(text) - 4 :], len(text)))
    return low if low == high else f"{low}/{high}"


def dataset(name: str, page: Page, data: str) -> dict[str, Any]:
    """A table.

    Args:
        name: of the table.
        page: the page that prints it.
        data: where its file lies: in full where the book has a base address, else relative to the page.
    """
    about = resource(name)
    origin = about["origin"]
    fields = [one for one in about["schema"]["fields"] if one["name"] not in COMMON]
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": about["title"],
        "description": f"{about['description']} {about['cannot_show']}",
        "creator": {"@type": "Organization", "name": origin["producer"]},
        "publisher": _people(),
        "license": about["licenses"][0]["path"],
        "usageInfo": origin["terms"],
        "isAccessibleForFree": True,
        "measurementTechnique": about["method"],
        "variableMeasured": [
            {"@type": "PropertyValue", "name": one["title"], "description": one["description"]}
            | ({"unitText": one["unit"]} if "unit" in one else {})
            for one in fields
        ],
        "distribution": [{"@type": "DataDownload", "encodingFormat": about["mediatype"], "contentUrl": data}],
        "inLanguage": "en",
        "version": book()["version"],
        "datePublished": book()["date"],
        "includedInDataCatalog": {"@type": "DataCatalog", "name": book()["title"]},
    }
    made |= {"temporalCoverage": span} if (span := coverage(name)) else {}
    made |= {"isBasedOn": origin["url"]} if origin["url"] else {}
    return made | ({"url": page.address} if page.address else {})


def script(data: dict[str, Any]) -> str:
    """The element of the page's head that holds it; it is data, so a policy against inline scripts lets it pass."""
    # "</script>" in a text would end the block.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'
