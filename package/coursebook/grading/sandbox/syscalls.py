"""The few system calls that isolation needs and Python lacks (Linux on x86_64 and aarch64)."""

from __future__ import annotations

import ctypes
import os
import platform

MACHINE = platform.machine()

NEWNS, NEWUTS, NEWIPC = 0x00020000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
ATTRIBUTE_RDONLY, ATTRIBUTE_NOSUID, ATTRIBUTE_NODEV = 0x1, 0x2, 0x4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000

# Numbers that differ between the two; from 424 on all architectures share them.
_NUMBERS = {"x86_64": {"pivot_root": 155, "capset": 126}, "aarch64": {"pivot_root": 41, "capset": 91}}
MOUNT_SETATTR, LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 442, 444, 445, 446

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def call(number: int, *arguments, what: str) -> int:
    """A raw system call. Raises OSError that names ``what``."""
    plain = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return _checked(_libc.syscall(ctypes.c_long(number), *plain), what)


def unshare(flags: int, what: str) -> None:
    """Move this process into new namespaces (for NEWPID: its future children)."""
    _checked(_libc.unshare(ctypes.c_int(flags)), what)


def setns(descriptor: int, flags: int) -> None:
    """Move this process (for NEWPID: its future children) into the namespace behind a descriptor."""
    _checked(_libc.setns(ctypes.c_int(descriptor), ctypes.c_int(flags)), "setns")


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """mount(2)."""
    encoded = [os.fsencode(one) if one else None for one in (source, target, kind)]
    _checked(_libc.mount(*encoded, ctypes.c_ulong(flags), os.fsencode(data) or None), f"mount {target}")


def protect(target: str, attributes: int, recursive: bool = True) -> None:
    """Set attributes such as read-only on a mount and on what is mounted below it (mount_setattr(2))."""
    request = (ctypes.c_uint64 * 4)(attributes, 0, 0, 0)
    flags = AT_RECURSIVE if recursive else 0
    call(MOUNT_SETATTR, AT_FDCWD, os.fsencode(target), flags, request, 32, what=f"mount_setattr {target}")


def pivot(root: str) -> None:
    """Make ``root`` the root of this mount namespace and let go of the old one."""
    os.chdir(root)
    call(_NUMBERS[MACHINE]["pivot_root"], b".", b".", what="pivot_root")
    _checked(_libc.umount2(b".", MNT_DETACH), "umount2")
    os.chdir("/")


def prctl(option: int, value: int, pointer=None) -> None:
    """prctl(2)."""
    _checked(_libc.prctl(option, ctypes.c_ulong(value), pointer, None, None), f"prctl {option}")


def drop_capabilities() -> None:
    """Give up every capability."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    call(_NUMBERS[MACHINE]["capset"], header, (ctypes.c_uint32 * 6)(), what="capset")
