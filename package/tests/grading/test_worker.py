"""A submission through the real sandbox: outputs, marks, messages, and cells that go wrong honestly."""

import base64
import dataclasses
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import matplotlib.image
import pytest
from coursebook.faults import InputError
from coursebook.grading.checking.test_suite import TestCase, TestSuite
from coursebook.grading.processes.client import share
from coursebook.grading.processes.launcher import Program
from coursebook.grading.processes.worker import Worker
from coursebook.grading.sandbox.job import Job, JobCell, RunResult

from grading.conftest import BLANK, CASES, KEY, POINTS, RIGHT, SETUP, SHORT, SUITE, descendants, job


def texts(ran: RunResult, cell: str) -> str:
    """All text of a cell's outputs."""
    outputs = next(one for one in ran.cells if one.id == cell).outputs
    return "\n".join(
        one.get("text") or one.get("data", {}).get("text/plain") or "\n".join(one.get("traceback", ())) for one in outputs
    )


def message(ran: RunResult, test: str) -> str:
    return next(one for one in ran.tests if one.id == test).message


def test_a_right_submission_has_all_points_and_keeps_its_outputs(worker):
    ran = worker.run(job(RIGHT))
    assert ran.earned == POINTS and all(test.ok for test in ran.tests) and ran.events == ()
    assert texts(ran, "total") == "16"
    assert texts(ran, "word") == "WASP\n"
    assert "unit  cases" in texts(ran, "by-unit")
    assert len(ran.layers) == 8


def test_a_blank_submission_has_none_and_is_told_why(worker):
    ran = worker.run(job(BLANK))
    assert ran.earned == 0
    assert message(ran, "total-1") == "`total`: your notebook does not define it."
    assert next(cell for cell in ran.cells if cell.id == "total").error == "NotImplementedError: "


def test_the_message_is_the_authors_and_never_the_right_value(worker):
    wrong = {
        "total": "total = 9",
        "double": "def double(n): return n + 2",
        "by-unit": "by_unit = table",
        "word": "word = 'x'",
    }
    ran = worker.run(job(wrong))
    assert message(ran, "total-1") == "add up all years"
    assert message(ran, "double-1") == "" and message(ran, "double-2") == "other numbers"
    assert message(ran, "by-unit-1") == "Your answer differs from what is right."
    assert message(ran, "word-1") == "x is another word"
    assert ran.earned == 1


def test_an_answer_of_another_form_is_told_without_the_tests_own_error(worker):
    ran = worker.run(job(RIGHT | {"by-unit": "by_unit = 3"}))
    assert "`by_unit` is a int" in message(ran, "by-unit-1")
    assert ran.earned == POINTS - 3


def test_one_error_does_not_stop_the_rest(worker):
    ran = worker.run(job({"total": "print('before')\n1 / 0"} | {name: RIGHT[name] for name in ("double", "by-unit", "word")}))
    assert ran.earned == POINTS - 2
    assert "before" in texts(ran, "total") and "line 2" in texts(ran, "total") and "ZeroDivisionError" in texts(ran, "total")


def test_a_syntax_error_costs_its_own_cell(worker):
    ran = worker.run(job(RIGHT | {"word": "word = 'WASP"}))
    assert ran.earned == POINTS - 1
    assert "SyntaxError" in texts(ran, "word")


def test_magics_that_do_no_harm_work_and_shells_are_refused_gently(worker):
    ran = worker.run(
        job(
            RIGHT
            | {
                "total": "%load_ext autoreload\n%autoreload 2\n%matplotlib inline\n!echo no\nfiles = !ls\n%time pass\n%timeit -n 3 1 + 1\n"
                "total = table['cases'].sum()",
                "by-unit": "%%time\n" + RIGHT["by-unit"],
                "own": "%%bash\nls",
                "pip": "%pip install numpy",
            }
        )
    )
    assert ran.earned == POINTS
    assert "[not run while grading: !echo no]" in texts(ran, "total")
    assert "[run once; not timed while grading]" in texts(ran, "by-unit") and "unit  cases" in texts(ran, "by-unit")
    assert texts(ran, "own") == "[not run while grading: %%bash]\n"
    assert "not run while grading" in texts(ran, "pip")


