"""The same explorers in a real JupyterLab: the controls live, and the output changes."""

from __future__ import annotations

import ast
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from coursebook import project
from coursebook.evidence.claims import sections
from coursebook.figures.explorer import BUILDING

# Every code cell has its number, and the kernel has nothing left to do.
RUN_OUT = """() => {
  const panel = window.jupyterapp.shell.currentWidget
  return panel.sessionContext.session.kernel.status === 'idle' &&
    panel.content.widgets.every(cell => cell.model.type !== 'code' || cell.model.executionCount)
}"""
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n((?::[^\n]*\n)*)(.*?)^```$", re.S | re.M)


def notebook(section: str) -> nbformat.NotebookNode:
    """The code cells of a chapter as a notebook."""
    text = (project.current().root / "chapters" / f"{section}.md").read_text(encoding="utf-8")
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code.strip()) for _, code in CELL.findall(text)])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab on a loopback port, with a notebook for each chapter."""
    folder = tmp_path_factory.mktemp("lab")
    for section in sections():
        nbformat.write(notebook(section), folder / f"{section}.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder}",
    ]
    options += ["--LabApp.expose_app_in_browser=True", "--LabApp.news_url=", "--allow-root"]
    environment = {key: value for key, value in os.environ.items() if key != BUILDING}
    environment |= {"JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_DATA_DIR": str(folder / "data")}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api/status", timeout=2)
                break
            except OSError:
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def names(code: str) -> dict[str, str]:
    """What a cell sets outside its functions: name -> the statement."""
    found = {}
    for statement in ast.parse(code).body:
        for node in [statement] if isinstance(statement, ast.FunctionDef) else ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found[node.id] = ast.dump(statement)
    return found


def read_from_outside(function: ast.FunctionDef) -> set[str]:
    """The names that a function reads and does not set."""
    used = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    own = {node.id for node in used if isinstance(node.ctx, ast.Store)} | {one.arg for one in function.args.args}
    return {node.id for node in used} - own


@pytest.mark.parametrize("section", sections())
def test_no_later_cell_sets_anew_what_an_explorer_reads(section):
    """In a notebook all cells share their names: a control that is moved after the last cell has run must find its own."""
    cells = [cell.source for cell in notebook(section).cells]
    for place, code in enumerate(cells):
        functions = [node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)] if "Explorer(" in code else []
        read = set().union(*(read_from_outside(one) for one in functions))
        before = {name: said for cell in cells[: place + 1] for name, said in names(cell).items()}
        later = [(name, said) for cell in cells[place + 1 :] for name, said in names(cell).items()]
        assert [name for name, said in later if name in read & before.keys() and said != before[name]] == []


def touch(page, box) -> None:
    """Choose what is not chosen in an explorer's first control."""
    first = box.locator("select, input[type=radio], input[type=checkbox], .noUi-handle").first
    if first.evaluate("part => part.tagName") == "SELECT":
        first.select_option(index=1 - min(first.evaluate("part => part.selectedIndex"), 1))
    elif first.get_attribute("type") == "radio":
        box.locator("input[type=radio]").nth(1 if first.is_checked() else 0).click()
    elif first.get_attribute("type") == "checkbox":
        first.click()
    else:
        first.focus()
        page.keyboard.press("ArrowRight")


def changed(page, box, before: str) -> bool:
    """Whether the figure is another one within fifteen seconds."""
    for _ in range(150):
        figure = box.locator(".cb-figure")
        if figure.count() and figure.first.inner_html() != before:
            return True
        page.wait_for_timeout(100)
    return False


# Between them they have controls of every kind but a list.
@pytest.mark.parametrize("section", ["personal-stories", "corruption"])
def test_controls_live_and_outputs_change(browser, lab, section):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{lab}/lab/tree/{section}.ipynb?reset", wait_until="load")
    page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.content?.widgets?.length > 2", timeout=60_000)
    page.wait_for_function(
        "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'", timeout=60_000
    )
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    # Outputs that are still arriving move the page under the pointer, and a busy kernel answers no control.
    page.wait_for_function(RUN_OUT, timeout=180_000)
    expected = len(re.findall(r"^Explorer\(", (project.current().root / "chapters" / f"{section}.md").read_text(), re.M))
    page.wait_for_function(
        "count => document.querySelectorAll('.jupyter-widgets.widget-vbox').length >= count",
        arg=expected,
        timeout=90_000,
    )
    for place in range(expected):
        box = page.locator(".jupyter-widgets.widget-vbox").nth(place)
        box.scroll_into_view_if_needed()
        box.locator(".cb-figure").wait_for(timeout=30_000)
        before = box.locator(".cb-figure").inner_html()
        # JupyterLab may put a cell's output in the page anew, and what is done in that moment is lost: a reader tries again.
        for _ in range(3):
            touch(page, box)
            if changed(page, box, before):
                break
        else:
            raise AssertionError(f"the explorer {place + 1} of {section} never changed")
    context.close()
