"""The audit of the evidence: every fault at once, each with file, place and fix."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from frictionless import Resource, Schema, system
from jsonschema import Draft202012Validator

from coursebook import project
from coursebook.evidence import bibliography, claims, numbers, released, tables
from coursebook.faults import Fault, InputError, nearest

# Columns of any table that hold keys of the bibliography.
KEYS = ("source", "via", "cited_here", "nearest_citation", "evidence_source")
# Kinds of sentences that say something true or false, so that the ledger must hold it.
TESTABLE = ("fact", "attributed fact", "cause", "comparison", "forecast")
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
    except InputError as error:
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
    except InputError as error:
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
    file = project.current().within(project.current().datapackage)
    schema = json.loads(PACKAGE_SCHEMA.read_text(encoding="utf-8"))
    for error in Draft202012Validator(schema).iter_errors(package):
        steps = list(error.absolute_path)
        if steps[:1] == ["resources"] and len(steps) > 1:
            name = package["resources"][steps[1]].get("name", f"number {steps[1] + 1}")
            place = ".".join(["table " + str(name), *map(str, steps[2:])])
        else:
            place = ".".join(map(str, steps))
        yield Fault(file, place, f"{error.message}.", "see coursebook/evidence/package_schema.json for what is allowed.")
    resources = [entry for entry in package.get("resources", []) if isinstance(entry, dict)]
    for name, times in Counter(entry.get("name") for entry in resources).items():
        if times > 1:
            yield Fault(file, f"table {name}", "The table is described twice.", "keep one description.")
    for entry in resources:
        yield from _of_words(file, entry)
    described = {entry.get("path") for entry in resources}
    for path in sorted(project.current().data.glob("*.csv")):
        if path.name not in described:
            yield Fault(
                project.current().within(path), "", "No table of datapackage.json describes it.", "describe it, or remove it."
            )


def _of_words(file: str, resource: dict) -> Iterator[Fault]:
    """Words for codes that no row may hold, or codes of the list without words."""
    for field in (resource.get("schema") or {}).get("fields", []):
        words = [one.get("value") for one in field.get("categories", [])]
        if words and set(words) ^ set(codes := (field.get("constraints") or {}).get("enum", [])):
            place = f"table {resource.get('name')}, field '{field.get('name')}'"
            wrong = f"The categories are {', '.join(map(str, words))}, the enum is {', '.join(map(str, codes))}."
            yield Fault(file, place, wrong, "give each value of the enum one word.")


def _of_table(resource: dict) -> Iterator[Fault]:
    path = project.current().data / resource["path"]
    file = project.current().within(path)
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
        path = project.current().data / tables.resource(name)["path"]
        if not path.is_file():
            continue
        file = project.current().within(path)
        with path.open(encoding="utf-8", newline="") as opened:
            rows = dict(enumerate(csv.DictReader(opened, restval=""), start=2))
        for line, cells in rows.items():
            for column in [name for name in KEYS if name in cells]:
                for key in cells[column].split():
                    if key not in known:
                        place = f"line {line}, field '{column}'"
                        yield Fault(file, place, f"references.bib has no entry '{key}'.", nearest(key, known))
        if name == "claims":
            yield from _of_ledger(rows, file)
        if name == "article_sentences":
            yield from _of_sentences(rows, file)
        if name in tables.OWN:
            continue
        for line, cells in rows.items():
            if (id := cells["id"]) and seen.setdefault(id, file) != file:
                yield Fault(file, f"line {line}", f"The id '{id}' stands in {seen[id]} too.", "rename one.")


# By its line, the cells of each row.
Rows = dict[int, dict[str, str]]


def _of_ledger(rows: Rows, file: str) -> Iterator[Fault]:
    for line, cells in rows.items():
        name, words = cells["dataset"], len(cells["locator"].split())
        if name and name not in tables.resources():
            place = f"line {line}, field 'dataset'"
            yield Fault(file, place, f"There is no table '{name}'.", nearest(name, tables.resources()))
        if words > 8:
            yield Fault(file, f"line {line}, field 'locator'", f"It has {words} words.", "cut it to eight.")
        for wrong, fix in _contradictions(cells):
            yield Fault(file, f"line {line}, claim '{cells.get('id')}'", wrong, fix)


def _contradictions(claim: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a claim's own fields say against its verdict or its grade: what is wrong, and its fix."""
    cited, near, read = claim["cited_here"], claim["nearest_citation"], claim["source_read"]
    opened = read in ("yes", "part")
    evidence = bool(claim["dataset"] or claim["evidence_source"] or opened)
    verdict, judged = claim["verdict"], claim["verdict"] not in claims.UNJUDGED
    if cited and near:
        yield "It has a citation of its own and a nearest one.", "leave nearest_citation blank: the sentence's own counts."
    if bool(cited or near) != bool(read):
        yield "source_read must be given for a claim with a citation, and for no other.", "write yes, part or no, or blank it."
    if judged and read == "no" and not evidence:
        yield (
            f"The verdict '{verdict}' judges a claim whose source was not read, and names no other evidence.",
            "write 'not tested', or name the table or the sources that were read.",
        )
    if judged and verdict not in ("holds", "unsupported") and not evidence:
        yield f"The verdict '{verdict}' names no evidence.", "name a table or a source, or write 'not tested'."
    if verdict != "holds" and not claim["defence"]:
        yield f"The verdict '{verdict}' stands without a defence.", "say in 'defence' what a fair defender would answer."
    if verdict == "contested" and not claim["evidence_source"]:
        yield "It is contested, and no source that disagrees is named.", "name it in evidence_source, or change the verdict."
    if verdict == "contradicted" and not (claim["dataset"] or claim["evidence_source"] or (cited and opened)):
        yield "It is contradicted, and nothing that says otherwise is named.", "name the table or the source that does."
    if verdict == "category error" and claim["fair_sense"] != "no":
        yield (
            "It is called a category error, and fair_sense does not say that the word has no fair everyday sense.",
            "ask whether it has one; where it has, another verdict fits.",
        )
    if claim["grade"] == "A" and not evidence:
        yield "Grade A names neither a table nor a source that was read.", "name what was read, or lower the grade."
    if claim["grade"] == "C" and judged:
        yield (
            f"Grade C means that nothing could be verified, and yet the verdict is '{verdict}'.",
            "write 'not tested', or raise the grade.",
        )


