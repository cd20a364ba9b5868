"""The built site as the passes see it."""

from __future__ import annotations

from pathlib import Path

LAB = "lab"
# Pages of single figures, to be shown within pages of others.
FIGURES = "figure"


class Site:
    """The site between Sphinx and its readers.

    Attributes:
        folder: where it lies.
        source: the book's folder, with ``_config.yml``.
        kept: a folder that survives from run to run.
        lab: the browser's notebooks, which join the site after the passes; ``None`` for a book without.
        pages: the HTML of every page by its address, such as ``chapters/first.html``; passes replace it.
        assets: the name that Sphinx knows -> the name with its hash, filled by the hashing pass.
        faults: what is wrong; any fault stops the build after its pass.
    """

    def __init__(self, folder: Path, source: Path, kept: Path, lab: Path | None = None):
        self.folder, self.source, self.kept, self.lab = folder, source, kept, lab
        self.assets: dict[str, str] = {}
        self.faults: list[str] = []
        self._read = {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*.html"))
            if path.relative_to(folder).parts[0] not in (LAB, "_static")
        }
        self.pages = dict(self._read)

    def add(self, address: str, content: str | bytes) -> None:
        """Put a file at an address; a page goes into ``pages``, so that later passes see it."""
        if address.endswith(".html"):
            self.pages[address] = content if isinstance(content, str) else content.decode()
            return
        path = self.folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def fault(self, place: str, what: str, fix: str) -> None:
        """Note a fault of a page or file."""
        self.faults.append(f"{place}: {what} Fix: {fix}")

    def file(self, page: str, address: str) -> Path | None:
        """The file that a page means by an address; ``None`` for another host, a fragment or data."""
        plain = address.split("#")[0].split("?")[0]
        if not plain or ":" in plain.split("/")[0] or plain.startswith("//"):
            return None
        return (self.folder / page).parent.joinpath(plain).resolve()

    def write(self) -> None:
        """Write the pages that passes changed."""
        for address, text in self.pages.items():
            if self._read.get(address) != text:
                path = self.folder / address
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        self._read = dict(self.pages)
