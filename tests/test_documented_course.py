"""The commands of a course run as they are printed: the guide, and the pages that go on where it ends."""

from __future__ import annotations

import pytest

from tests.documented import GUIDE, IN_THE_COURSE, Terminal, cloned, type_all


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Terminal:
    """A terminal in the folder of the course, as the guide leaves it."""
    terminal = Terminal(cloned(tmp_path_factory.mktemp("documented")))
    type_all(terminal, GUIDE)
    terminal.type("cd ../pubpol-101")  # the pages after it speak of the course with the made-up students
    return terminal


@pytest.mark.parametrize("page", IN_THE_COURSE)
def test_the_commands_of_a_page_run_as_they_are_printed(course, page):
    if page != GUIDE:
        type_all(course, page)
