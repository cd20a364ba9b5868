"""The browser's notebooks: plain text, true code, and a runtime that has all they import."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from coursebook import project
from coursebook.book.browser import chapter_notebooks, launch, pyodide, wheels
from coursebook.book.browser.lab import EXTENSIONS, key, lab
from coursebook.evidence import all_claims, claim
from coursebook.evidence.claims import sections
from coursebook.faults import BuildError
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHAPTERS = chapter_notebooks.chapters(project.current().root)
NAMES = [path.stem for path in CHAPTERS]
# Version and imports of each package of the runtime, out of its pyodide-lock.json.
RUNTIME = json.loads(Path(__file__).with_name(f"pyodide-{pyodide.PYODIDE_VERSION}.json").read_text(encoding="utf-8"))
BROWSER = {"python_version": "3.12", "sys_platform": "emscripten", "platform_machine": "wasm32", "extra": ""}
ADDRESS = "https://github.com/someone/leaving-the-line"
TODAYS_PANDAS = ("2.2", "2.3")


@pytest.fixture(scope="module")
def built(site) -> Path:
    return site / launch.LAB


def cells(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_the_chapter_in_plain_text(built, name):
    file = built / "files" / f"{name}.ipynb"
    nbformat.validate(nbformat.read(file, 4))
    source = (project.current().root / "chapters" / f"{name}.md").read_text(encoding="utf-8")
    code = [
        re.sub(r"\A(?::[\w-]+:.*\n)+\n?", "", block).strip()
        for block in re.findall(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", source, re.M | re.S)
    ]
    assert cells(file, "code")[1:] == code
    text = "\n".join(cells(file, "markdown"))
    assert text.startswith("# ") and ("## Claim by claim" in text) == (name in sections())
    assert not re.findall(r"\{[\w:-]+\}`|^\s*[`:]{3,}|^>?\s*\{|(?<!\\)\$|\.md\b", text, re.M)


def test_roles_directives_and_links_become_text():
    text = "Opened: {claim}`cases-407` {cite:p}`zhou2025`, {term}`the count <register>`, US$5. See [A](a.md#x), [B](../b.md).\n"
    said = chapter_notebooks.plain(text, {"a"})
    figure = claim("cases-407").article_value
    assert re.sub(r"\D", "", said.split("(")[0]) == figure and "Zhou" in said
    assert said.endswith(r"the count, US\$5. See [A](a.ipynb), B.")
    assert chapter_notebooks.plain("````{admonition} Look\n:class: x\n\nOne {term}`two`.\n````") == "> **Look**\n>\n> One two."
    listed = chapter_notebooks.plain("```{claims} corruption\n```\n")
    assert listed.count("\n- ") + 1 == len([one for one in all_claims().values() if one.section == "corruption"])
    assert all(
        one.statement in listed for one in all_claims().values() if one.section == "corruption" and "$" not in one.statement
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_text_names_every_source_it_cites(built, name):
    source = (project.current().root / "chapters" / f"{name}.md").read_text(encoding="utf-8")
    keys = {key for keys in re.findall(r"\{cite:\w\}`([^`]+)`", source) for key in keys.split(",")}
    # A chapter that cites nothing has no list.
    listed = cells(built / "files" / f"{name}.ipynb", "markdown")[-1].partition("## Sources")[2]
    assert len(re.findall(r"^- ", listed, re.M)) == len(keys)


def own_imports(code: str, package: set[str], seen: set[str]) -> set[str]:
    """The first names of all that some code imports, our own modules followed to what they import."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= (
                {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
                if node.module.startswith("coursebook")
                else {node.module}
            )
    for name in {name for name in names if name.startswith("coursebook")} - seen:
        seen.add(name)
        for file in (f"{name.replace('.', '/')}.py", f"{name.replace('.', '/')}/__init__.py"):
            if file in package:
                names |= own_imports((project.PACKAGE.parent / file).read_text(encoding="utf-8"), package, seen)
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("name", NAMES)
def test_the_runtime_or_our_wheels_have_every_import(built, name):
    with zipfile.ZipFile(built / "pypi" / wheels.OWN) as wheel:
        package = set(wheel.namelist())
    code = "\n".join(cells(built / "files" / f"{name}.ipynb", "code")[1:])
    seen: set[str] = set()
    needed = own_imports(code, package, seen) - set(sys.stdlib_module_names) - {"coursebook"}
    # Asked for in a translated book only; the notebooks speak English.
    needed -= {"babel"}
    had = {module for _, imports in RUNTIME.values() for module in imports} | {one.replace("-", "_") for one in wheels.SERVED}
    assert {"pandas", "matplotlib", "pybtex"} <= needed and needed <= had, needed - had
    for module in re.findall(r"^(?:from|import) (coursebook[\w.]*)", code, re.M):
        place = module.replace(".", "/")
        assert {f"{place}.py", f"{place}/__init__.py"} & package, f"the wheel has no {module}"


