"""The audit of the evidence: every fault at once, each with file, place and mend."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from frictionless import Resource, Schema, system
from jsonschema import Draft202012Validator

from coursebook import paths
from coursebook.evidence import bibliography, claims, numbers, released, tables
from coursebook.evidence.errors import EvidenceError, Fault, nearest

PACKAGE_SCHEMA = Path(__file__).with_name("package_schema.json")
MENDS = {
    "constraint-error": "give a value that the field's constraints in datapackage.json allow.",
    "type-error": "write a value of the field's type, or leave the cell empty.",
    "missing-cell": "add the missing cells, so that the row has one for each column.",
    "extra-cell": "quote the cell that holds a comma, or take the surplus cell out.",
    "blank-row": "take the empty line out.",
    "primary-key": "give each row an id of its own.",
    "missing-label": "add the column, or take the field out of the schema.",
    "extra-label": "take the column out, or describe it in the schema.",
    "incorrect-label": "make the header line and the schema agree.",
}


def faults() -> list[Fault]:
    """All faults of data/ and references.bib, sorted by file and place; empty when all is well."""
    try:
        package = tables.descriptor()
    except EvidenceError as error:
        return list(error.faults)
    found = list(_of_package(package))
    if found:
        # The tables cannot be judged by a description that is itself faulty.
        return sorted(found)
    for resource in package["resources"]:
        found.extend(_of_table(resource))
    try:
        found.extend(_of_references())
        if not found:
            found.extend(_of_numbers())
            found.extend(released.faults())
    except EvidenceError as error:
        found.extend(error.faults)
    return sorted(set(found))


def counts() -> dict[str, int]:
    """What the evidence holds: claims, references of the article, tables, rows, computed figures."""
    data = tables.data_tables()
    return {
        "claims": len(claims.all_claims()),
        "references of the article": len(bibliography.keys_with("article")),
        "further sources": len(bibliography.keys_with("data")),
        "tables": len(data),
        "rows": sum(len(tables.load(name)) for name in data),
        "computed figures": len(numbers.computed_ids()),
    }


def _of_package(package: dict) -> Iterator[Fault]:
    file = paths.within_book(paths.DATAPACKAGE)
    schema = json.loads(PACKAGE_SCHEMA.read_text(encoding="utf-8"))
    for error in Draft202012Validator(schema).iter_errors(package):
        steps = list(error.absolute_path)
        if steps[:1] == ["resources"] and len(steps) > 1:
            name = package["resources"][steps[1]].get("name", f"number {steps[1] + 1}")
            place = ".".join(["table " + str(name), *map(str, steps[2:])])
        else:
            place = ".".join(map(str, steps))
        yield Fault(
            file, place, f"{error.message}.", "see coursebook/evidence/package_schema.json for what is allowed."
        )
    resources = [entry for entry in package.get("resources", []) if isinstance(entry, dict)]
    for name, times in Counter(entry.get("name") for entry in resources).items():
        if times > 1:
            yield Fault(file, f"table {name}", "The table is described twice.", "keep one description.")
    described = {entry.get("path") for entry in resources}
    for path in sorted(paths.DATA.glob("*.csv")):
        if path.name not in described:
            yield Fault(
                paths.within_book(path), "", "No table of datapackage.json describes it.", "describe it, or remove it."
            )


def _of_table(resource: dict) -> Iterator[Fault]:
    path = paths.DATA / resource["path"]
    file = paths.within_book(path)
    if not path.is_file():
        yield Fault(file, "", "The file is missing.", "restore it from version control.")
        return
    if fault := tables.unsealed(file, path.read_bytes(), resource["hash"]):
        yield fault
    with system.use_context(trusted=True):
        report = Resource(
            path=str(path), format="csv", encoding="utf-8", schema=Schema.from_descriptor(resource["schema"])
        ).validate()
    for row_number, field, type_, note in report.flatten(["rowNumber", "fieldName", "type", "note"]):
        place = ", ".join(
            part for part in (f"line {row_number}" if row_number else "", f"field '{field}'" if field else "") if part
        )
        yield Fault(file, place, f"{note[:1].upper()}{note[1:].rstrip('.')}.", MENDS.get(type_, "correct the file."))


def _of_references() -> Iterator[Fault]:
    """References between files: source keys, datasets of claims, ids that stand in two tables."""
    known = set(bibliography.bibliography().entries)
    seen: dict[str, str] = {}
    for name in tables.table_names():
        path = paths.DATA / tables.resource(name)["path"]
        if not path.is_file():
            continue
        file = paths.within_book(path)
        frame = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""])
        for column in {"source", "via"} & set(frame.columns):
            for line, key in frame[column].dropna().items():
                if key not in known:
                    place = f"line {line + 2}, field '{column}'"
                    yield Fault(file, place, f"references.bib has no entry '{key}'.", nearest(key, known))
        if name == "claims":
            yield from _of_ledger(frame, file)
        if name in tables.OWN:
            continue
        for line, id in frame["id"].dropna().items():
            if id in seen and seen[id] != file:
                yield Fault(file, f"line {line + 2}", f"The id '{id}' stands in {seen[id]} too.", "rename one.")
            seen.setdefault(id, file)


def _of_ledger(frame: pd.DataFrame, file: str) -> Iterator[Fault]:
    for line, name in frame["dataset"].dropna().items():
        if name not in tables.resources():
            place = f"line {line + 2}, field 'dataset'"
            yield Fault(file, place, f"There is no table '{name}'.", nearest(name, tables.resources()))
    for line, locator in frame["locator"].dropna().items():
        if len(locator.split()) > 8:
            place = f"line {line + 2}, field 'locator'"
            yield Fault(file, place, f"It has {len(locator.split())} words.", "cut it to eight.")


def _of_numbers() -> Iterator[Fault]:
    for id in numbers.computed_ids():
        try:
            numbers.number(id)
        except EvidenceError as error:
            yield from error.faults
