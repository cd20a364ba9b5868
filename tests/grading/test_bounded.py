"""Work on what a stranger wrote, outside the sandbox, ends soon whatever the text is: each in a process with a limit.

The limits are of processor time and memory, so that a busy machine changes nothing: twenty times what is needed.
"""

import os
import resource

import pytest
from coursebook.grading.errors import Unreadable
from coursebook.grading.intake.class_list import Person, Roster
from coursebook.grading.intake.layouts import file_hint, folder_hint
from coursebook.grading.intake.notebook_reader import Cell, read
from coursebook.grading.matching.parsing import MOST
from coursebook.grading.matching.repair import repair
from coursebook.grading.matching.slots import bound_names
from coursebook.grading.processes.collected import Collected
from coursebook.grading.reports.feedback import _text
from coursebook.grading.reports.fingerprints import code_runs, text_runs, winnowed
from coursebook.grading.reports.sanitise import MOST_ESSAY, Essays, comment, essay_html, outputs, plain_text
from coursebook.grading.sandbox import wire
from coursebook.grading.sandbox.job import Job, JobCell

from tests.grading.test_repair import SLOTS

PEOPLE = Roster([Person(f"s{number}", f"First{number}", f"Last{number}") for number in range(300)])
PROCESSOR, MEMORY = 20, 1 << 30  # seconds for one text, bytes
SIGNS = "*_~`[]()<>!&\\|#-+=:.\"'{}\t 0a\n\x1b"


def texts(n):
    """Runs of each sign, of each pair of signs with and without a letter, and what grows without a bound in some reader."""
    runs = {f"{one!r} times {n}": one * n for one in SIGNS}
    pairs = {f"{one + other!r} times {n}": (one + other) * n for one in SIGNS for other in "a\n *]"}
    opened = {
        "quotes": "> ",
        "lists": "- ",
        "numbers": "1. ",
        "emphasis": "*a ",
        "strong": "**a ",
        "links": "[",
        "images": "![",
    }
    nested = {f"{name} in {name}, {n}": one * n + "a" for name, one in opened.items()}
    return (
        runs
        | pairs
        | nested
        | {
            f"closed emphasis, {n}": "*a " * n + "b* " * n,
            f"closed links, {n}": "[" * n + "a" + "](x)" * n,
            f"links without an end, {n}": '[a](x "' * n,
            f"addresses without an end, {n}": "[a](<b" * n,
            f"ticks of all lengths, {n}": " ".join("`" * length for length in range(1, int((2 * n) ** 0.5))),
            f"indented deeper and deeper, {n}": "".join(" " * place + "- a\n" for place in range(int((2 * n) ** 0.5))),
            f"definitions, {n}": "".join(f"[{place}]: x\n" for place in range(n)),
            f"broken definitions, {n}": '[a]: x "\n' * n,
            f"one long address, used again and again, {n}": f"[a]: http://{'b' * n}\n\n" + "[a] " * n,
            f"a table, {n}": "|a|b|\n|-|-|\n" + "|x|y|\n" * n,
            f"a table of columns, {n}": "|" + "x|" * n + "\n|" + "-|" * n + "\n" + "|x|\n" * n,
            f"a table without pipes at the edge, {n}": "x|" * n + "x\n" + "-|" * n + "-\n" + "x\n" * n,
            f"a table in a quote, {n}": "> " + "x|" * n + "x\n> " + "-|" * n + "-\n" + "> x\n" * n,
            f"objects, {n}": "[" + "<__main__.Case object at 0x…>, " * n,
            f"objects at objects, {n}": "< at object at " * n + ">",
            f"texts, {n}": "Text(" * n + ")" * n + "\n",
            f"sequences without an end, {n}": "\x1b[" * n + ";" * n,
            f"numbers of places, {n}": "0x" + "f" * n + "g" + "0xfffffff " * n,
            f"names, {n}": "def" + " " * n + "\n" * n + "a" * n,
        }
    )


def streamed(text):
    """A stream in pieces of a byte, then all at once as an error and as a result."""
    found = Collected(Job("j", "s", (JobCell("c", ""),)))
    found.begin("c")
    data = text.encode()[:20_000]
    for place in range(len(data)):
        found.add("c", wire.TEXT, data[place : place + 1])
    for kind in (wire.FAILURE, wire.RESULT):
        found.add("c", kind, data)
    return [*outputs(found.cell("c", None).outputs)]


