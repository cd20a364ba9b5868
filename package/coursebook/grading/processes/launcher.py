"""The program that forks warm processes, seen from the process that started it. Light to import: it is started first."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from coursebook import project

# What the warm processes inherit: where matplotlib's list of fonts is kept, so that it need not be made anew.
_KEPT = ("HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")
_SET = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "agg",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class Program:
    """The program that forks warm processes, seen from the process that started it.

    Attributes:
        orders: the socket on which pairs are ordered; who holds a copy may order. It ends with the last copy.
    """

    def __init__(self):
        self.orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= _SET | {"PYTHONPATH": str(project.PACKAGE.parent), project.VARIABLE: str(project.current().root)}
        with theirs:
            self._running = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "coursebook.grading.processes.zygote", str(theirs.fileno())],
                env=environment,
                pass_fds=(theirs.fileno(),),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("COURSEBOOK_GRADING_DEBUG") else subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the command that started it
            )

    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._running.poll() is None

    def kill(self) -> None:
        """End it at once, and with it every warm process that it forked."""
        self.orders.close()
        self._running.kill()
        self._running.wait()
