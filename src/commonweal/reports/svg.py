"""From a Vega-Lite specification to a small, self-contained drawing with a text alternative."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

VEGA_LITE = "5.20"
"""The version of Vega-Lite that every chart is drawn with."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_DROPPED = frozenset({"class", "role", "pointer-events", "version", "font-family"})
_DEFAULTS = {
    "opacity": "1", "stroke-width": "1", "text-anchor": "start", "font-weight": "normal",
    "fill-opacity": "1", "stroke-opacity": "1",
}  # fmt: skip


def draw(spec: dict[str, Any], *, name: str, title: str, description: str) -> str:
    """Render a specification as an SVG element ready to stand in a page.

    ``name`` must be unique in the page: the ids of title and description are made from it.
    Nothing is fetched: the data stand in the specification.
    """
    import vl_convert

    # a control character in a text makes the renderer abort the process: none gets there
    text = vl_convert.vegalite_to_svg(_printable(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    root = ElementTree.fromstring(text)  # noqa: S314 - drawn by the line above, not by a stranger
    drawing = _tidied(root)
    for at, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(tag, {"id": f"{name}-{tag}"})
        element.text = printable(words)
        drawing.insert(at, element)
    drawing.set("role", "img")
    drawing.set("aria-labelledby", f"{name}-title {name}-desc")
    return ElementTree.tostring(drawing, encoding="unicode", short_empty_elements=True)


def printable(text: str) -> str:
    """The text with a mark in place of what XML, UTF-8 or the renderer cannot hold.

    >>> printable("a" + chr(11) + "b") == "a" + chr(0xFFFD) + "b"
    True
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _printable(value: Any) -> Any:
    """The same specification with every text in it printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list) else value


def _tidied(root: ElementTree.Element) -> ElementTree.Element:
    """The drawing without what the page does not need: roles, empty paths, long decimals."""
    drawing = ElementTree.Element("svg", {"xmlns": _NAMESPACE})
    drawing.set("viewBox", _rounded(root.get("viewBox", "")))
    drawing.set("width", _rounded(root.get("width", "")))
    drawing.set("font-family", _font(root))
    for child in root:
        _copy(child, drawing)
    return drawing


def _copy(source: ElementTree.Element, parent: ElementTree.Element) -> None:
    tag = source.tag.removeprefix(f"{{{_NAMESPACE}}}")
    if source.get("display") == "none" or _invisible(tag, source):
        return
    attributes = {
        key: _rounded(value) if key not in ("fill", "stroke") else value
        for key, value in source.attrib.items()
        if key not in _DROPPED and not key.startswith("aria-") and _DEFAULTS.get(key) != value
    }
    if attributes.get("transform") == "translate(0,0)":
        del attributes["transform"]
    if tag == "g" and not attributes:
        for child in source:
            _copy(child, parent)
        return
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = source.text
    for child in source:
        _copy(child, element)
    if tag == "g" and len(element) == 0:
        parent.remove(element)


def _invisible(tag: str, source: ElementTree.Element) -> bool:
    """Groups draw a background path even where nothing fills or strokes it."""
    painted = source.get("fill", "none" if tag == "path" else "black") not in (
        "none",
        "transparent",
    )
    stroked = source.get("stroke", "none") not in ("none", "transparent")
    return tag in ("path", "rect", "line") and not painted and not stroked


def _font(root: ElementTree.Element) -> str:
    for element in root.iter(f"{{{_NAMESPACE}}}text"):
        if family := element.get("font-family"):
            return family
    return "sans-serif"


def _rounded(value: str) -> str:
    return _NUMBER.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), value)
