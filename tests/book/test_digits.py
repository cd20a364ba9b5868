"""The digit rule: what counts as a figure typed by hand."""

import pytest
from coursebook.book.digits import bare_figures


@pytest.mark.parametrize(
    "text",
    [
        "In May 2025 the talks failed.",
        "From 1914–1918, and again in the 1960s.",
        "Under article 407 a soldier, and under article 408 another; see bill 11322.",
        "Under article\n408 it is the aim that counts.",
        "Three men left, and a fifth came back.",
        "The winter of 2025-26 was the fourth.",
    ],
)
def test_years_and_names_may_stand(text):
    assert bare_figures(text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Prosecutors opened 67,840 cases.", "67,840"),
        ("It fell by 18% in June.", "18%"),
        ("On 11 May 2025 a post appeared.", "11"),
        ("Some 2000 soldiers left.", "2000"),
        ("The rate was 24.5 per thousand.", "24.5"),
        ("A 28-point plan.", "28-point"),
        ("It was 1,945 a month.", "1,945"),
        ("About $175bn was given.", "$175bn"),
    ],
)
def test_figures_are_found(text, word):
    assert bare_figures(text) == [word]