def test_a_function_without_end_is_told_as_such_and_keeps_the_marks_of_other_tests(worker):
    ran = worker.run(job(RIGHT | {"double": "def double(n):\n    while n > 2:\n        pass\n    return 2 * n"}))
    assert message(ran, "double-1") == "" and "no end within" in message(ran, "double-2")
    assert ran.earned == POINTS - 2


def test_a_function_that_a_busy_machine_interrupts_late_loses_no_other_test(worker):
    late = """
import threading, time
def double(n):
    began = time.monotonic()
    while n > 2 and time.monotonic() < began + 6.2:  # its time is 6
        try:
            threading.Event().wait(0.1)
        except BaseException:
            pass
    return 2 * n
"""
    ran = worker.run(job(RIGHT | {"double": late}))
    assert message(ran, "double-1") == "" and not ran.events


def test_long_output_is_cut_with_a_note_and_the_next_cell_has_room(worker):
    ran = worker.run(
        job(
            {
                "long": "print('ы' * 500_000)",
                **RIGHT,
                "more": "for n in range(5000): display(n)",
                "last": "print('end')",
            }
        )
    )
    assert texts(ran, "long").endswith("ы\n[… the rest of this output was left out: it is too long]\n")
    assert 50_000 < len(texts(ran, "long")) < 70_000
    assert "left out" in texts(ran, "more") and texts(ran, "last") == "end\n"
    assert ran.earned == POINTS


def test_input_is_an_error_at_once(worker):
    ran = worker.run(job(RIGHT | {"ask": "word = input('word? ')"}))
    assert "input() gets no answer" in texts(ran, "ask") and ran.earned == POINTS


def test_top_level_await_and_threads_work(worker):
    cells = {
        "wait": "import asyncio\nawait asyncio.sleep(0.01)\nprint('waited')",
        "thread": "import threading\nt = threading.Thread(target=print, args=('from a thread',)); t.start(); t.join()",
    }
    ran = worker.run(job(RIGHT | cells))
    assert texts(ran, "wait") == "waited\n" and texts(ran, "thread") == "from a thread\n"


def test_figures_are_named_and_drawn_only_when_asked_for(worker):
    cells = {"figure": "fig, ax = plt.subplots()\nax.bar([1, 2], [3, 4])\nplt.show()"}
    assert "<Figure size" in texts(worker.run(job(cells)), "figure")
    ran = worker.run(job(cells, pictures=True))
    drawn = [one["data"]["image/png"] for one in ran.cells[1].outputs if "image/png" in one.get("data", {})]
    assert len(drawn) == 1
    assert matplotlib.image.imread(io.BytesIO(base64.b64decode(drawn[0]))).shape[0] > 100


def test_the_same_submission_gives_the_same_result(worker):
    cells = RIGHT | {"dice": "import random, numpy\nprint(random.random(), numpy.random.rand(), {'b', 'a'}, object())"}
    first, second = (worker.run(job(cells)) for _ in range(2))
    plain = [[(cell.id, cell.outputs, cell.error) for cell in ran.cells] for ran in (first, second)]
    assert plain[0] == plain[1] and first.tests == second.tests


def test_the_clock_shows_the_hand_in_and_every_run_sees_the_same(worker):
    source = """
import time, uuid
import datetime as dt
import numpy as np
start = time.time()
while time.time() < start + 2: pass
before = time.time()
time.sleep(0.25)
print(0.25 < time.time() - before < 0.26)
print(start, time.time(), dt.datetime.now(), dt.date.today(), pd.Timestamp.now("UTC"), pd.to_datetime("today"))
print(time.ctime(), time.asctime(), time.strftime("%F %T"), np.random.default_rng().random(), np.random.RandomState().random())
"""
    first, second = (texts(worker.run(job(RIGHT | {"clock": source}, moment=1_900_000_000.0)), "clock") for _ in range(2))
    assert first == second and "Error" not in first
    assert first.startswith("True\n1900000000.0") and first.count("2030-03-17 17:46:4") == 4 and first.count("2030-03-17") == 5
    assert first.count("Sun Mar 17 17:46:42 2030") == 2


