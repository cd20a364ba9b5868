"""A notebook as one HTML page to print, made by nbconvert; it asks no other host for anything."""

from __future__ import annotations

import copy
import io
import re

import pandas as pd
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from coursebook.exercises.sets import Exercise
from coursebook.exercises.variants import Variant

# nbconvert's page names two hosts (require.js and MathJax), which this book does without.
SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>\s*", re.S)


def page(notebook: NotebookNode, title: str) -> str:
    """The page's HTML.

    Args:
        notebook: as it is to be printed; it is not executed.
        title: the page's title.
    """
    exporter = HTMLExporter(template_name="basic", embed_images=True)
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return PAGE.format(title=title, body=SCRIPT.sub("", body))


def with_tables(notebook: NotebookNode, exercise: Exercise, variant: Variant) -> NotebookNode:
    """A copy of a set's notebook in which the table of each hunt stands below its prompt: on paper nothing else shows it."""
    files = variant.files()
    tables = {f"{hunt.id}-prompt": files[f"{hunt.table}.csv"] for hunt in exercise.hunts}
    made = copy.deepcopy(notebook)
    made.cells = []
    for cell in notebook.cells:
        made.cells.append(cell)
        if cell.id in tables:
            # As in the student's file: read as text, figures keep their decimals.
            table = pd.read_csv(io.BytesIO(tables[cell.id]), dtype=str, keep_default_na=False).to_html(index=False, border=0)
            made.cells.append(new_markdown_cell(table, id=f"{cell.id}-table"))
    return made


PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 46em; margin: 2em auto; padding: 0 1em; font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff }}
pre {{ padding: .6em .8em; border-left: 3px solid #999; background: #f5f5f5; font: .8rem/1.45 ui-monospace, monospace; white-space: pre-wrap }}
blockquote {{ margin: 1em 0; padding: 0 1em; border-left: 3px solid #b35900 }}
.k, .kn, .kc, .ow {{ font-weight: 600 }}
.c1 {{ color: #555; font-style: italic }}
table {{ border-collapse: collapse; font-size: .75rem }}
th, td {{ padding: .15em .5em; border-bottom: 1px solid #ccc; text-align: left; vertical-align: top }}
.prompt, .anchor-link {{ display: none }}
.cell, pre {{ break-inside: avoid }}
h2 {{ break-after: avoid }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