def _of_sentences(rows: Rows, file: str) -> Iterator[Fault]:
    """Sentences of the article: in order, each short quotation short, each fact in the ledger, each claim in a sentence."""
    known, placed = claims.all_claims(), set()
    for line, cells in rows.items():
        place = f"line {line}, sentence '{cells['id']}'"
        held = cells["claims"].split()
        placed.update(held)
        if cells["number"] != str(line - 1):
            yield Fault(
                file, place, f"Its number is {cells['number']}.", f"write {line - 1}: the rows stand in the article's order."
            )
        if len(cells["first_words"].split()) > 8:
            yield Fault(file, place, "More than eight words are quoted.", "cut first_words to eight.")
        for id in held:
            if id not in known:
                yield Fault(file, place, f"The ledger has no claim '{id}'.", nearest(id, known))
        if cells["kind"] in TESTABLE and not held:
            fix = "add the claim to data/claims.csv and name it here, or change the kind."
            yield Fault(file, place, f"It is a {cells['kind']} without a claim in the ledger.", fix)
    for id in known.keys() - placed:
        yield Fault("data/claims.csv", f"claim '{id}'", "It belongs to no sentence of the article.", f"name it in {file}.")


def _of_numbers() -> Iterator[Fault]:
    for id in numbers.computed_ids():
        try:
            numbers.number(id)
        except InputError as error:
            yield from error.faults
