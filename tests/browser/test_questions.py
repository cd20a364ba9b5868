"""Practice questions in a real browser: by keyboard, with feedback for the choice made, kept and cleared."""

from __future__ import annotations

import pytest
from coursebook.evidence.roles import plain_figures
from coursebook.exercises.questions import questions

from tests.browser.pages import violations
from tests.browser.screens import WIDTHS, settled
from tests.browser.test_explorers import PAGES as CHAPTERS

PAGES = [*CHAPTERS, "chapters/capstone.html"]


def shown(page) -> list:
    """The page's questions, without those that Python checks (see test_python.py)."""
    page.evaluate("document.querySelectorAll('details.cb-fold').forEach((fold) => (fold.open = true))")
    return [
        (part, questions()[part.get_attribute("id").removeprefix("question-")])
        for part in page.locator(".cb-question:not([data-kind=code])").all()
    ]


def answer(page, part, one, rightly: bool) -> None:
    """Answer with the keyboard: focus and keys only."""
    if one.kind == "numeric":
        part.locator("input").focus()
        part.locator("input").fill("")
        page.keyboard.type(f"{one.key if rightly else one.wrong_methods[0][0]:.10g}")
    elif one.kind in ("single", "multiple"):
        for place, option in enumerate(one.cells["options"]):
            field = part.locator("input").nth(place)
            wanted = bool(option.get("right")) == rightly
            if field.is_checked() != wanted and (one.kind == "multiple" or wanted):
                field.focus()
                page.keyboard.press("Space")
    else:
        right = part.locator(".cb-lines").get_attribute("data-right").split(",")
        wanted = right if rightly else right[1:] + right[:1]
        for select, value in zip(part.locator("select").all(), wanted, strict=True):
            select.focus()
            select.select_option(index=int(value) + 1)
    part.locator("button[type=submit]").focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("name", PAGES)
def test_each_question_tells_wrong_from_right_by_keyboard(opened, address, name):
    with opened(f"{address}/{name}") as page:
        asked = shown(page)
        assert len(asked) >= 8
        for part, one in asked:
            said = part.locator(".cb-verdict-said")
            answer(page, part, one, rightly=False)
            assert said.text_content().startswith("Not yet."), one.id
            assert len(said.text_content()) > len("Not yet.") + 20, f"{one.id} says nothing to the mistake"
            for pair in one.cells["pairs"] if one.kind == "matching" else ():
                # Wrong lines are named. The page writes typographic apostrophes.
                left = plain_figures(pair["left"]).replace("'", "’")
                assert left.rstrip(".:") in said.text_content(), one.id
                assert f"{left}: {pair['right']}" not in said.text_content(), one.id
            assert not part.locator(".cb-answer").is_visible()
            part.locator("button[type=reset]").click()
            assert said.text_content() == ""
            answer(page, part, one, rightly=True)
            assert said.text_content().startswith("Right.") and said.text_content().count("Right") == 1, one.id
            assert part.locator(".cb-answer").is_visible()
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        assert page.troubles == [] and page.foreign == []


def test_hints_come_one_at_a_time(opened, address):
    with opened(f"{address}/{PAGES[1]}") as page:
        part, one = next((part, one) for part, one in shown(page) if len(one.hints) >= 2)
        hints, button = part.locator(".cb-hint-said"), part.locator(".cb-hint")
        assert not hints.first.is_visible()
        button.click()
        assert hints.first.is_visible() and not hints.nth(1).is_visible()
        for _ in one.hints[1:]:
            button.click()
        assert hints.last.is_visible() and button.is_disabled()


def test_state_survives_a_reload_and_can_be_cleared(opened, address):
    with opened(f"{address}/{PAGES[0]}") as page:
        asked, all = shown(page), page.locator(".cb-question").count()
        for part, one in asked[:3]:
            answer(page, part, one, rightly=True)
        progress = page.locator(".cb-progress")
        assert f"3 of {all} questions answered rightly, 3 at the first try" in progress.text_content()
        page.reload()
        settled(page)
        assert f"3 of {all}" in page.locator(".cb-progress").text_content()
        assert page.locator(".cb-verdict-said").first.text_content().startswith("Right.")
        button = page.locator(".cb-progress button")
        button.click()
        assert f"0 of {all}" in page.locator(".cb-progress").text_content()
        button.get_by_text("Bring my answers back").click()
        assert f"3 of {all} questions answered rightly, 3 at" in page.locator(".cb-progress").text_content()
        assert page.locator(".cb-verdict-said").first.text_content().startswith("Right.")
        button.get_by_text("Clear my answers").click()
        assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('questions')).length") == 0
        page.reload()
        settled(page)
        assert page.locator(".cb-verdict-said").first.text_content() == ""


def test_checking_before_answering_asks_for_an_answer(opened, address):
    with opened(f"{address}/{PAGES[0]}") as page:
        part = page.locator(".cb-question").first
        part.locator("button[type=submit]").click()
        assert "Answer first" in part.locator(".cb-verdict-said").text_content()


def test_without_script_the_answer_can_be_opened(opened, address):
    with opened(f"{address}/{PAGES[0]}", java_script_enabled=False) as page:
        part = page.locator(".cb-question").first
        assert part.locator(".cb-answer summary").is_visible()
        assert not part.locator("button[type=submit]").is_visible()


def of_kind(page, kind: str):
    return next((part, one) for part, one in shown(page) if one.kind == kind)