def test_students_with_files_of_their_own_are_marked_on_those(worker):
    given = job(RIGHT)
    own = dataclasses.replace(given, files={"cases.csv": b"unit,year,cases\nA,2024,30\nC,2025,1\n"})
    assert worker.run(own).earned == POINTS - 2  # the total of the common files is another
    assert worker.run(given).earned == POINTS


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ({"helpers.py": b"def twice(n): return 2 * n"}, "from helpers import twice as double"),
        ({"a.py": b"from b import twice", "b.py": b"def twice(n): return 2 * n"}, "import a\ndouble = a.twice"),
        (
            {"helpers.py": b"import pandas as pd\nrows = len(pd.read_csv('cases.csv'))"},
            "import helpers\ndef double(n): return 2 * n * helpers.rows / 4",
        ),
        ({"random.py": b"raise SystemExit", "pandas.py": b"", "coursebook.py": b"x = 1"}, RIGHT["double"]),
        ({"helpers.py": b"def broken(:"}, "try:\n    import helpers\nexcept SyntaxError:\n    pass\n" + RIGHT["double"]),
    ],
    ids=["a function", "two modules", "reads the data", "names of the grader's own", "no Python"],
)
def test_modules_beside_the_notebook_are_the_students_and_never_the_checkers(worker, module, source):
    ran = worker.run(job(RIGHT | {"double": source}, beside=module))
    assert ran.earned == POINTS, [(test.id, test.message) for test in ran.tests]
    assert worker.run(job(RIGHT | {"double": "from helpers import twice as double"})).earned == POINTS - 3


@pytest.mark.parametrize("files", [{"cases.csv": CASES}, {"cases.csv": CASES + b"C,2025,2\n"}])
def test_what_a_test_computes_before_it_asks(files):
    # On common files this is done ahead, on others in each checker: the marks are the same.
    sources = {
        "sum": "right = table['cases'].sum()\nassert total == right, 'not the sum'",
        "again": "right = table['cases'].sum()\nassert total == right",
        "broken": "right = table['nothing'].sum()\nassert total == right",
        "shadow": "def word():\n    return 'mine'\nassert word() == 'mine'",
        "drawn": "import random as r\nfrom coursebook.checks import rng as f\nn = f('x').random()\nassert n != total",
    }
    tests = tuple(TestCase(name, 1, source, ("total", "word")) for name, source in sources.items())
    suite = TestSuite("ahead", tests, {"setup": SETUP}, {"cases.csv": CASES})
    cells = {"total": "total = int(table['cases'].sum())", "word": "word = 'WASP'"}
    with Worker(suite) as other:
        ran = other.run(dataclasses.replace(job(cells), files=files, answers=("total", "word")))
    assert {test.id: test.earned for test in ran.tests} == {"sum": 1, "again": 1, "broken": 0, "shadow": 1, "drawn": 1}
    assert message(ran, "broken").startswith("The check could not use your answer (KeyError)")


def test_what_is_drawn_for_a_student_is_never_drawn_ahead():
    sources = {
        "rng": "from coursebook.checks import rng\nn = rng('x').random()\nassert total is None, f'{n}'",
        "named": "from coursebook.checks import rng as f\nn = f('x').random()\nassert total is None, f'{n}'",
        "module": "import coursebook.checks as c\nn = c.rng('x').random()\nassert total is None, f'{n}'",
        "asked": "import os\nn = os.environ['COURSEBOOK_SEED']\nassert total is None, f'{n}'",
    }
    tests = tuple(TestCase(name, 1, source, ("total",)) for name, source in sources.items())
    with Worker(TestSuite("drawn", tests, {"setup": SETUP}, {"cases.csv": CASES})) as other:
        given = dataclasses.replace(job({"total": "total = 1"}), answers=("total",))
        one, two = (other.run(dataclasses.replace(given, seed=seed)) for seed in ("a", "b"))
    for name in sources:
        assert message(one, name) != message(two, name) and "check could not" not in message(one, name)


def test_the_tests_use_the_released_data_whatever_the_notebook_did_to_its_own(worker):
    forged = "import os\nopen('cases.csv', 'w').write('unit,year,cases\\nA,1,1\\n')\nos.chdir('/')\ntable = None\n"
    ran = worker.run(job({"forge": forged + "by_unit = pd.DataFrame({'unit': ['A'], 'cases': [1]})"}))
    assert ran.earned == 0
    assert worker.run(job(RIGHT | {"word": "import os; os.remove('cases.csv'); word = 'wasp'"})).earned == POINTS


