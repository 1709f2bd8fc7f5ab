"""A reader of pages: elements, links, headings and text, by the parser of the standard library."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "hr", "img", "input", "link", "source", "wbr", "col"})
LOADING = {
    "img": "src", "script": "src", "link": "href", "iframe": "src", "image": "href", "use": "href",
    "source": "src", "video": "src", "audio": "src", "object": "data", "embed": "src",
}  # fmt: skip


@dataclass
class Page:
    """What was found in a page."""

    html: str
    elements: Counter[str] = field(default_factory=Counter)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    text: str = ""

    def count(self, element: str) -> int:
        return self.elements[element]


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.open: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        page, held = self.page, dict(attrs)
        page.elements[tag] += 1
        page.handlers += [name for name in held if name.startswith("on")]
        if held.get("id"):
            page.ids.append(str(held["id"]))
        if tag == "a":
            page.links.append(str(held.get("href")))
        if tag in LOADING and held.get(LOADING[tag]):
            page.loads.append(str(held[LOADING[tag]]))
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            page.levels.append(int(tag[1]))
            page.headings.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.page.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)
        if self.open and self.open[-1] in ("h1", "h2", "h3", "h4"):
            self.page.headings[-1] += data


def read(html: str) -> Page:
    """Parse a page; ``unbalanced`` names what was not closed where it should be."""
    page = Page(html)
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    page.unbalanced += reader.open
    page.text = " ".join("".join(reader.said).split())
    return page
