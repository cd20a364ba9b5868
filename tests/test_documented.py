"""The documented way is the tested way: every command of README, CONTRIBUTING, the tutorials and the help, as it is printed.

The guide is typed in `tests/test_documented_course.py`; how, says `tests/documented.py`.
"""

from __future__ import annotations

import argparse
import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from coursebook import project
from coursebook.__main__ import command_line
from coursebook.manual import commands as manual

from tests.documented import FOR_AUTHORS, NAMES, NOT_RUN, PAGES, Terminal, cloned, commands, type_all


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    return cloned(tmp_path_factory.mktemp("documented"))


@pytest.mark.parametrize("page", FOR_AUTHORS)
def test_the_commands_of_a_page_run_as_they_are_printed(clone, page):
    type_all(Terminal(clone, once=True), page)


def parsers(parser: argparse.ArgumentParser, name: str = "coursebook") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command of the command line, with its parser."""
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                yield from parsers(below, f"{name} {word}")


def test_the_examples_of_the_help_run_as_they_are_printed(clone):
    helps = "\n".join(parser.format_help() for _, parser in parsers(command_line()))
    terminal = Terminal(clone)
    terminal.type(". .venv/bin/activate")
    terminal.type("mkdir ../examples")
    terminal.type("cd ../examples")
    examples = re.findall(r"^ +(coursebook .*)$", helps, re.M)
    for example in examples:
        terminal.type(example)
    assert examples


def test_nothing_is_left_out_without_a_reason_that_still_holds():
    said = [command for page in PAGES for command in commands((project.current().root / page).read_text(encoding="utf-8"))]
    assert not (NOT_RUN.keys() | NAMES) - set(said), "no page says these any more"
    targets = set(re.findall(r"^([a-z]+):", (project.current().root / "Makefile").read_text(), re.M))
    assert {command.split()[1] for command in said if command.startswith("make ")} <= targets
    assert "\n\t@$(BIN)/coursebook demo --students" in (project.current().root / "Makefile").read_text()
    extras = (project.PACKAGE.parent / "pyproject.toml").read_text()
    assert all(f"\n{extra} = [" in extras for command in NOT_RUN for extra in re.findall(r"\[(\w+)\]", command))


def test_commands_are_found_in_prose_and_blocks():
    text = "Type `make book` or\n`coursebook grade\n--help`.\n\n```\n# first\ncd x   # there\n```\n\n```python\nmake = 1\n```\n`coursebook`, `x`"
    assert list(commands(text)) == ["make book", "coursebook grade --help", "cd x"]


def advised() -> Iterator[tuple[str, str]]:
    """Commands that messages and docstrings of the package name, and where."""
    for path in sorted(project.PACKAGE.rglob("*.py")):
        for match in re.finditer(r"[`'](?:\.venv/bin/)?(coursebook [a-z][^`'\"\n]*)[`']", path.read_text(encoding="utf-8")):
            yield f"{path.name}: {match[1]}", match[1]


def unknown_words(command: str) -> list[str]:
    """Words of a command that the command line would not understand, as far as it is spelled out."""
    known = dict(parsers(command_line()))
    words, name = command.split(), "coursebook"
    while len(words) > 1 and f"{name} {words[1]}" in known:
        name += f" {words.pop(1)}"
    options = {option for action in known[name]._actions for option in action.option_strings}
    takes_words = any(
        not action.option_strings and not isinstance(action, argparse._SubParsersAction) for action in known[name]._actions
    )
    return [
        word
        for word in words[1:]
        if word.startswith("--") and word not in options or not takes_words and word[0].isalpha() and word.islower()
    ]


def test_every_command_that_a_message_advises_exists():
    found = list(advised())
    assert len(found) > 10
    assert [place for place, command in found if unknown_words(command)] == []
    assert unknown_words("coursebook book messages uk") == ["uk"] and unknown_words("coursebook grades x") == ["grades", "x"]


def fields(schema: object, name: str) -> Iterator[tuple[str, dict]]:
    """Every field of a JSON schema, with its schema."""
    for key, below in schema.items() if isinstance(schema, dict) else ():
        if key == "properties":
            yield from ((f"{name}: {field}", about) for field, about in below.items())
        yield from fields(below, name)


def test_every_command_option_and_field_says_what_it_is():
    """What the reference prints is complete: it is made from these texts."""
    options = [
        (f"{name} {typed}", text)
        for name, parser in parsers(command_line())
        for _, _, listed in manual.options(parser)
        for typed, text in listed
    ]
    options += [(name, text) for _, parser in parsers(command_line()) for name, text, _ in manual.below(parser)]
    described = [
        (field, about.get("description") or about.get("const"))
        for path in project.PACKAGE.rglob("*_schema.json")
        for field, about in fields(json.loads(path.read_text(encoding="utf-8")), path.name)
    ]
    assert len(options) > 150 and len(described) > 100
    assert [what for what, text in [*options, *described] if not text] == []


def test_every_test_that_the_record_of_the_grader_names_exists():
    root, named, file = project.PACKAGE.parents[1], [], ""
    for word in re.findall(r"`([^`]+)`", (root / "package/tests/grading/README.md").read_text(encoding="utf-8")):
        file = word if word.endswith(".py") else file
        named += [f"{file}::{word}"] if word.startswith("test_") else []
    said = io.StringIO()
    # In this process, where the libraries that the tests need are imported already.
    with redirect_stdout(said), redirect_stderr(said):
        code = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *(f"{root}/{name}" for name in named)])
    assert len(named) > 75 and code == 0, said.getvalue()[-2000:]
