"""What a freshly forked child does before anything of a student's touches it."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass

from coursebook import project
from coursebook.grading.sandbox import landlock, namespaces, seccomp, syscalls
from coursebook.grading.sandbox.job import Limits

# Every layer, with what it does; in this order they are told.
LAYERS = {
    "user namespace": "the submission has no rights outside",
    "pid namespace": "it sees no other process, and all that it started ends with it",
    "mount namespace": "it sees libraries and its own folder, nothing else",
    "network namespace": "it has no network",
    "ipc namespace": "it shares no memory with others",
    "landlock": "the kernel refuses every other file, whatever is mounted",
    "seccomp": "the kernel refuses system calls that a notebook does not need",
    "limits": "time, memory, threads, open files and file sizes are bounded",
}


@dataclass
class Place:
    """Where a warm process found itself: the layers that it could set up, and what its children need to know."""

    layers: tuple[str, ...] = ()
    pids: namespaces.ProcessIds | None = None
    student: int | None = None  # the user id to become; None: there is no other
    readable: tuple[str, ...] = ()
    folder: str = ""  # without a mount namespace: an ordinary folder, made for this child
    size: int = 0  # address space of the warm process


def confine(place: Place, limits: Limits, files: dict[str, bytes], memory: int) -> list[str]:
    """Isolate this process for good and put the files into its folder; returns the layers in force.

    Raises:
        OSError: a layer that the warm process relies on could not be set up.
    """
    layers = list(place.layers)
    os.setsid()
    if "mount namespace" in layers:
        namespaces.own_home(limits.disk, place.student or 0)
        home, work, scratch = namespaces.HOME, namespaces.WORK, namespaces.SCRATCH
    else:
        home, work, scratch = place.folder, f"{place.folder}/student", f"{place.folder}/tmp"
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    if landlock.version():
        # Python lists the folder of a package before it imports from it.
        listable = "/" if "mount namespace" in layers else str(project.PACKAGE)
        landlock.restrict((listable,), place.readable, (home, "/dev/null"))
        layers.append("landlock")
    if place.student is not None:
        os.setgroups([])
        os.setresgid(place.student, place.student, place.student)
        os.setresuid(place.student, place.student, place.student)
    syscalls.drop_capabilities()
    os.umask(0o077)
    os.environ.update(HOME=work, TMPDIR=scratch, IPYTHONDIR=scratch, MPLCONFIGDIR=scratch)
    for folder in (work, scratch):
        os.mkdir(folder)
    for name, content in files.items():
        write_file(os.path.join(work, name), content)
    os.chdir(work)
    _limit(limits, place.size + memory, place.student is not None or "user namespace" in layers)
    layers.append("limits")
    try:
        seccomp.restrict()
        layers.append("seccomp")
    except (OSError, KeyError):  # a kernel without it, or a machine whose numbers we do not know
        pass
    return [name for name in LAYERS if name in layers]


def write_file(path: str, content: bytes) -> None:
    """Write a file, and its folders where they are missing."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def _limit(limits: Limits, memory: int, counted: bool) -> None:
    """``counted``: whether this user's processes are counted apart from those that the grader's user has elsewhere."""
    cpu = max(1, round(limits.total_cpu))
    if counted:  # with the warm process, which may have the same user id
        resource.setrlimit(resource.RLIMIT_NPROC, (limits.threads + 2, limits.threads + 2))
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
