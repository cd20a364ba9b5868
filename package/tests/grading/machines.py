"""Other machines than this one, made out of it; each runs in a process of its own and prints what a worker did there.

``plain``: an ordinary user (from root). ``weaker``: no namespaces to be had. ``same``: this one.
Run as ``python -m grading.machines MACHINE allow|forbid CANARY``.
"""

from __future__ import annotations

import json
import os
import select
import socket
import sys
import time
from pathlib import Path

from coursebook import project
from coursebook.faults import InputError
from coursebook.grading.sandbox import namespaces, syscalls

USER = 12347


def become_plain(canary: str) -> None:
    """From root: become an ordinary user, to whom Python and this project are shown wherever they lie."""
    syscalls.unshare(syscalls.NEWNS, "mount namespace")
    syscalls.mount("", "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
    stage = namespaces._STAGE
    syscalls.mount("tmpfs", stage, "tmpfs", 0, "mode=755")
    shown = {
        *namespaces.libraries(),
        sys.prefix,
        sys.base_prefix,
        str(project.PACKAGE.parent),
        "/usr",
        "/bin",
        "/dev",
        "/proc",
        "/etc",
        os.path.dirname(canary),
    }
    for path in sorted(path for path in shown if not any(path.startswith(outer + "/") for outer in shown)):
        namespaces._bring(path, attributes=0)
    for folder, mode in (("/sys", 0o755), ("/tmp", 0o1777)):
        os.makedirs(stage + folder, exist_ok=True)
        os.chmod(stage + folder, mode)
    syscalls.pivot(stage)
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    os.environ.update(HOME="/tmp", MPLCONFIGDIR="/tmp/mpl")
    os.chdir(project.PACKAGE.parent)
    syscalls.prctl(4, 1)  # readable in /proc to itself again, as after a log-in


def take_namespaces_away(canary: str) -> None:
    """In a user namespace of its own, set the number of namespaces that one may make to none."""
    user, group = os.geteuid(), os.getegid()
    syscalls.unshare(syscalls.NEWUSER, "user namespace")
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        Path(f"/proc/self/{name}").write_text(text)
    for kind in ("user", "pid", "mnt", "net", "ipc"):
        Path(f"/proc/sys/user/max_{kind}_namespaces").write_text("0")


def folders() -> set[Path]:
    """Those of sandboxes that are there now."""
    return set(Path("/tmp").glob("coursebook-" + "?" * 8))


def report(allow_weaker: bool, canary: str) -> dict:
    """Grade a right, a hostile and a hanging submission."""
    from coursebook.grading.processes.doctor import doctor
    from coursebook.grading.processes.worker import Worker

    from grading.conftest import RIGHT, SUITE, job

    before = folders()
    listening = [socket.socket(socket.AF_UNIX, kind) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)]
    names = [f"{os.path.dirname(canary)}/listening-{place}" for place in range(2)] + ["\0coursebook-listening"]
    for one, name in zip((*listening, extra := socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)), names):
        one.bind(name)
    attack = (
        "import os, socket\nprint(os.getuid(), os.getpid())\n"
        f"for name in {names!r}:\n"
        "    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_SEQPACKET, socket.SOCK_RAW):\n"
        "        for send in ('sendto', 'sendmsg', 'connect'):\n"
        "            try:\n"
        "                one, other = socket.socketpair(socket.AF_UNIX, kind)\n"
        "                if send == 'sendto': print('REACHED', kind, one.sendto(b'x', name))\n"
        "                elif send == 'sendmsg': print('REACHED', kind, one.sendmsg([b'x'], [], 0, name))\n"
        "                else: print('REACHED', kind, one.connect(name))\n"
        "            except OSError as error: print(type(error).__name__)\n"
        f"for what in (lambda: open({canary!r}).read(), lambda: open({canary!r}, 'w'), os.fork, socket.socket,\n"
        "             lambda: os.kill(os.getppid(), 9), lambda: os.listdir('/var'), lambda: open('/etc/passwd')):\n"
        "    try: print('REACHED', what())\n    except OSError as error: print(type(error).__name__)\n"
    )
    told = {"user": os.getuid(), "doctor": {layer.name: layer.available for layer in doctor()}}
    try:
        with Worker(SUITE, allow_weaker=allow_weaker) as worker:
            told["layers"] = worker.layers
            told["right"] = worker.run(job(RIGHT)).earned
            hostile = worker.run(job({"attack": attack, **RIGHT}))
            told["hostile"] = hostile.earned, "".join(out.get("text", "") for out in hostile.cells[1].outputs)
            told["killed"] = worker.run(job({"attack": "import os; os.closerange(0, 99)", **RIGHT})).earned
            told["threads"] = worker.run(
                job({"attack": "import threading as t; t.Thread(target=print).start()", **RIGHT})
            ).earned
    except InputError as error:
        told["refused"] = str(error)
    told["datagrams"] = sum(1 for one in (listening[0], extra) if select.select([one], [], [], 0)[0])
    told["left"] = left(before)
    return told


def left(before: set[Path]) -> list[str]:
    """Folders of sandboxes that came and stay: other runs on this machine have some for a moment."""
    found, ends = folders() - before, time.monotonic() + 20
    while found and time.monotonic() < ends:
        time.sleep(0.05)
        found = {path for path in found if path.exists() and path.stat().st_uid == os.getuid()}
    return [path.name for path in found]


if __name__ == "__main__":
    {"plain": become_plain, "weaker": take_namespaces_away, "same": lambda canary: None}[sys.argv[1]](sys.argv[3])
    print(json.dumps(report(sys.argv[2] == "allow", sys.argv[3])))