def test_every_wheel_finds_what_it_requires(built):
    had = {canonicalize_name(name): version for name, (version, _) in RUNTIME.items()}
    indexes = [built / "pypi" / "all.json", *built.glob("extensions/@jupyterlite/*/static/pypi/all.json")]
    for index in indexes:
        for name, about in json.loads(index.read_text(encoding="utf-8")).items():
            had.setdefault(name, max(about["releases"]))
    for file in sorted((built / "pypi").glob("*.whl")):
        with zipfile.ZipFile(file) as wheel:
            metadata = wheel.read(next(name for name in wheel.namelist() if name.endswith("METADATA"))).decode()
        for text in re.findall(r"^Requires-Dist: (.*)$", metadata, re.M):
            requirement = Requirement(text)
            if not requirement.marker or requirement.marker.evaluate(BROWSER):
                version = had.get(canonicalize_name(requirement.name))
                assert version and requirement.specifier.contains(version), f"{file.name} needs {text}; there is {version}"
    assert had["pandas"].startswith(TODAYS_PANDAS)


def test_the_packages_wheel_works_far_from_the_book(built, tmp_path):
    with zipfile.ZipFile(built / "pypi" / wheels.OWN) as wheel:
        wheel.extractall(tmp_path)
        assert not [name for name in wheel.namelist() if name.startswith(("coursebook/book/", "coursebook/exercises/"))]
    code = (
        "from coursebook import project; from coursebook.evidence import load, number, table_names, computed_ids\n"
        "from coursebook.evidence.bibliography import short\n"
        "print(project.PACKAGE, sum(len(load(name)) for name in table_names()), len([number(id) for id in computed_ids()]), short('zhou2025'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith(str(tmp_path / "coursebook")) and "Zhou, 2025" in done.stdout, done.stderr


def test_the_data_are_the_books(built):
    for path in [*project.current().data.glob("*.csv"), project.current().datapackage, project.current().bibliography]:
        assert (built / "files" / path.relative_to(project.current().root)).read_bytes() == path.read_bytes()
    listing = json.loads((built / "api" / "contents" / "all.json").read_text(encoding="utf-8"))
    assert {f"{name}.ipynb" for name in NAMES} | {"data", "exercises", "references.bib"} == {
        entry["name"] for entry in listing["content"]
    }


def test_the_application_holds_only_the_extensions_that_it_needs(built):
    """The tests' own tools install extensions of a newer JupyterLab, with which the application does not start."""
    settings = json.loads((built / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    assert {one["name"] for one in settings["federated_extensions"]} == set(EXTENSIONS)
    installed = Path(sys.prefix, "share", "jupyter", "labextensions")
    assert len(list(installed.rglob("package.json"))) > len(EXTENSIONS), "nothing is left out, so this tests nothing"


def test_no_page_loads_anything_of_it(site):
    for page in site.rglob("*.html"):
        if launch.LAB in page.relative_to(site).parts:
            continue
        text = re.sub(r'<a class="cb-run" href="[^"]*"', "", page.read_text(encoding="utf-8"))
        loaded = re.findall(r'<(?!a\b)[a-z]+\b[^>]*?(?:src|href)="([^"]*)"', text)
        assert not [address for address in loaded if f"{launch.LAB}/" in address or "pyodide" in address], page.name


def test_without_a_repository_there_is_only_the_books_own_notebook(tmp_path):
    (tmp_path / "_config.yml").write_text('repository:\n  url: ""\n')
    assert launch.repository(tmp_path) is None
    made = launch.links_html("reform", "../", None)
    assert (
        made.count("<a ") == made.count(" download") + 1 == 3 and 'href="../lab/notebooks/index.html?path=reform.ipynb"' in made
    )


def test_a_repository_gives_the_other_services(tmp_path):
    (tmp_path / "_config.yml").write_text(f"repository:\n  url: {ADDRESS}\n  branch: main\n")
    found = launch.repository(tmp_path)
    links = found.links("reform")
    assert (
        links["Colab"]
        == "https://colab.research.google.com/github/someone/leaving-the-line/blob/gh-pages/lab/files/reform.ipynb"
    )
    assert (
        links["Binder"]
        == "https://mybinder.org/v2/gh/someone/leaving-the-line/main?urlpath=lab%2Ftree%2Fnotebooks%2Freform.ipynb"
    )
    assert links["JupyterHub"].startswith(
        launch.LINK_MAKER + "?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Fleaving-the-line&branch=gh-pages"
    )
    assert launch.links_html("reform", "../", found).count("<a ") == 6
    setup = chapter_notebooks.notebook(CHAPTERS[0], found.wheel()).cells[1].source
    assert (
        f'%pip install --quiet "https://raw.githubusercontent.com/someone/leaving-the-line/gh-pages/lab/pypi/{wheels.OWN}"'
        in setup
    )
    hub = launch.Repository(ADDRESS, hub="https://hub.example.edu/").links("reform")["JupyterHub"]
    assert hub.startswith("https://hub.example.edu/hub/user-redirect/git-pull?repo=")
    elsewhere = launch.Repository("https://git.example.org/a/b").links("reform")
    assert (
        set(elsewhere) == {"Binder", "JupyterHub"}
        and "/v2/git/https%3A%2F%2Fgit.example.org%2Fa%2Fb/main" in elsewhere["Binder"]
    )


def test_it_is_made_anew_only_when_something_changed(tmp_path):
    mark = lab(project.current().root, tmp_path) / "mark"
    mark.touch()
    assert lab(project.current().root, tmp_path) == mark.parent and mark.is_file()
    # A chapter's words are put into the application as it stands; what belongs to the application makes it anew.
    (tmp_path / ".lab" / "key").write_text("another")
    (tmp_path / ".lab" / "application" / "mark").touch()
    changed = tmp_path / ".lab" / "site" / "files" / f"{NAMES[0]}.ipynb"
    wanted = changed.read_text(encoding="utf-8")
    changed.write_text("an older chapter", encoding="utf-8")
    assert lab(project.current().root, tmp_path) == mark.parent and mark.is_file()
    assert changed.read_text(encoding="utf-8") == wanted
    for name in ("key", "application-key"):
        (tmp_path / ".lab" / name).write_text("another")
    assert lab(project.current().root, tmp_path) == mark.parent and not mark.is_file()
    again = wheels.write(tmp_path / "again")[0].read_bytes()
    assert (mark.parent / "pypi" / wheels.OWN).read_bytes() == again, "equal contents make unequal wheels"


def runtime(folder: Path, version: str = pyodide.PYODIDE_VERSION) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in pyodide.CORE:
        (folder / name).write_text(name)
    packages = {name: {"file_name": f"{name}-1-py3-none-any.whl", "sha256": "0"} for name in ("here", "there")}
    (folder / pyodide.PYODIDE_LOCK).write_text(json.dumps({"info": {"version": version}, "packages": packages}))
    (folder / "here-1-py3-none-any.whl").write_text("a wheel")
    return folder


def test_a_given_runtime_is_served_and_what_it_lacks_is_left_to_the_public_files(tmp_path):
    given = runtime(tmp_path / "given" / "package").parent
    before = key(project.current().root, given)
    served = lab(project.current().root, tmp_path, given) / "static" / "pyodide"
    packages = json.loads((served / pyodide.PYODIDE_LOCK).read_text())["packages"]
    assert packages["here"]["file_name"] == "here-1-py3-none-any.whl" and len(packages["here"]["sha256"]) == 64
    assert packages["there"]["file_name"] == f"{pyodide.PUBLIC}there-1-py3-none-any.whl"
    assert "./static/pyodide/pyodide.js" in (served.parents[1] / "jupyter-lite.json").read_text()
    (given / "package" / "more-1-py3-none-any.whl").write_text("another")
    assert key(project.current().root, given) != before


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda given: None, "there is no folder or archive"),
        (lambda given: given.mkdir(), "no Pyodide in 'given'"),
        (lambda given: (runtime(given) / "pyodide.asm.wasm").unlink(), "lacks pyodide.asm.wasm"),
        (lambda given: runtime(given, "0.1.0"), "is Pyodide 0.1.0. Fix: use"),
        (lambda given: given.write_text("no archive"), "no tar archive"),
    ],
)
def test_a_runtime_that_cannot_serve_is_told(tmp_path, spoil, told):
    spoil(tmp_path / "given")
    with pytest.raises(BuildError, match=re.escape(told)):
        lab(project.current().root, tmp_path / "out", tmp_path / "given")
