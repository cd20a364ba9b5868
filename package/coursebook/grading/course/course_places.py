"""Where in the text of a course file a fault stands."""

from __future__ import annotations

import re

from coursebook.faults import Fault

_DATE = re.compile(r"=\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_YAML = re.compile(r"\s*(?:- )?[\w-]+\s*:(?:\s|$)|---|\s*[{}]")
_LISTED = re.compile(r"\s*\[\[\s*([^\[\]]+?)\s*\]\]\s*(?:#.*)?")
_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?")


def no_toml(name: str, text: str, error: str) -> Fault:
    """The fault of a text that is no TOML, from what ``tomllib`` says."""
    found = re.search(r"line (\d+), column \d+", error)
    wrong = re.sub(r" \(at .*\)$", "", error)
    line = text.splitlines()[int(found[1]) - 1] if found and int(found[1]) <= len(text.splitlines()) else ""
    if "Invalid date" in wrong or _DATE.search(line):
        return Fault(
            name, found[0], f"There is no such date: {line.strip()}.", "write one as 2026-11-28, with or without T12:00."
        )
    if doubled := re.search(r"Cannot declare \((.+?),?\) twice", wrong):
        table = ".".join(part.strip(" '\"") for part in doubled[1].split(","))
        return Fault(name, found[0] if found else "", f"There are two tables [{table}].", "join the two, or rename one.")
    fix = "correct the line; text stands in quotation marks, dates without."
    if _YAML.match(line):
        fix = "write KEY = VALUE below [HEADINGS], as the instructor guide shows; this looks like YAML or JSON."
    elif line.lstrip().startswith("["):
        fix = 'put a name with other letters than a-z, digits, - and _ in quotation marks: [extensions."jane@uni.example"].'
    return Fault(name, found[0] if found else "", f"This is no TOML: {wrong}.", fix)


def place(text: str, path: tuple[str, ...]) -> str:
    """The line of a key where it can be found by its table's heading, and the key in any case."""
    shown = f"[{'.'.join(path[:-1])}] {path[-1]}" if len(path) > 1 else path[0]
    table: list[str] = []
    count: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _LISTED.fullmatch(line):
            count[heading[1]] = count.get(heading[1], 0) + 1
            table = [heading[1], str(count[heading[1]])]
            if table == list(path):
                return f"line {number}"
        elif heading := _TABLE.fullmatch(line):
            table = [part.strip().strip("\"'") for part in heading[1].split(".")]
            if table == list(path):
                return f"line {number}"
        elif table == list(path[:-1]) and re.match(rf"\s*[\"']?{re.escape(path[-1])}[\"']?\s*=", line):
            return f"line {number}, {path[-1]}"
    return shown
