"""How a file of the bank is read: YAML in a closed form, each fault with its file, entry and fix."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from jsonschema import Draft202012Validator

from coursebook import project
from coursebook.evidence import InputError, all_claims
from coursebook.evidence.roles import ROLE, plain_roles
from coursebook.faults import Fault, nearest

# Digits that may stand outside a role: years, code, ids in brackets, the numbers of a list.
ALLOWED = r"\b(?:1[6-9]|20)\d\d\b|`[^`]*`|\[[a-z][a-z0-9-]+\]|^\s*\d+\.\s"


Entry = TypeVar("Entry")
# libyaml's, where the installation has it: it reads the bank ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@project.cached
def _allowed() -> re.Pattern:
    named = "".join(rf"|\b{word}\s+\d+\b" for word in project.current().settings.rules.numbered)
    return re.compile(ALLOWED + named, re.M)


def parsed(path: Path) -> Any:
    """What a YAML file says, as plain data. Raises ``yaml.YAMLError``."""
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)


def read(path: Path, what: str, named: str = "set") -> tuple[list[dict[str, Any]], list[Fault]]:
    """The entries of one file, and what is wrong with its form; no entries if there is a fault.

    Args:
        path: ``exercises/<set>/<file>.yml``; its schema is ``<file>_schema.json``.
        what: what an entry is called in a message; with an s it is the key under which the entries stand.
        named: the key that holds the folder's name.
    """
    file, listed = project.current().within(path), f"{what}s"
    schema = Path(__file__).with_name(f"{path.stem}_schema.json")
    try:
        content = parsed(path)
    except yaml.YAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if getattr(error, "problem_mark", None) else ""
        return [], [Fault(file, line, "This is not YAML.", "correct the line, or quote the text.")]
    faults = []
    errors = list(Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).iter_errors(content))
    # A fault inside an entry can make all its other fields look unexpected as well; that is noise.
    for error in [error for error in errors if error.validator != "unevaluatedProperties"] or errors:
        steps = list(error.absolute_path)
        entry = content[listed][steps[1]] if len(steps) > 1 else {}
        id = entry.get("id", f"number {steps[1] + 1}") if isinstance(entry, dict) and len(steps) > 1 else ""
        within = ".".join(str(step) for step in steps[2:])
        place = f"{what} '{id}'{f', {within}' if within else ''}" if id else ""
        faults.append(Fault(file, place, f"{error.message}.", f"see coursebook/exercises/{schema.name}."))
    if not faults and content[named] != path.parent.name:
        faults.append(Fault(file, "", f"It says {named} '{content[named]}'.", f"write '{path.parent.name}'."))
    return ([] if faults else content[listed]), faults


def every(
    name: str,
    what: str,
    read: Callable[[Path], tuple[list[dict[str, Any]], list[Fault]]],
    make: Callable[[str, dict[str, Any]], Entry],
    check: Callable[[Entry], Iterable[Fault]],
    set: str | None = None,
) -> dict[str, Entry]:
    """The entries of all sets, or of one, by their ids.

    Args:
        name: of the file in each set's folder.
        what: what an entry is called in a message.
        read: gives a file's entries and what is wrong with its form.
        make: makes an entry of the set's name and what the file says.
        check: what a schema cannot see; asked once every file is well formed.
        set: the one set that is wanted; the others' files are not read then.

    Raises:
        InputError: a file is faulty; all faults of all files are listed.
    """
    found: dict[str, Entry] = {}
    faults: list[Fault] = []
    for path in sorted(project.current().exercises.glob(f"{set or '*'}/{name}")):
        entries, wrong = read(path)
        faults += wrong
        for cells in entries:
            if cells["id"] in found:
                place = f"{what} '{cells['id']}'"
                faults.append(Fault(project.current().within(path), place, "The id stands twice.", "rename one."))
            found[cells["id"]] = make(path.parent.name, cells)
    if not faults:
        faults = [fault for entry in found.values() for fault in check(entry)]
    if faults:
        raise InputError(*sorted(dict.fromkeys(faults)))
    return found


def faults_of_names(file: str, place: str, outcome: str, claims: tuple[str, ...], known: dict[str, str]) -> Iterator[Fault]:
    """An outcome or a claim that does not exist."""
    if outcome not in known:
        yield Fault(file, place, f"There is no outcome '{outcome}'.", nearest(outcome, known))
    for claim in claims:
        if claim not in all_claims():
            yield Fault(file, place, f"There is no claim '{claim}'.", nearest(claim, all_claims()))


def faults_of_text(file: str, place: str, text: str) -> Iterator[Fault]:
    """A role that prints nothing, and a figure that is typed."""
    for match in ROLE.finditer(text):
        try:
            plain_roles(match[0])
        except InputError as error:
            yield Fault(file, place, error.faults[0].wrong, error.faults[0].fix)
    for word in re.findall(r"\S*\d\S*", _allowed().sub(" ", ROLE.sub(" ", text))):
        yield Fault(file, place, f"The figure '{word}' is typed.", "print it with {claim}, {datum} or {number}.")
