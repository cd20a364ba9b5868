"""Directives for file formats, each read from what the package itself holds a file to.

``{schema} evidence/package_schema.json`` prints a JSON schema, ``{settings} module:Class`` the keys of a
TOML file, ``{columns} module:NAME`` the columns of a table that the package writes, ``{rosters}`` the columns known in rosters.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, get_args, get_type_hints

from docutils import nodes
from sphinx.application import Sphinx

from coursebook import project
from coursebook.exercises.release import roster_columns
from coursebook.manual.directive import CLASSES, ManualDirective, described, paragraphs

TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "table",
    "null": "null",
}
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
KINDS = {str: "Text", int: "Whole number", tuple[str, ...]: "List of texts"}


def members(schema: dict[str, Any], whole: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """The members of an object of a JSON schema, those of objects within it too: name with its place, and text.

    Args:
        schema: the schema of the object.
        whole: the document that holds it, for references.
        above: the place of the object, such as ``options[].``.
    """
    needed = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        about = _resolved(one, whole)
        place = f"{above}{name}"
        yield place, _text(about, name in needed)
        if "$ref" in one and "properties" in about:
            continue  # it has a section of its own
        inner = about.get("items", about)
        if "properties" in inner:
            yield from members(inner, whole, f"{place}{'[]' if inner is not about else ''}.")
        elif isinstance(within := about.get("additionalProperties"), dict) and "properties" in within:
            yield from members(within, whole, f"{place}.NAME.")


def _resolved(schema: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return {**whole["$defs"][name], **schema} if name else schema


def _text(about: dict[str, Any], is_needed: bool) -> str:
    value = _value(about)
    return f"{about.get('description', '')} {value[:1].upper()}{value[1:]}{', required' if is_needed else ''}."


def _value(about: dict[str, Any]) -> str:
    if "const" in about:
        return f"always `{json.dumps(about['const'])}`"
    if "enum" in about:
        return f"one of {', '.join(f'`{one}`' for one in about['enum'])}"
    kinds = about.get("type", "object")
    value = " or ".join(TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
    said = {"minItems": "at least {} long", "minimum": "at least {}", "exclusiveMinimum": "above {}", "pattern": "fits `{}`"}
    return ", ".join([value, *(words.format(about[key]) for key, words in said.items() if key in about)])


class SchemaDirective(ManualDirective):
    """The fields of a file, by its JSON schema in the package; for each definition a list of its own."""

    required_arguments = 1

    def printed(self):
        path = project.PACKAGE / self.arguments[0]
        whole = json.loads(path.read_text(encoding="utf-8"))
        made = nodes.container(classes=list(CLASSES))
        for name, about in {"": whole, **whole["$defs"]}.items():
            if listed := list(members(about, whole)):
                made += [*paragraphs(f"`{name}`:" if name else ""), described(listed)]
        return [made]


class SettingsDirective(ManualDirective):
    """Every table of a file of settings with its keys, from the data class that reads it: ``module:Class``."""

    required_arguments = 1

    def printed(self):
        return [nodes.container("", *_keys(_named(self.arguments[0])), classes=list(CLASSES))]


def _keys(kind: type) -> Iterator[nodes.Node]:
    """What a data class says of itself, its keys, and the same for each table within."""
    yield from paragraphs(inspect.cleandoc(kind.__doc__ or ""))
    hints, keys, tables = get_type_hints(kind), [], []
    for one in fields(kind):
        hint = hints[one.name]
        if table := next((part for part in (*get_args(hint), hint) if is_dataclass(part)), None):
            tables.append(table)
        elif hint in KINDS:
            keys.append((one.name, _default(one, KINDS[hint])))
        else:
            keys.append((f"[{one.name}]", "A table with a text for each name."))
    if keys:
        yield described(keys)
    for table in tables:
        yield from _keys(table)


def _default(key: Field, kind: str) -> str:
    if key.default is MISSING and key.default_factory is MISSING:
        return f"{kind}, required."
    default = key.default_factory() if key.default_factory is not MISSING else key.default
    return f"{kind}; without it " + (f"`{json.dumps(default, ensure_ascii=False)}`." if default not in ("", ()) else "empty.")


def _named(place: str) -> Any:
    """What ``module:NAME`` means."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


class ColumnsDirective(ManualDirective):
    """The columns of a table that the package writes: ``module:NAME`` of a mapping from column to text."""

    required_arguments = 1

    def printed(self):
        listed: Mapping[str, str] = _named(self.arguments[0])
        return [described(listed.items(), CLASSES)]


class RostersDirective(ManualDirective):
    """Which spellings of a roster's columns are known, the best first."""

    def printed(self):
        ids = {"the student’s id": roster_columns.IDS}
        # A page in English prints no word of another alphabet without saying which language it is.
        latin = {
            name: [one for one in spelt if not CYRILLIC.search(one)] for name, spelt in {**ids, **roster_columns.FIELDS}.items()
        }
        return [described(((name, ", ".join(spelt)) for name, spelt in latin.items()), CLASSES)]


def setup(app: Sphinx) -> None:
    app.add_directive("schema", SchemaDirective)
    app.add_directive("settings", SettingsDirective)
    app.add_directive("columns", ColumnsDirective)
    app.add_directive("rosters", RostersDirective)
