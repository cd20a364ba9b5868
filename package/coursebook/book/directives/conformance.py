"""The directive ``conformance``: which criteria of WCAG 2.2 were tested, by what and when, from a file of results."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx

from coursebook import project
from coursebook.book import tables
from coursebook.book.directive import EvidenceDirective
from coursebook.book.directives.folds import folded
from coursebook.book.tables import paragraph
from coursebook.evidence.wording import day
from coursebook.faults import Fault, InputError
from coursebook.language import gettext as _
from coursebook.language import noted as N_

CRITERIA = Path(__file__).with_name("wcag22.csv")
LEVELS = ("A", "AA", "AAA")
MACHINE, HAND = N_("tested by machine"), N_("looked at by hand")
ABSENT, UNTESTED = N_("nothing to apply to"), N_("not tested")


def criteria() -> list[dict[str, str]]:
    """Every success criterion of WCAG 2.2: its number, its level and its name."""
    with CRITERIA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judged(plan: dict, results: dict) -> list[tuple[dict[str, str], str, str]]:
    """Each criterion with how it was looked at, and with what.

    Args:
        plan: ``tests`` (criterion -> the book's own tests), ``hand`` (criterion -> what a person looked at, and when)
            and ``absent`` (reason -> criteria).
        results: ``rules`` (criterion -> rules of axe) and ``tests`` (those that passed).

    Raises:
        ValueError: a test of the plan has not passed, or a criterion is none; the message says which.
    """
    listed = criteria()
    reasons = {number: reason for reason, numbers in (plan.get("absent") or {}).items() for number in numbers}
    tests, hand = plan.get("tests") or {}, plan.get("hand") or {}
    if strange := sorted({*tests, *hand, *reasons} - {one["criterion"] for one in listed}):
        raise ValueError(f"WCAG 2.2 has no criterion {', '.join(map(str, strange))}")
    if lost := sorted({name for names in tests.values() for name in names} - set(results["tests"])):
        raise ValueError(f"the results do not hold {', '.join(lost)}")
    found = []
    for one in listed:
        number = one["criterion"]
        rules = results["rules"].get(number, [])
        if reason := reasons.get(number):
            found.append((one, ABSENT, reason))
            continue
        with_what = [f"axe: {', '.join(rules)}"] if rules else []
        with_what += [name.partition("::")[2].removeprefix("test_").replace("_", " ") for name in tests.get(number, [])]
        how = MACHINE if with_what else HAND if number in hand else UNTESTED
        found.append((one, how, "; ".join([*with_what, *filter(None, [hand.get(number)])])))
    return found


class ConformanceDirective(EvidenceDirective):
    """A report of accessibility from ``<name>.yml`` (which test looks at what) and ``<name>.json`` (results), beside the page."""

    required_arguments = 1

    def printed(self):
        paths = [Path(self.env.doc2path(self.env.docname)).with_name(f"{self.arguments[0]}.{kind}") for kind in ("yml", "json")]
        for path in paths:
            self.env.note_dependency(str(path))
        try:
            plan = yaml.safe_load(paths[0].read_text(encoding="utf-8"))
            results = json.loads(paths[1].read_text(encoding="utf-8"))
            found = judged(plan, results)
        except (OSError, ValueError, KeyError, yaml.YAMLError) as error:
            place = project.current().within(paths[1])
            raise InputError(
                Fault(
                    place,
                    "",
                    f"No report can be made of it: {error}.",
                    "run 'make accessibility', or correct the plan beside it.",
                )
            ) from None
        when = _(
            "On {date} axe {version} looked at {pages} pages of the site, each in the light theme at {narrow} pixels and in the "
            "dark theme at {wide}, with all that is folded opened. It found no violation, and our own tests passed."
        ).format(date=day(results["date"]), version=results["axe"], **{k: results[k] for k in ("pages", "narrow", "wide")})
        counts = Counter((one["level"], how) for one, how, _what in found)
        ways = (MACHINE, HAND, ABSENT, UNTESTED)
        whole = [[_("Level {level}").format(level=level), *(str(counts[level, way]) for way in ways)] for level in LEVELS]
        rows = [[one["criterion"], one["level"], one["name"], _(how), what] for one, how, what in found]
        each = tables.table(_("criteria of WCAG 2.2"), [_("Criterion"), _("Level"), _("Name"), _("How"), _("With what")], rows)
        return [
            paragraph(when, classes=["cb-generated"]),
            tables.table(_("criteria by level"), [_("WCAG 2.2"), *map(_, ways)], whole),
            folded([nodes.Text(_("Each criterion"))], [each], ["cb-fold"]),
        ]


def setup(app: Sphinx) -> None:
    app.add_directive("conformance", ConformanceDirective)
