"""Directives for instructors: criteria of the written tasks, what the bank holds, plans, whom to ask. Never an answer."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx

from coursebook import project
from coursebook.book.directive import EvidenceDirective
from coursebook.book.stamps import minutes_stamp
from coursebook.book.tables import link, paragraph, table
from coursebook.evidence import InputError
from coursebook.evidence.roles import plain_roles
from coursebook.exercises import counts, public
from coursebook.exercises.counts import title_of
from coursebook.exercises.plans import plans, timings
from coursebook.exercises.questions import outcomes
from coursebook.exercises.rubrics import KINDS, WrittenTask, tasks
from coursebook.exercises.times import chapter, time_of
from coursebook.faults import Fault, nearest
from coursebook.language import gettext as _
from coursebook.language import noted as N_

COLUMNS = {
    "practice": N_("Practice"),
    "graded": N_("Graded quiz"),
    "code": N_("Code"),
    "written": N_("Written"),
    "hunt": N_("Hunts"),
}


def columns() -> list[str]:
    """The kinds of question, as heads of columns."""
    return [_(name) for name in COLUMNS.values()]


class TeachingDirective(EvidenceDirective):
    """A directive that reads the bank, so that its page is written anew when the bank changes."""

    def run(self):
        for pattern in ("**/*.yml", "*/notebook.md", public.FILE):  # a file that is not there would be news at each build
            for path in project.current().exercises.glob(pattern):
                self.env.note_dependency(str(path))
        self.env.note_dependency(str(minutes_stamp(self.env)))
        return super().run()

    def known(self, names, what: str) -> str:
        """The directive's argument, if it is one of the names."""
        if self.arguments[0] not in names:
            wrong = f"There is no {what} '{self.arguments[0]}'."
            raise InputError(Fault("exercises/", "", wrong, nearest(self.arguments[0], names)))
        return self.arguments[0]

    def chapter(self, set: str) -> nodes.reference:
        """A link to a set's chapter."""
        return link(title_of(set), f"{self.up}{project.current().settings.pages.chapters}/{set}.html")


class RubricsDirective(TeachingDirective):
    """The written tasks of one set: prompt, and criteria with their levels."""

    required_arguments = 1

    def printed(self):
        name = self.known(outcomes(), "set")
        return [part for task in tasks().values() if task.set == name for part in self._task(task)]

    def _task(self, task: WrittenTask) -> list[nodes.Node]:
        box = nodes.container(classes=["cb-generated", "cb-rubric"], ids=[f"task-{task.id}"])
        about = _(" ({kind} · {outcome} · {level} · {points} points · about {minutes} minutes, at most {words} words)")
        said = about.format(
            kind=_(KINDS[task.kind]),
            outcome=task.outcome,
            level=task.level,
            points=task.points,
            minutes=task.minutes,
            words=task.words,
        )
        box += paragraph(nodes.strong("", task.title), said)
        asked = nodes.container()
        self.state.nested_parse(StringList(plain_roles(task.prompt).splitlines(), self.env.docname), 0, asked)
        box += asked.children
        rows = [[nodes.strong("", criterion.name), self._levels(criterion.levels)] for criterion in task.criteria]
        box += table(_("Criteria of {task}").format(task=task.title), [_("Criterion"), _("Levels")], rows)
        return [box]

    def _levels(self, levels) -> nodes.line_block:
        block = nodes.line_block()
        for level in levels:
            block += nodes.line("", "", nodes.strong("", f"{level.points} "), nodes.Text(plain_roles(level.descriptor)))
        return block