def shown(text):
    return _text({"outputs": [{"output_type": "stream", "name": "stdout", "text": text}]})


def rendered(text):
    made = essay_html(text)
    assert "\n" not in made and len(made) < 12_000_000
    return made


def matched(text):
    repair([Cell(kind, text) for kind in ("markdown", "code", "raw", "markdown")], SLOTS)


def script(text):
    for start in ("# %%\n", "# %% ", "# %% [markdown]\n# ", "---\njupyter:\n---\n```python\n"):
        try:
            read((start + text).encode())
        except Unreadable:
            pass


def named(text):
    """The names of files and folders, of which 400 letters are read at most."""
    name = text.replace("/", "|")[:400]
    for hint in (file_hint(f"{name}.ipynb", "personal-stories"), folder_hint(f"personal{name}", "personal-stories")):
        PEOPLE.find(hint)


def compared(text):
    """As code that parses or does not, and as text."""
    for runs in (code_runs(text, {}), code_runs(f"(\n{text}", {}), text_runs(text)):
        for one in runs:
            list(winnowed(one))


READERS = [named, rendered, shown, streamed, comment, plain_text, bound_names, matched, script, compared]


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("n", [40, 3_000, 30_000])
def test_it_ends_soon_whatever_the_text_is(reader, n, tmp_path):
    at = tmp_path / "at"

    def read_all():
        for name, text in texts(n).items():
            at.write_text(name)
            limit()
            reader(text)

    assert alone(read_all) == 0, at.read_text()


def test_remarks_before_a_quote_are_compared_soon():
    def compare():
        for _ in range(10):
            compared("#" * (MOST - 3) + "'")

    assert alone(compare) == 0


def test_a_notebook_full_of_essays_is_rendered_soon_and_nothing_is_left_out():
    def render():
        essays = Essays()
        for place in range(1_900):
            made = essays.html(f"*essay {place}* " + "- [a](b) *c*\n" * 80)
            assert f"essay {place}" in made and made.count("[a](b)" if "typed" in made else "<a") == 80

    assert alone(render) == 0


@pytest.mark.parametrize(
    "essay",
    ["|a|b|\n|-|-|\n" + "|x|y|\n" * 20_000, "*a* <b>" * 9_000, "".join(f"[{n}]: http://a.example\n" for n in range(500))],
    ids=["table", "marks", "definitions"],
)
def test_an_essay_that_is_too_much_is_there_as_it_was_typed(essay):
    made = essay_html("Begun.\n\n" + essay + "\n\nThe end & <script>.")
    assert "Shown as it was typed" in made and "Begun.<br>" in made and "The end &amp; &lt;script&gt;." in made
    assert "<script" not in made and "<a" not in made


def test_a_long_essay_with_a_table_and_links_is_rendered():
    paragraph = "A word, *another*, and a [source](https://a.example/b). " + "Soldiers leave, and some come back. " * 30
    made = essay_html("\n\n".join([paragraph] * 60) + "\n\n|a|b|c|\n|-|-|-|\n" + "|1|2|3|\n" * 200)
    assert "typed" not in made and made.count("<a ") == 60 and made.count("<tr>") == 201
    assert len(essay_html("a" * MOST_ESSAY)) > MOST_ESSAY


@pytest.mark.parametrize("count", [1, 34, 2_000])
def test_objects_alone_say_nothing_and_what_stands_beside_them_is_kept(count):
    objects = ", ".join(["<__main__.Case object at 0x…>"] * count)
    for said in (objects, f"[{objects}]", "Text(0.5, 1.0, 'title')", "<Axes: > <built-in method f of C object at 0x…>"):
        kept = shown(said)
        assert kept == ("" if "Axes" not in said else said)
    assert shown(f"{objects} and 3") == f"{objects} and 3"[:4_000]


def limit():
    """From now on so much processor time."""
    used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
    resource.setrlimit(resource.RLIMIT_CPU, (used + PROCESSOR, resource.RLIM_INFINITY))


def alone(work):
    """Do it in a process with little time and memory; how that ended, 0 for well."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            limit()
            size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
