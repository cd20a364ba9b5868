"""Show the book on this machine and rebuild it when a file is saved."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from pathlib import Path

from coursebook import paths
from coursebook.book.build import BuildError, build

WATCHED = ("*.md", "*.yml", "*.bib", "*.csv", "*.json", "*.py", "*.css", "*.js")
LEFT_OUT = {".venv", "_build", ".git", "__pycache__", "tests"}


def _stamps(root: Path) -> dict[Path, int]:
    found = {}
    for pattern in WATCHED:
        for path in root.rglob(pattern):
            if not LEFT_OUT & set(path.relative_to(root).parts):
                found[path] = path.stat().st_mtime_ns
    return found


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        """Say nothing for each request; rebuilds are what the author waits for."""


def serve(port: int = 8000) -> None:
    """Serve ``_build/html`` on the loopback address until interrupted."""
    if not paths.SITE.is_dir():
        build()
    handler = functools.partial(_Quiet, directory=str(paths.SITE))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BuildError(
            f"Port {port} cannot be used ({error.strerror}). Mend: coursebook book serve --port N."
        ) from None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"The book is at http://127.0.0.1:{port}/ and is rebuilt when a file is saved. Ctrl-C ends it.", flush=True)
    seen = _stamps(paths.ROOT)
    try:
        while True:
            time.sleep(0.7)
            now = _stamps(paths.ROOT)
            if now == seen:
                continue
            changed = sorted(path for path in now.keys() | seen.keys() if now.get(path) != seen.get(path))
            print(f"Changed: {', '.join(map(paths.within_book, changed[:3]))}. Building …", flush=True)
            seen = now
            try:
                build()
                print("Built.", flush=True)
            except BuildError as error:
                print(error, flush=True)
    except KeyboardInterrupt:
        server.shutdown()