def test_a_cell_that_ends_the_process_is_left_out_and_the_rest_counts(worker):
    ran = worker.run(job({"end": "import os\nprint('so far', flush=True)\nos._exit(0)"} | RIGHT))
    assert ran.earned == POINTS
    assert ran.cells[1].dropped == "it ended the notebook's process."
    assert ran.events == ("The cell “end” was left out: it ended the notebook's process.",)


def test_a_cell_at_its_limit_is_interrupted_and_keeps_what_it_had(worker):
    ran = worker.run(job({"slow": "kept = 1\nprint('begun')\nwhile True: pass"} | RIGHT | {"own": "print(kept)"}))
    assert ran.earned == POINTS
    assert "begun" in texts(ran, "slow") and "Stopped" in texts(ran, "slow") and texts(ran, "own") == "1\n"


def test_a_slow_cell_within_its_limit_is_not_lost(worker):
    slow = "import time\nends = time.process_time() + 1.2\nwhile time.process_time() < ends: pass\nword = 'wasp'"
    limits = dataclasses.replace(SHORT, cell_cpu=3)
    assert worker.run(job(RIGHT | {"word": slow}, limits=limits)).earned == POINTS


def test_a_cell_with_many_empty_lines_has_the_time_that_it_needs(worker):
    ran = worker.run(job(RIGHT | {"word": "word = 'WASP'" + "\n" * 40_000 + "print(word)"}))
    assert ran.earned == POINTS and not ran.events


def test_the_whole_notebook_is_bounded_too(worker):
    limits = dataclasses.replace(SHORT, total_wall=10)
    cells = RIGHT | {f"nap-{n}": "import threading; threading.Event().wait(3)" for n in range(5)}
    ran = worker.run(job(cells, limits=limits))
    assert ran.earned == POINTS
    dropped = [cell.id for cell in ran.cells if cell.dropped]
    assert dropped and dropped == [f"nap-{n}" for n in range(5 - len(dropped), 5)]
    assert ran.cells[-1].dropped == "the notebook's time was used up."


def test_a_function_may_print_a_lot(worker):
    ran = worker.run(job(RIGHT | {"double": "def double(n):\n    for _ in range(2000): display('x' * 60)\n    return 2 * n"}))
    assert ran.earned == POINTS and ran.events == ()


def test_a_function_that_ends_the_process_costs_its_own_question(worker):
    ran = worker.run(job(RIGHT | {"double": "def double(n):\n    import os\n    os._exit(1)"}))
    assert ran.earned == POINTS - 3
    assert "double" in ran.events[0]


def test_a_test_that_ends_or_holds_its_checker_is_named_and_the_others_count():
    tests = (
        TestCase("first", 1, "assert word == 'wasp'", ("word",)),
        TestCase("ends", 1, "import os; os._exit(1)", ("word",)),
        TestCase("holds", 1, "9 ** (9 ** 9)", ("word",)),
        TestCase("last", 1, "assert word == 'wasp'", ("word",)),
    )
    limits = dataclasses.replace(SHORT, calls_wall=-2)  # three seconds for each step
    with Worker(TestSuite("held", tests)) as other:
        ran = other.run(Job("a", "", (JobCell("word", "word = 'wasp'"),), ("word",), limits=limits))
    assert {test.id: test.ok for test in ran.tests} == {"first": True, "ends": False, "holds": False, "last": True}
    assert ran.events == ("The test “ends” did not come to an end.", "The test “holds” did not come to an end.")


def test_each_test_has_the_time_of_one_step():
    tests = tuple(TestCase(f"waits-{n}", 1, "import time; time.sleep(1.2)", ()) for n in range(4))
    limits = dataclasses.replace(SHORT, calls_wall=-2)
    with Worker(TestSuite("slow", tests)) as other:
        ran = other.run(Job("a", "", (JobCell("own-1", "1", "own"),), limits=limits))
    assert ran.earned == 4 and not ran.events and "by_clock" not in ran.usage


def test_partial_credit_is_a_number_as_the_last_expression():
    suite = TestSuite(
        "partial", (TestCase("some", 4, "answer / 2", ("answer",)), TestCase("more", 1, "answer * 9", ("answer",)))
    )
    with Worker(suite) as worker:
        ran = worker.run(Job("j", "s", (JobCell("c", "answer = 5"),), ("answer",), limits=SHORT))
        assert [(test.earned, test.ok) for test in ran.tests] == [(2.5, False), (1, True)]
        nan = worker.run(Job("j", "s", (JobCell("c", "answer = float('nan')"),), ("answer",), limits=SHORT))
        assert nan.earned == 0