class OutcomesDirective(TeachingDirective):
    """Every learning outcome, with how many questions of each kind practise it."""

    def printed(self):
        found, made = counts.by_outcome(), []
        for name, known in outcomes().items():
            head = paragraph(nodes.strong("", "", self.chapter(name)), classes=["cb-generated"])
            rows = [
                [
                    f"{id}: {wording}",
                    *(str(found[name, id][kind] or "–") for kind in COLUMNS),
                    str(found[name, id].total()),
                ]
                for id, wording in known.items()
            ]
            titles = [_("After the chapter a reader can …"), *columns(), _("All")]
            listed = table(_("Outcomes of {chapter}").format(chapter=title_of(name)), titles, rows)
            listed["classes"].append("cb-outcomes")
            made += [head, listed]
        return made


class BankDirective(TeachingDirective):
    """For each set, how long its chapter takes to read, and how many questions of each kind it has, with their minutes."""

    def printed(self):
        rows = []
        for name, kinds in counts.by_set().items():
            told = [
                _("{count} ({minutes} min)").format(count=kinds[kind][0], minutes=f"{kinds[kind][2]:g}")
                if kind in kinds
                else "–"
                for kind in COLUMNS
            ]
            graded = sum(points for kind, (_, points, _) in kinds.items() if kind != "practice")
            reading = _("{minutes} min").format(minutes=time_of(chapter(name)).read)
            rows.append([self.chapter(name), reading, *told, f"{graded:g}"])
        titles = [_("Set"), _("Reading"), *columns(), _("Points to earn")]
        return [table(_("What the bank holds"), titles, rows)]


class PlanDirective(TeachingDirective):
    """One teaching plan, a table for each session, with minutes."""

    required_arguments = 1

    def printed(self):
        plan = plans()[self.known(plans(), "plan")]
        made: list[nodes.Node] = []
        for session in plan.sessions:
            home = sum(step.minutes for step in session.steps if step.home)
            told = _(" {minutes} minutes in class, about {home} at home.")
            said = told.format(minutes=f"{session.minutes:g}", home=f"{home:g}")
            end = "" if session.title.endswith("?") else "."
            made.append(paragraph(nodes.strong("", session.title + end), said, classes=["cb-generated"]))
            rows = []
            for step in session.steps:
                what = nodes.inline()
                if step.chapter:
                    what += [self.chapter(step.chapter), nodes.Text(": ")]
                what += nodes.Text(step.what)
                where = (_("at home") if step.home else _("in class")).replace(" ", "\u00a0")
                rows.append([f"{step.minutes:g}", where, what])
            made.append(table(f"{plan.title}: {session.title}", [_("Minutes"), _("Where"), _("What")], rows))
        return made


class TimingDirective(EvidenceDirective):
    """One meeting in several lengths, side by side: ``:minutes:`` are the lengths, each line of the body is a step."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {"minutes": directives.positive_int_list}

    def printed(self):
        lengths = self.options["minutes"]
        steps = timings([line for line in self.content if line.strip()], lengths, self.env.docname)
        head = [_("Minutes"), *map(str, lengths)]
        rows = [[what, *(str(minutes or "") for minutes in each)] for what, each in steps]
        return [table(self.arguments[0], head, rows)]


class ContactDirective(EvidenceDirective):
    """Whom instructors ask for the key of the pack: ``contact`` in ``[publish]`` of ``coursebook.toml``, if it is given."""

    def printed(self):
        contact = project.current().settings.publish.contact
        if not contact:
            words = _("This copy of the book names no address: ask the person or department from whom you have it.")
            return [paragraph(words, classes=["cb-generated"])]
        before, after = _("Write to {contact}.").split("{contact}")
        address = f"mailto:{contact}" if "@" in contact and ":" not in contact else contact
        linked = nodes.reference("", contact, refuri=address)
        return [paragraph(before, linked, after, classes=["cb-generated"])]


def setup(app: Sphinx) -> None:
    app.add_directive("key-contact", ContactDirective)
    app.add_directive("rubrics", RubricsDirective)
    app.add_directive("outcomes-map", OutcomesDirective)
    app.add_directive("bank", BankDirective)
    app.add_directive("plan", PlanDirective)
    app.add_directive("timing", TimingDirective)
