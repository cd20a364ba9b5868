"""No page asks another host for anything: scripts, styles, pictures and fonts come with the book."""

from __future__ import annotations

import re
from pathlib import Path

FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|data|poster)\s*=\s*[\"']((?:https?:)?//[^\"']+)"
    r"|<link\b(?=[^>]*rel=[\"'](?:stylesheet|preload|icon|preconnect|dns-prefetch|modulepreload))[^>]*?href=[\"']((?:https?:)?//[^\"']+)",
    re.I,
)
STYLED = re.compile(r"(?:@import\s+(?:url\()?|url\()\s*[\"']?((?:https?:)?//[^\"')\s]+)", re.I)


def foreign_requests(site: Path) -> list[str]:
    """What pages and styles of the site would fetch from another host, each with its file."""
    found = []
    for path in sorted(site.rglob("*")):
        if path.suffix not in (".html", ".css"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for pattern in (FETCHED, STYLED) if path.suffix == ".html" else (STYLED,):
            for groups in pattern.findall(text):
                address = groups if isinstance(groups, str) else next(filter(None, groups))
                found.append(f"{path.relative_to(site).as_posix()} asks another host for {address}")
    return found
