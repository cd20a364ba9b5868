"""The command line as a shell uses it."""

import os
import signal
import subprocess
import sys

import pytest
from coursebook import project
from coursebook.__main__ import main


@pytest.mark.parametrize("at_once", ["", "1"], ids=["at the end", "at once"])
@pytest.mark.parametrize("command", [["evidence", "check"], ["grade", "--help"]], ids=" ".join)
def test_a_reader_that_has_enough_is_no_error(command, at_once):
    read, write = os.pipe()
    os.close(read)
    environment = {**os.environ, "PYTHONPATH": str(project.PACKAGE.parent), "PYTHONUNBUFFERED": at_once}
    done = subprocess.run(
        [sys.executable, "-m", "coursebook", *command], stdout=write, stderr=subprocess.PIPE, text=True, env=environment
    )
    os.close(write)
    assert not done.stderr and done.returncode in (0, 141), done.stderr


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("book notebooks {file}", "{file}: It cannot be written: a file stands where a folder should. Fix: "),
        ("book serve --port 99999", "Port 99999 cannot be used (there is no such port). Fix: "),
        ("verify tests personal-stories --question nope", "--question: There is no question 'nope'. Fix: use one of: "),
        ("verify variants --students 0", "'0' is no number of students from 1 to 100,000. Fix: "),
        ("course new --plan term --start 9999-12-31 --out {folder}/x.toml", "--start: The year 9999 cannot be meant. Fix: "),
        ("course calendar {file} --out {folder}/x.ics", "{file}, line 1, column 4: This is no TOML"),
        (
            "release personal-stories --out {folder}/r --roster {folder} --key-file {folder}/k",
            "{folder}: It is a folder, not a file.",
        ),
        (
            "release personal-stories --out {folder}/r --roster {roster} --key-file {folder}",
            "{folder}: It is a folder, not a file.",
        ),
        ("deliver rubrics --out {folder}", "{folder}: The file cannot be written: there is a folder of this name. Fix: "),
        (
            "deliver rubrics --out {file}/x.csv",
            "{file}: It cannot be written: a file stands where a folder should. Fix: ",
        ),
        ("marks export {folder} --to canvas --assignment reform", "{folder}: It is a folder, not a file. Fix: "),
        ("marks quiz {folder}", "{folder}: It is a folder, not a file. Fix: "),
        ("grade {folder} --only ,", "',' names nothing. Fix: write ids with commas between, or leave the option out."),
        ("release reform --out {folder}/r --items ,,", "',,' names nothing. Fix: "),
        ("marks export {file} --to canvas --assignment reform --without ,", "',' names nothing. Fix: "),
    ],
)
def test_what_cannot_be_is_one_message_and_nothing_is_written(tmp_path, capsys, command, said):
    places = {"folder": tmp_path / "мій курс", "file": tmp_path / "a file", "roster": tmp_path / "roster.csv"}
    places["folder"].mkdir()
    places["file"].write_text("no course file")
    places["roster"].write_text("id\nann\n")
    try:
        code = main([part.format(**places) for part in command.split(" ")])
    except SystemExit as error:
        code = error.code
    told = capsys.readouterr().err.strip().splitlines()
    assert code not in (0, None) and said.format(**places) in told[-1] and told[-1].count("Fix: ") == 1
    assert list(places["folder"].iterdir()) == [] and len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("seconds", [0.001, 0.3], ids=["while it reads its options", "at work"])
def test_a_command_that_is_stopped_says_so(capsys, seconds):
    """The alarm does what Ctrl-C does."""
    usual = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        assert main(["verify", "variants", "--students", "100000"]) == 130
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith("Stopped. Fix: type the same command again")
