"""The fork server: a warm process that forks a child for each request and tells how it ended.

It reads nothing of any submission: the child gets two sockets and reads its job itself, so that nothing of one
student's is in the memory that the next one is forked from. On the control socket (one message a packet) the worker
sends "fork" with the two sockets, "kill", and "used", which is answered with the processor seconds of the child; the answer
to each fork is one JSON object when the child is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable

from coursebook.grading.sandbox import landlock, namespaces, seccomp, syscalls
from coursebook.grading.sandbox.confine import Place

Entry = Callable[[Place, socket.socket, socket.socket], None]
_FLAGS = {
    "pid namespace": syscalls.NEWPID,
    "mount namespace": syscalls.NEWNS,
    "network namespace": syscalls.NEWNET,
    "ipc namespace": syscalls.NEWIPC,
}


def settle(control: socket.socket) -> Place:
    """Move this process into namespaces, as far as the machine has them, and say on ``control`` what was reached.

    Returns in another process: the first of the PID namespace. The one that called waits for it to end.
    """
    place = Place(readable=(*namespaces.libraries(), *namespaces.visible(), *namespaces.devices()))
    reached, lacking, outer = [], {}, os.getpid()
    try:
        syscalls.unshare(syscalls.NEWUSER, "user namespace")
        _tell(control, map=os.getpid())
        refused = control.recv(4096).decode()
        if refused != "mapped":
            raise OSError(refused)
        reached.append("user namespace")
        place.student = namespaces.STUDENT if _mapped(namespaces.STUDENT) else None
    except OSError as error:
        lacking["user namespace"] = str(error)
        place.student = namespaces.NOBODY if os.geteuid() == 0 and _mapped(namespaces.NOBODY) else None
    if reached or os.geteuid() == 0:
        for name, flag in _FLAGS.items():
            try:
                syscalls.unshare(flag, name)
                reached.append(name)
            except OSError as error:
                lacking[name] = str(error)
    if "pid namespace" in reached:
        inner = os.fork()
        if inner:
            control.close()
            os.waitpid(inner, 0)
            os._exit(0)
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        place.pids = namespaces.ProcessIds()
        with contextlib.suppress(KeyError):
            seccomp.program(syscalls.MACHINE, 1)  # made once: each child is the first of its namespace
    with open("/proc/self/statm") as file:
        place.size = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    if "mount namespace" in reached:
        try:
            namespaces.build_root()
        except OSError as error:
            reached.remove("mount namespace")
            lacking["mount namespace"] = str(error)
    if not landlock.version():
        lacking["landlock"] = "this kernel was built or started without it"
    place.layers = tuple(reached)
    _tell(control, layers=reached, lacking=lacking, pid=outer)
    return place


def serve(control: socket.socket, place: Place, entry: Entry) -> None:
    """Fork a child at each request until the worker is gone. ``entry`` runs in the child."""
    watch = select.poll()
    watch.register(control, select.POLLIN)
    child = handle = None
    while True:
        for descriptor, _ in watch.poll():
            if descriptor == handle:
                watch.unregister(handle)
                os.close(handle)
                _, status, usage = os.wait4(child, 0)
                child = handle = None
                if place.folder:
                    with contextlib.suppress(RecursionError):  # folders in folders, thousands deep: left behind
                        shutil.rmtree(place.folder, ignore_errors=True)
                how = {"code": os.waitstatus_to_exitcode(status), "cpu": usage.ru_utime + usage.ru_stime}
                _tell(control, **how, memory=usage.ru_maxrss * 1024)
                continue
            try:
                message, descriptors, _, _ = socket.recv_fds(control, 16, 2)
            except ConnectionResetError:  # the worker is gone, and has not heard what we told it last
                message, descriptors = b"", []
            if message == b"kill" and child:
                os.kill(child, signal.SIGKILL)
            elif message == b"used":
                _tell(control, used=_used(child) if child else 0.0)
            elif message == b"fork":
                child = _fork(control, place, entry, descriptors)
                handle = os.pidfd_open(child)
                watch.register(handle, select.POLLIN)
            elif not message:
                if child:
                    os.kill(child, signal.SIGKILL)
                return


def _used(child: int) -> float:
    """Processor seconds of a process and all its threads: its clock, as clock_getcpuclockid(3) numbers it."""
    return time.clock_gettime(~child << 3 | 2)


def _fork(control: socket.socket, place: Place, entry: Entry, descriptors: list[int]) -> int:
    if place.pids:
        place.pids.renew()
    if "mount namespace" not in place.layers:
        place.folder = tempfile.mkdtemp(prefix="coursebook-")
        if place.student is not None:
            os.chown(place.folder, place.student, place.student)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            control.close()
            for wanted, given in zip((3, 4), descriptors, strict=True):
                os.dup2(given, wanted)
            os.closerange(5, os.sysconf("SC_OPEN_MAX"))
            entry(place, socket.socket(fileno=3), socket.socket(fileno=4))
            code = 0
        except BaseException as error:  # told to whoever starts the worker by hand; a grader has stderr closed
            print(f"{type(error).__name__}: {error}", file=sys.__stderr__, flush=True)
        finally:
            os._exit(code)
    for descriptor in descriptors:
        os.close(descriptor)
    return child


def _mapped(user: int) -> bool:
    with open("/proc/self/uid_map") as file:
        ranges = [[int(one) for one in line.split()] for line in file]
    return any(first <= user < first + length for first, _, length in ranges)


def _tell(control: socket.socket, **what) -> None:
    control.send(json.dumps(what).encode())
