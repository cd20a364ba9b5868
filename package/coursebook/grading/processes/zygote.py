"""The program that imports the libraries once and forks a pair of warm processes for each worker that asks.

One of a pair forks the submissions, the other the checkers. It is started with a clean environment and knows no test,
no key and no submission; the second of a pair is sent the tests only when it is on its own.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
import time

from coursebook import startup  # noqa: F401  (first: the imports below are what it lightens)

from coursebook import project  # isort: skip
from coursebook.grading.processes import fork_server

from coursebook.grading.sandbox import syscalls  # isort: skip

_PATIENCE = 5.0
STUDENT_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "USER": "student",
    "LOGNAME": "student",
    "HOME": "/home/student",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

_REHEARSAL = """
import io, random, warnings, datetime
import numpy as np, pandas as pd, matplotlib.pyplot as plt
table = pd.read_csv(io.StringIO("unit,when,n,x\\nA,2024-01-01,1,0.5\\nB,2024-02-01,2,\\nA,2025-01-01,3,1.5\\n"),
                    parse_dates=["when"])
table["year"] = table["when"].dt.year
wide = table.groupby(["unit", "year"], as_index=False)["n"].sum().pivot(index="unit", columns="year", values="n")
merged = table.merge(wide.reset_index(), on="unit", how="left").sort_values(["unit", "year"]).reset_index(drop=True)
display(merged); str(table.describe()), repr(table["x"].rolling(2).mean()), table.query("n > 1").to_csv()
table["unit"].str.upper().value_counts(normalize=True), table.set_index("when").resample("YS")["n"].sum()
table.groupby("unit").agg(total=("n", "sum"), mean=("x", "mean")), table.isna().sum(), pd.concat([table, table])
figure, axes = plt.subplots()
axes.plot([1, 2, 3], [2.5, 1, 4], label="a"); axes.bar([1, 2], [3, 4]); axes.set(title="T", xlabel="x", ylabel="y")
axes.legend(); axes.scatter([1], [2]); axes.set_xticks([1, 2], ["one", "two"], rotation=45)
figure.savefig(io.BytesIO(), format="png"); plt.close("all")
table.plot(x="when", y="n"); plt.gcf().savefig(io.BytesIO(), format="png"); plt.close("all")
table
"""


def main() -> None:
    """Run with the descriptor of the socket on which pairs are ordered: one message each, with two control sockets."""
    orders = socket.socket(fileno=int(sys.argv[1]))
    from coursebook.grading.checking import checker as checking
    from coursebook.grading.run import runner
    from coursebook.grading.run.shell import rehearse, start

    project.current()  # the environment names it, and is emptied below
    shell = start()
    rehearse(shell, _REHEARSAL)
    os.environ.clear()
    os.environ.update(STUDENT_ENVIRONMENT)
    gc.collect()
    gc.freeze()  # so that collecting garbage in a child does not copy the parent's pages
    gc.set_threshold(20_000, 20, 20)
    prepare = (lambda _: runner.entry(shell)), (lambda control: checking.prepare(control, shell))
    while True:
        _, controls, _, _ = socket.recv_fds(orders, 16, 2)
        _reap(0.0 if controls else _PATIENCE)
        if not controls:
            return  # nobody is left who could order
        for control, role in zip(controls, prepare, strict=True):
            if os.fork() == 0:
                syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
                orders.close()
                for other in set(controls) - {control}:
                    os.close(other)
                with socket.socket(fileno=control) as own:
                    entry = role(own)
                    fork_server.serve(own, fork_server.settle(own), entry)
                os._exit(0)
        for control in controls:
            os.close(control)


def _reap(patience: float) -> None:
    """Let those go that have ended; so long may others end by themselves, which take the folders with them that they made."""
    ends = time.monotonic() + patience
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0] or time.monotonic() < ends:
            time.sleep(min(0.01, patience))


if __name__ == "__main__":
    main()
