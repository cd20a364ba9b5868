"""What a stranger wrote can be opened: nothing of it acts, in nbconvert's Markdown neither."""

import base64

import pytest
from coursebook.grading.reports.sanitise import PNG, comment, essay_html, outputs, picture
from nbconvert.filters import markdown2html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "```html\n\n<script>alert(1)</script>\n```",
    "    \n\n<iframe srcdoc='<script>alert(1)</script>'>",
    "a\n\n</div><script>alert(1)</script>\n\nb",
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    "<a href='https://x.example' onclick='alert(1)'>x</a>",
    "`<script>`\n\n&lt;script&gt;alert(1)&lt;/script&gt;",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "<style>body{display:none}</style><form action=x><button>OK",
]
FORBIDDEN = ("<script", "<img", "<svg", "<iframe", "<style", "<form", "<button", 'href="javascript', 'href="data')


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_acts_and_nbconvert_passes_it_on_as_it_is(text):
    made = essay_html(text)
    assert "\n" not in made and markdown2html(made).strip() == made
    lower = made.lower()
    assert not any(mark in lower for mark in FORBIDDEN)
    assert " on" not in "".join(part.split(">")[0] for part in lower.split("<")[1:] if part.startswith("a "))


def test_mathematics_is_not_read():
    assert essay_html(r"$\href{javascript:alert(1)}{x}$").startswith('<div class="mathjax_ignore tex2jax_ignore">')


def test_an_essay_keeps_its_form():
    made = essay_html(
        "# Title\n\nA **bold** word, 2 < 3, [a source](https://a.example/b).\n\n- one\n- two\n\n| a |\n|---|\n| 1 |"
    )
    for kept in (
        "<h3>Title</h3>",
        "<strong>bold</strong>",
        "2 &lt; 3",
        'href="https://a.example/b"',
        "<li>two</li>",
        "<td>1</td>",
    ):
        assert kept in made


def test_only_a_png_is_a_picture():
    good = base64.b64encode(PNG + b"rest").decode()
    assert picture(good) == good
    assert picture(good[:8] + "\n" + good[8:]) == good
    for bad in ('"><script>alert(1)</script>', base64.b64encode(b"<svg/>").decode(), good + '"><script>', None, 7, "", "é"):
        assert picture(bad) is None


def test_outputs_are_text_and_png_alone():
    kept = outputs(
        [
            {"output_type": "stream", "name": "stdout", "text": ["a\x1b[31m", "b\x00"]},
            {
                "output_type": "display_data",
                "data": {"text/html": "<b>x</b>", "application/javascript": "alert(1)"},
                "metadata": {},
            },
            {
                "output_type": "execute_result",
                "data": {"text/plain": "<b>", "text/html": "<b>"},
                "metadata": {"image/png": {"width": '"'}},
            },
            {"output_type": "display_data", "data": {"image/png": '"><script>'}},
            {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t", 7]},
            {"output_type": "update_display_data"},
        ]
    )
    assert [out["output_type"] for out in kept] == ["stream", "display_data", "error"]
    assert kept[0]["text"] == "ab" and kept[1]["data"] == {"text/plain": "<b>"} and kept[1]["metadata"] == {}


def test_a_comment_says_the_same_and_does_nothing():
    made = comment(r"2 < 3 <script> [x](javascript:alert(1)) \href")
    assert "<" not in made and "](" not in made and "\\" not in made and "2 ‹ 3" in made
