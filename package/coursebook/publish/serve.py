"""Show the book on this machine and rebuild it when a file is saved.

This process has imported all that a build needs and has read the question bank: each build is a fork of it, which
starts at once. When what it has taken in changes (the package, the questions, the evidence), the process starts anew.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import http.server
import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path

from coursebook import project
from coursebook.evidence import InputError
from coursebook.evidence.bibliography import bibliography
from coursebook.exercises import hunts, questions, rubrics
from coursebook.faults import BuildError
from coursebook.publish.build import build
from coursebook.publish.build_state import sources
from coursebook.publish.headers import Handler
from coursebook.publish.pages import prepare_bibliography, warm

WATCHED = {".md", ".yml", ".bib", ".csv", ".json", ".py", ".css", ".js", ".html", ".svg", ".po", ".mplstyle"}
FORK = multiprocessing.get_context("fork")


def stamps(root: Path) -> dict[Path, int]:
    """When each file that a build reads was last saved."""
    found = {}
    for path in sources(root):
        if path.suffix in WATCHED:
            with contextlib.suppress(FileNotFoundError):  # an editor's own file, gone already
                found[path] = path.stat().st_mtime_ns
    return found


def _take_in() -> None:
    """Import and read what every build needs; faults are told by the build itself."""
    warm()
    for read in (questions.questions, rubrics.tasks, hunts.hunts):
        with contextlib.suppress(InputError):
            read()
    with contextlib.suppress(InputError):
        prepare_bibliography(bibliography().entries.values())


def is_taken_in(path: Path) -> bool:
    """Whether this process has read a file that builds rely on: its code, the questions, the evidence."""
    kept = (project.current().data, project.current().exercises, project.current().bibliography)
    code = path.suffix == ".py" and path.is_relative_to(project.PACKAGE)
    return code or any(path.is_relative_to(place) for place in kept)


def _build() -> None:
    gc.disable()  # it ends with the build
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_DFL)  # the process that serves says what there is to say
    begun = time.monotonic()
    try:
        build()
        print(f"Built in {time.monotonic() - begun:.1f} seconds.", flush=True)
    except (BuildError, InputError) as error:
        print(error, flush=True)
        sys.exit(1)


def _forked(target, **options):
    child = FORK.Process(target=target, **options)
    child.start()
    return child


def _show(server: http.server.ThreadingHTTPServer) -> None:
    """Answer readers for as long as the process lives that builds, however that ends."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = os.getppid()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while os.getppid() == parent:
        time.sleep(0.5)


def serve(port: int = 8000) -> None:
    """Serve ``_build/html`` on the loopback address until interrupted."""
    handler = functools.partial(Handler, directory=str(project.current().site))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or "there is no such port"
        raise BuildError(f"Port {port} cannot be used ({why}). Fix: coursebook book serve --port N.") from None
    _take_in()
    seen = stamps(project.current().root)
    _forked(_build).join()
    # In a process of its own: this one stays without threads, as a process that forks should be.
    shown = _forked(_show, args=(server,), daemon=True)
    server.socket.close()
    print(f"The book is at http://127.0.0.1:{port}/ and is rebuilt when a file is saved. Ctrl-C ends it.", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while True:
            time.sleep(0.1)
            now = stamps(project.current().root)
            if now == seen:
                continue
            changed = sorted(path for path in now.keys() | seen.keys() if now.get(path) != seen.get(path))
            print(f"Changed: {', '.join(map(project.current().within, changed[:3]))}. Building …", flush=True)
            seen = now
            if any(map(is_taken_in, changed)):
                print("What every page rests on has changed: starting anew.", flush=True)
                shown.terminate()
                shown.join()
                os.execv(sys.executable, [sys.executable, "-m", "coursebook", "book", "serve", "--port", str(port)])
            _forked(_build).join()
    except KeyboardInterrupt:
        shown.terminate()
