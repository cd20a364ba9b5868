"""Namespaces: no network, no other process, and a file system in which there is nothing but libraries.

The warm process that forks the submissions lives in a user, mount, network, IPC and UTS namespace of its own, in
which its capabilities end; each submission gets a PID, mount and IPC namespace on top. bubblewrap builds the same,
but starts a new program, and a new interpreter needs over a second to import pandas: it could wrap the warm process
only, and would leave the submissions of one worker together in one namespace.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from pathlib import Path

from coursebook import project
from coursebook.grading.sandbox import syscalls

HOME, WORK, SCRATCH = "/home", "/home/student", "/home/tmp"
# Inside, as root outside: "nobody", so that limits on processes bind. An ordinary user has no second id to give.
STUDENT, NOBODY = 1000, 65534
_STAGE = "/sys"  # where the new root is put together; exists everywhere, and no interpreter lives there
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_VISIBLE = ("__init__.py", "project.py", "settings.py", "faults.py", "checks", "evidence")


def libraries() -> list[str]:
    """The folders that Python and its packages are loaded from; this package is not among them."""
    stdlib = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    own = [one for one in sys.path if one and Path(one).resolve() not in (project.current().root, project.PACKAGE.parent)]
    base = [str(Path(sys.base_prefix) / "lib")]
    found = {one for one in (*_SYSTEM, *stdlib, *base, *site.getsitepackages(), *own) if os.path.exists(one)}
    # An outer folder brings its inner ones along.
    return sorted(one for one in found if not any(one != outer and one.startswith(outer + "/") for outer in found))


def visible() -> list[str]:
    """The parts of this package, and the data, that a notebook may load."""
    return [str(one) for one in (*(project.PACKAGE / name for name in _VISIBLE), project.current().data) if one.exists()]


def devices() -> list[str]:
    """The harmless devices."""
    return [one for one in _DEVICES if os.path.exists(one)]


def map_users(process: int) -> None:
    """From outside: let a process that made a user namespace be root in it, and, if we are root, become nobody too.

    Raises:
        OSError: not allowed here.
    """
    user, group = os.geteuid(), os.getegid()
    inner = f"{STUDENT} {NOBODY} 1\n" if user == 0 else ""
    if user != 0:
        Path(f"/proc/{process}/setgroups").write_text("deny")
    Path(f"/proc/{process}/gid_map").write_text(f"0 {group} 1\n{inner}")
    Path(f"/proc/{process}/uid_map").write_text(f"0 {user} 1\n{inner}")


def build_root() -> None:
    """Replace the root by one that holds libraries, devices and the visible parts of this package, all read-only."""
    syscalls.mount("", "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
    syscalls.mount("tmpfs", _STAGE, "tmpfs", syscalls.MS_NOSUID | syscalls.MS_NODEV, "mode=755,size=1m")
    for path in libraries():
        _bring(path, covered=str(project.PACKAGE).startswith(path + "/"))
    for path in visible():
        _bring(path)
    for path in devices():
        _bring(path, attributes=syscalls.ATTRIBUTE_RDONLY | syscalls.ATTRIBUTE_NOSUID)
    os.makedirs(_STAGE + HOME, exist_ok=True)
    syscalls.protect(_STAGE, syscalls.ATTRIBUTE_RDONLY, recursive=False)
    syscalls.pivot(_STAGE)


_HARDENED = syscalls.ATTRIBUTE_RDONLY | syscalls.ATTRIBUTE_NOSUID | syscalls.ATTRIBUTE_NODEV


def _bring(path: str, attributes: int = _HARDENED, covered: bool = False) -> None:
    """Show one file or folder at the same place below the new root; ``covered``: with this package blotted out."""
    target = _STAGE + path
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path):
        if not os.path.lexists(target):
            os.symlink(os.readlink(path), target)
        real = os.path.realpath(path)
        if not os.path.exists(_STAGE + real):
            _bring(real, attributes, covered)
        return
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    elif not os.path.exists(target):
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o444))
    syscalls.mount(path, target, None, syscalls.MS_BIND | syscalls.MS_REC)
    if covered:
        syscalls.mount("tmpfs", _STAGE + str(project.PACKAGE), "tmpfs", syscalls.MS_NOSUID | syscalls.MS_NODEV, "mode=755")
        for part in visible():
            if part.startswith(path + "/"):
                os.makedirs(_STAGE + os.path.dirname(part), exist_ok=True)
                (os.makedirs if os.path.isdir(part) else _touch)(_STAGE + part)
    syscalls.protect(target, attributes)


def _touch(path: str) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o444))


class ProcessIds:
    """Gives each next child a PID namespace of its own, in which it is the first process: with it, all its kin end."""

    def __init__(self):
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def renew(self) -> None:
        """Call before each fork."""
        syscalls.setns(self._own, syscalls.NEWPID)
        syscalls.unshare(syscalls.NEWPID, "pid namespace")


def own_home(size: int, user: int) -> None:
    """In a child: an IPC namespace, and a small file system in memory at :data:`HOME` that no one else sees."""
    syscalls.unshare(syscalls.NEWNS | syscalls.NEWIPC, "mount and ipc namespaces")
    flags = syscalls.MS_NOSUID | syscalls.MS_NODEV
    syscalls.mount("tmpfs", HOME, "tmpfs", flags, f"mode=700,size={size},nr_inodes=4096,uid={user},gid={user}")
