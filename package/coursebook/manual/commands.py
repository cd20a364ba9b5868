"""The directive ``commands``: every command of the command line with all its options, read from its parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

from coursebook.__main__ import command_line
from coursebook.manual.directive import ManualDirective, described, marked, paragraphs

PROGRAM = "coursebook"
WIDTH = 72  # characters of a line of usage, whatever terminal the build is started from


def below(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """The commands directly below a command: word, its text in the list of commands, and its parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for listed in action._choices_actions:
                yield listed.dest, listed.help or "", action.choices[listed.dest]


def usage(parser: argparse.ArgumentParser) -> str:
    """How the command is typed, in lines of one width."""
    formatter = parser.formatter_class(prog=parser.prog, width=WIDTH)
    formatter.add_usage(parser.usage, parser._actions, parser._mutually_exclusive_groups, prefix="")
    return formatter.format_help().strip()


def options(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """The groups of arguments: title, text, and each argument as it is typed with its text."""
    for group in parser._action_groups:
        listed = [
            (_typed(action), _text(action))
            for action in group._group_actions
            if not isinstance(action, (argparse._HelpAction, argparse._SubParsersAction))
        ]
        if listed:
            yield group.title or "", group.description or "", listed


def _typed(action: argparse.Action) -> str:
    value = action.metavar or (f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper())
    if not action.option_strings:
        return str(action.metavar or action.dest)
    return ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")


def _text(action: argparse.Action) -> str:
    text = (action.help or "") % {**vars(action), "prog": PROGRAM}
    return f"{text} (required)" if action.required and action.option_strings else text


class CommandsDirective(ManualDirective):
    """A section for each command, with a section for each command below it."""

    def printed(self):
        return [self._command(f"{PROGRAM} {word}", text, parser) for word, text, parser in below(command_line())]

    def _command(self, name: str, text: str, parser: argparse.ArgumentParser) -> nodes.section:
        content: list[nodes.Node] = [nodes.paragraph("", "", *marked(f"{text[:1].upper()}{text[1:]}."))]
        found = list(below(parser))
        if not found:
            content.append(nodes.literal_block(usage(parser), usage(parser), language="none"))
        for title, about, listed in options(parser):
            if title not in ("positional arguments", "options"):
                content += paragraphs(f"{title[:1].upper()}{title[1:]}. {about}")
            content.append(described(listed))
        if parser.epilog:
            content.append(nodes.literal_block(parser.epilog, parser.epilog, language="none"))
        content += [self._command(f"{name} {word}", about, inner) for word, about, inner in found]
        return self.section(name, name.replace(" ", "-"), *content)


def setup(app: Sphinx) -> None:
    app.add_directive("commands", CommandsDirective)
