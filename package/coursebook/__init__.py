"""coursebook: evidence, figures, exercises, grading and site of a data-driven course book.

Start with :func:`coursebook.evidence.load` (the data), :func:`coursebook.figures.show`
(a figure with its description) and :class:`coursebook.figures.explorer.Explorer` (a figure that
answers a reader's own question).
"""

__version__ = "0.1.0"