def test_an_answer_with_the_name_of_a_builtin_is_an_authors_fault():
    with pytest.raises(InputError, match="'sorted' has the name of a builtin"):
        TestSuite("bad", (TestCase("t", 1, "pass", ("sorted",)),))


def test_a_test_that_is_no_python_is_told_at_the_start():
    with pytest.raises(InputError, match="the test is no Python"):
        Worker(TestSuite("bad", (TestCase("t", 1, "assert (", ()),)))


def test_only_released_cells_can_be_set_up(worker):
    cells = (JobCell("setup", SETUP, "setup"), JobCell("own", "total = 16", "setup"))
    with pytest.raises(ValueError, match="no set-up cell"):
        worker.run(Job("j", "s", cells, ("total",), {"cases.csv": CASES}, KEY, SHORT))


def test_two_cells_with_one_id_are_refused(worker):
    with pytest.raises(ValueError, match="same id"):
        worker.run(Job("j", "s", (JobCell("c", "1"), JobCell("c", "2"))))


def test_warm_processes_that_died_are_started_anew():
    with Worker(SUITE) as worker:
        worker._warm._program.kill()
        assert worker.run(job(RIGHT)).earned == POINTS


@pytest.fixture
def shared():
    """A program that all workers of this process order from."""
    program = Program()
    share(program.orders)
    yield program
    share(None)
    program.kill()


def test_workers_order_from_one_program_and_leave_nothing_with_it(shared):
    before = descendants(os.getpid())
    with Worker(SUITE) as first, Worker(SUITE) as second:
        assert [one.run(job(RIGHT)).earned for one in (first, second)] == [POINTS, POINTS]
        theirs = descendants(shared._running.pid)
        assert len(theirs) >= 4 and descendants(os.getpid()) - before == theirs
        second.close()
        left = descendants(shared._running.pid)
        assert first.run(job(RIGHT)).earned == POINTS, "one that closes ends only its own"
    wait_until_gone(left)
    assert shared.runs()


def test_a_pair_that_hangs_ends_with_its_worker(shared):
    with Worker(SUITE) as first:
        others = descendants(shared._running.pid)
        second = Worker(SUITE)
        theirs = descendants(shared._running.pid) - others
        for process in theirs:
            os.kill(process, signal.SIGSTOP)
        second.close()
        wait_until_gone(theirs)
        assert first.run(job(RIGHT)).earned == POINTS


def test_a_worker_whose_program_has_ended_starts_its_own(shared):
    with Worker(SUITE) as worker:
        shared.kill()
        assert worker.run(job(RIGHT)).earned == POINTS
        assert worker._warm._program.runs()


def test_a_program_ends_with_the_last_that_could_order():
    program = Program()
    copy = program.orders.dup()
    program.orders.close()
    assert program.runs()
    copy.close()
    assert program._running.wait(60) == 0


def test_jobs_survive_json():
    asked = job(RIGHT, pictures=True)
    assert Job.from_json(json.loads(json.dumps(asked.to_json()))) == asked


def test_a_worker_leaves_no_process():
    before = descendants(os.getpid())
    with Worker(SUITE) as worker:
        worker.run(job(RIGHT))
        ours = descendants(os.getpid()) - before
        assert len(ours) >= 3
    wait_until_gone(ours)


def test_nothing_is_left_of_a_grader_that_is_killed_while_a_cell_hangs():
    script = (
        "from grading.conftest import *\n"
        "limits = Limits()\n"
        "with Worker(SUITE) as worker:\n"
        "    print('ready', flush=True)\n"
        "    worker.run(job({'hang': 'while True: pass'}, limits=limits))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True
    ) as grader:
        assert grader.stdout.readline() == "ready\n"
        while len(ours := descendants(grader.pid)) < 6:  # the warm ones and the child
            time.sleep(0.05)
        grader.send_signal(signal.SIGKILL)
    wait_until_gone(ours)


def wait_until_gone(processes: set[int]) -> None:
    """Fails if one of them is still there after ten seconds."""
    end = time.monotonic() + 10
    while left := {process for process in processes if is_alive(process)}:
        assert time.monotonic() < end, left
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    """Whether it exists and is no zombie."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
