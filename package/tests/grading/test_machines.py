"""The sandbox as another user, and on a machine that lacks namespaces."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from coursebook.grading.processes.doctor import doctor
from coursebook.grading.sandbox.confine import LAYERS

from grading.conftest import POINTS
from grading.machines import USER

NAMESPACES = [name for name in LAYERS if name.endswith("namespace")]


@pytest.fixture
def on(tmp_path):
    canary = tmp_path / "canary"
    canary.write_text("secret")
    canary.chmod(0o666)
    tmp_path.chmod(0o777)

    def run(machine: str, allow: str = "forbid") -> dict:
        command = [sys.executable, "-m", "grading.machines", machine, allow, str(canary)]
        # One thread, since only a process of one can make a user namespace.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[1])}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        assert canary.read_text() == "secret"
        return json.loads(done.stdout)

    return run


def test_the_doctor_names_every_layer_and_this_machine_has_them():
    found = doctor()
    assert [layer.name for layer in found] == list(LAYERS)
    assert all(layer.available and not layer.reason for layer in found), "\n".join(map(str, found))
    assert str(found[0]) == "yes  user namespace: the submission has no rights outside"


def test_as_an_ordinary_user_nothing_is_missing(on):
    told = on("plain" if os.geteuid() == 0 else "same")
    assert told["user"] == (USER if os.geteuid() == 0 else os.getuid())
    assert told["layers"] == list(LAYERS) and all(told["doctor"].values())
    assert told["right"] == told["killed"] == told["threads"] == told["hostile"][0] == POINTS
    assert "REACHED" not in told["hostile"][1] and " 1\n" in told["hostile"][1]
    assert told["left"] == []


def test_without_namespaces_it_refuses_and_says_what_is_missing(on):
    told = on("weaker")
    assert [name for name, there in told["doctor"].items() if not there] == NAMESPACES
    assert "no user namespace" in told["refused"] and "--allow-weaker" in told["refused"]


def test_without_namespaces_but_allowed_the_other_layers_hold(on):
    told = on("weaker", "allow")
    assert told["layers"] == [name for name in LAYERS if name not in NAMESPACES]
    assert told["right"] == told["killed"] == told["threads"] == told["hostile"][0] == POINTS
    assert "REACHED" not in told["hostile"][1] and told["datagrams"] == 0
    assert told["left"] == []