@pytest.mark.parametrize("kind", ["single", "multiple", "matching", "ordering", "numeric"])
def test_a_verdict_goes_when_the_answer_changes(opened, address, kind):
    for name in PAGES:
        with opened(f"{address}/{name}") as page:
            if not any(one.kind == kind for _, one in shown(page)):
                continue
            part, one = of_kind(page, kind)
            answer(page, part, one, rightly=True)
            said, field = part.locator(".cb-verdict-said"), part.locator("input, select").first
            assert said.text_content().startswith("Right.")
            if kind == "numeric":
                field.press("1")
            elif kind in ("matching", "ordering"):
                field.select_option(index=0)
            else:
                part.locator(f"input{':not(:checked)' if kind == 'single' else ''}").first.click()
            assert said.text_content() == "" and not part.locator(".cb-answer").is_visible()
            return
    raise AssertionError(f"no page asks a question of the kind {kind}")


def test_an_order_with_a_place_taken_twice_is_no_answer_yet(opened, address):
    name = next(name for name in PAGES if any(one.kind == "ordering" for one in questions().values() if one.chapter in name))
    with opened(f"{address}/{name}") as page:
        part, _ = of_kind(page, "ordering")
        for place in (1, 2):
            for select in part.locator("select").all():
                select.select_option(index=place)
            part.locator("button[type=submit]").click()
            assert "Two lines have the same place" in part.locator(".cb-verdict-said").text_content()
        assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('questions')).length") == 0


def written(value: float) -> dict[str, bool]:
    """How readers write a number, and whether it is one."""
    plain = f"{value:.10g}"
    grouped = f"{value:,.10g}"
    return {
        plain: True, plain.replace(".", ","): True, grouped: True, f" {grouped} ": True, f"+{plain}": True,
        grouped.replace(",", " "): True, grouped.translate(str.maketrans(",.", ".,")): True, f"{plain}/1": True,
        "abc": False, "12 men": False, "1..2": False, "1/0": False, "--1": False, "1e5": False, "": False,
    }  # fmt: skip


def test_a_number_is_read_as_readers_write_it_and_anything_else_is_told(opened, address):
    asked = scaled = 0
    for name in PAGES[::2]:
        with opened(f"{address}/{name}") as page:
            for part, one in shown(page):
                if one.kind != "numeric":
                    continue
                asked += 1

                def verdict(text: str, page=page, part=part) -> str:
                    part.locator("input").fill(text)
                    page.keyboard.press("Enter")
                    return part.locator(".cb-verdict-said").text_content()

                told = {f"{one.key:.10g} {one.cells['unit']}": True}
                for text, is_number in (written(one.key) | told).items():
                    wanted = "Right." if is_number else f"“{text}” is not a number" if text else "Answer first"
                    assert verdict(text).startswith(wanted), f"{one.id}: {text}"
                if abs(one.key - 0.5) > one.cells["tolerance"]:
                    assert not verdict("1/2").startswith("Right."), one.id
                for value in (one.key / 100, one.key * 100):
                    if all(abs(value - known) > one.cells["tolerance"] for known in (one.key, *dict(one.wrong_methods))):
                        assert "The digits fit, but not the unit" in verdict(f"{value:.10f}"), f"{one.id}: {value}"
                        scaled += 1
    assert asked >= 3 and scaled >= 3


def test_after_two_misses_the_answer_can_be_opened(opened, address):
    with opened(f"{address}/{PAGES[0]}") as page:
        part, one = shown(page)[0]
        for visible in (False, True):
            answer(page, part, one, rightly=False)
            assert part.locator(".cb-answer").is_visible() == visible


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_a_finger_does_not_hit_two_controls_at_the_end_of_the_questions(opened, address, width):
    with opened(f"{address}/{PAGES[0]}", width) as page:
        clear, run = (page.locator(name).bounding_box() for name in (".cb-progress button", ".cb-progress + .cb-launch a"))
        assert run["y"] >= clear["y"] + clear["height"] + 8 or clear["y"] >= run["y"] + run["height"] + 8


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_each_choice_stands_by_its_own_line(opened, address, name):
    """What is matched is chosen under its sentence; the place of a line, beside it."""
    with opened(f"{address}/{name}", WIDTHS["phone"]) as page:
        shown(page)
        for part in page.locator(".cb-question:has(.cb-line)").all():
            ordered = part.get_attribute("data-kind") == "ordering"
            lines = [
                [line.locator(one).bounding_box() for one in ("label", "select")] for line in part.locator(".cb-line").all()
            ]
            for (said, field), after in zip(lines, [*lines[1:], None], strict=True):
                middle = field["y"] + field["height"] / 2
                beside = said["y"] <= middle <= said["y"] + said["height"] and field["width"] > 0
                assert beside or (not ordered and field["y"] >= said["y"] + said["height"]), "it reads as the next line's"
                if not ordered and after:
                    near = max(0, field["y"] - said["y"] - said["height"])
                    assert after[0]["y"] - field["y"] - field["height"] > near or beside


def test_try_again_is_offered_once_something_was_tried(opened, address):
    with opened(f"{address}/{PAGES[0]}") as page:
        part, one = next((part, one) for part, one in shown(page) if one.kind == "single")
        again = part.locator("button[type=reset]")
        assert part.locator("button[type=submit]").is_visible() and not again.is_visible()
        answer(page, part, one, rightly=False)
        again.click()
        assert not again.is_visible() and part.locator("input:checked").count() == 0
