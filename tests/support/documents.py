"""Documents as they are used: their files, their commands, and what they say comes out."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Command:
    """A command and the lines that must come out of it, in this order; … stands for others."""

    words: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class File:
    """A file that the reader is told to write."""

    name: str
    text: str


def steps(document: Path) -> list[Command | File]:
    """The commands of blocks of kind ``console`` and the files of blocks of kind ``yaml``."""
    found: list[Command | File] = []
    for kind, text in _FENCE.findall(document.read_text(encoding="utf-8")):
        if kind == "console":
            found += _commands(text)
        elif kind == "yaml" and (named := re.match(r"# (\S+\.yaml)\n", text)):
            found.append(File(named[1], text))
    return found


def table(document: Path) -> str:
    """The CSV file that a document shows."""
    (text,) = (text for kind, text in _FENCE.findall(document.read_text("utf-8")) if kind == "csv")
    return str(text)


def masked(line: str) -> str:
    """A line with every number as ``#``: results may move by a digit, words may not."""
    return " ".join(_NUMBER.sub("#", line).split())


def links(document: Path) -> list[str]:
    """The relative addresses a document points to."""
    found = _LINK.findall(_FENCE.sub("", document.read_text(encoding="utf-8")))
    return [link for link in found if not link.startswith(("http://", "https://"))]


def anchors(document: Path) -> set[str]:
    """The addresses of the headings of a document, as GitHub makes them."""
    text = _FENCE.sub("", document.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def _commands(block: str) -> list[Command]:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [
        Command(tuple(shlex.split(first, comments=True)), tuple(rest.splitlines()))
        for first, _, rest in (part.partition("\n") for part in parts)
    ]
