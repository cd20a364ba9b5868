"""Landlock: what a submission may read and write, whatever it finds mounted.

The package `landlock` on PyPI is a development release and does not know signals and sockets, so the three calls are
made here.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from coursebook.grading.sandbox import syscalls

# Rights on files, by the version (ABI) of Landlock that brought them: linux/landlock.h.
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG, _MAKE_SYM = 1 << 7, 1 << 8, 1 << 12
_FIRST = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_BIND_TCP, _CONNECT_TCP = 1, 2
_SCOPE_SOCKET, _SCOPE_SIGNAL = 1, 2
_PATH_BENEATH = 1


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The version of Landlock that this kernel has; 0 if none."""
    try:
        return syscalls.call(syscalls.LANDLOCK_CREATE, None, 0, 1, what="landlock")
    except OSError:
        return 0


def restrict(listable: Iterable[str], readable: Iterable[str], writable: Iterable[str]) -> None:
    """Confine this process, for good, to files under these folders. Needs no_new_privs.

    Args:
        listable: folders in which, at any depth, names may be seen.
        readable: files, and folders with all that is in them.
        writable: the same, to be changed too.

    Connections, and signals to processes outside, are refused too where the kernel's version knows them.

    Raises:
        OSError: the kernel has no Landlock.
    """
    abi = version()
    files = _FIRST | (_REFER if abi >= 2 else 0) | (_TRUNCATE if abi >= 3 else 0) | (_IOCTL_DEV if abi >= 5 else 0)
    network = _BIND_TCP | _CONNECT_TCP if abi >= 4 else 0
    scope = _SCOPE_SOCKET | _SCOPE_SIGNAL if abi >= 6 else 0
    handled = (ctypes.c_uint64 * 3)(files, network, scope)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = syscalls.call(syscalls.LANDLOCK_CREATE, handled, size, 0, what="landlock_create_ruleset")
    reading = _READ_FILE | _READ_DIR
    writing = reading | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM
    writing |= (_REFER | _TRUNCATE) & files
    try:
        for paths, rights in ((listable, _READ_DIR), (readable, reading), (writable, writing)):
            for path in paths:
                _allow(ruleset, path, rights)
        syscalls.call(syscalls.LANDLOCK_RESTRICT, ruleset, 0, what="landlock_restrict_self")
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE
        rule = ctypes.byref(_Beneath(rights, descriptor))
        syscalls.call(syscalls.LANDLOCK_ADD, ruleset, _PATH_BENEATH, rule, 0, what=f"landlock_add_rule {path}")
    finally:
        os.close(descriptor)
