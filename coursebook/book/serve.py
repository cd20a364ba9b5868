"""Show the book on this machine and rebuild it when a file is saved.

This process has imported all that a build needs and has read none of the book: each build is a fork of it, which
starts at once and sees every file as it is now. When the package itself changes, the process starts anew.
"""

from __future__ import annotations

import functools
import http.server
import multiprocessing
import os
import sys
import time
from pathlib import Path

from coursebook import paths
from coursebook.book.build import BuildError, build
from coursebook.book.headers import Handler
from coursebook.book.pages import warm
from coursebook.evidence import EvidenceError

WATCHED = ("*.md", "*.yml", "*.bib", "*.csv", "*.json", "*.py", "*.css", "*.js", "*.html")
LEFT_OUT = {".venv", "_build", ".git", "__pycache__", "tests"}
FORK = multiprocessing.get_context("fork")


def _stamps(root: Path) -> dict[Path, int]:
    found = {}
    for pattern in WATCHED:
        for path in root.rglob(pattern):
            if not LEFT_OUT & set(path.relative_to(root).parts):
                found[path] = path.stat().st_mtime_ns
    return found


def _build() -> None:
    begun = time.monotonic()
    try:
        build()
        print(f"Built in {time.monotonic() - begun:.1f} seconds.", flush=True)
    except (BuildError, EvidenceError) as error:
        print(error, flush=True)
        sys.exit(1)


def _forked(target, **options):
    child = FORK.Process(target=target, **options)
    child.start()
    return child


def serve(port: int = 8000) -> None:
    """Serve ``_build/html`` on the loopback address until interrupted."""
    handler = functools.partial(Handler, directory=str(paths.SITE))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BuildError(
            f"Port {port} cannot be used ({error.strerror}). Mend: coursebook book serve --port N."
        ) from None
    warm()
    seen = _stamps(paths.ROOT)
    _forked(_build).join()
    # In a process of its own: this one stays without threads, as a process that forks should be.
    shown = _forked(server.serve_forever, daemon=True)
    server.socket.close()
    print(f"The book is at http://127.0.0.1:{port}/ and is rebuilt when a file is saved. Ctrl-C ends it.", flush=True)
    try:
        while True:
            time.sleep(0.3)
            now = _stamps(paths.ROOT)
            if now == seen:
                continue
            changed = sorted(path for path in now.keys() | seen.keys() if now.get(path) != seen.get(path))
            print(f"Changed: {', '.join(map(paths.within_book, changed[:3]))}. Building …", flush=True)
            seen = now
            if any(path.suffix == ".py" and path.is_relative_to(paths.PACKAGE) for path in changed):
                print("The package has changed: starting anew.", flush=True)
                shown.terminate()
                shown.join()
                os.execv(sys.executable, [sys.executable, "-m", "coursebook", "book", "serve", "--port", str(port)])
            _forked(_build).join()
    except KeyboardInterrupt:
        shown.terminate()
