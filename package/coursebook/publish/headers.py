"""The headers with which the site is served: compression, caching, and what a page may do.

``make serve`` and the tests send them; ``docs/nginx.conf`` and ``docs/Caddyfile`` are samples of the same, which a
test compares with this.
"""

from __future__ import annotations

import base64
import hashlib
import http.server
import os
import re
from urllib.parse import urlsplit

from coursebook.book.browser.pyodide import PUBLIC
from coursebook.book.theme import THEME_SCRIPT
from coursebook.publish.passes.site import FIGURES, LAB

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
HASHED = re.compile(r"/(?:_static|_explorers)/[^/]+\.[0-9a-f]{10}\.\w+$")
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


def script_hash(script: str = THEME_SCRIPT) -> str:
    """The hash by which a policy knows an inline script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def policy(shown_in: str = "'self'") -> str:
    """The content security policy of every page: scripts of the site alone, no inline script but the theme's.

    Args:
        shown_in: whose pages may show it in a frame.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' '{script_hash()}'",
            # Figures are SVG with style attributes.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "media-src 'self' blob:",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {shown_in}",
        )
    )


def lab_policy() -> str:
    """The policy of what lies under ``lab/``: Python is compiled there, and may come from Pyodide's public files.

    The worker that runs a page's cells has it too, since a worker has the policy of its own file.
    """
    public = "https://" + urlsplit(PUBLIC).netloc
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob: {public}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' data: blob: {public}",
            "worker-src 'self' blob:",
            "base-uri 'self'",
            "frame-ancestors 'self'",
        )
    )


def headers(path: str) -> dict[str, str]:
    """What is sent with the file at an address, such as ``/chapters/first.html``."""
    sent = {
        "Cache-Control": FOREVER if HASHED.search(path) else ASK_AGAIN,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    if path.startswith(f"/{LAB}/"):
        sent["Content-Security-Policy"] = lab_policy()
    else:
        # A single figure may be shown within pages of others.
        sent["Content-Security-Policy"] = policy("*") if path.startswith(f"/{FIGURES}/") else policy()
    return sent


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder as the samples in ``docs/`` do: compressed siblings, caching, policy."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        """Say nothing for each request."""

    def send_head(self):
        path = self.translate_path(self.path)
        if os.path.isdir(path) and self.path.split("?")[0].endswith("/"):
            path = os.path.join(path, "index.html")
        accepted = self.headers.get("Accept-Encoding", "")
        for name, suffix in ENCODINGS:
            if name in accepted and os.path.isfile(path + suffix):
                return self._send(path, suffix, name)
        return super().send_head()

    def _send(self, path: str, suffix: str, name: str):
        file = open(path + suffix, "rb")
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", name)
        self.send_header("Content-Length", str(os.fstat(file.fileno()).st_size))
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        return file

    def end_headers(self):
        for name, value in headers(self.path.split("?")[0]).items():
            self.send_header(name, value)
        super().end_headers()
