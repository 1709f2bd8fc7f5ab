"""The report: one self-contained HTML page, written whole or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import commonweal
from commonweal.core.errors import FileError
from commonweal.reports import findings, gains, grounds, wording
from commonweal.reports.blocks import Figure, Section
from commonweal.reports.numbers import percent
from commonweal.reports.summary import by_article, verdict_counts, verdict_table
from commonweal.reports.svg import draw, printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from commonweal.claims.judgement import Judgement

TITLE = "Claims about public policy, tested"
_ADDRESS = re.compile(r"(https?://[^\s<>\"'()\[\]]*[^\s<>\"'()\[\].,;:])")
_BRACKETS = re.compile(r"(\([^()]{1,60}\))")
_TEMPLATES = Path(__file__).parent / "templates"
_SECTIONS: tuple[Callable[[Judgement], Section | None], ...] = (
    findings.tested, findings.effect, gains.ledgers, findings.attribution, findings.hinges, findings.fails_where,
    grounds.readings, grounds.tables, grounds.outcome, findings.alternatives, findings.control,
    grounds.evidence, grounds.left_out, grounds.disagree, grounds.provenance,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What the page shows of one claim: the head in words, then its sections.

    ``anchor`` is unique in the page; ``meanings`` explain each kind of qualifier once.
    """

    anchor: str
    id: str
    kind: str
    kind_words: str
    statement: str
    article: str
    paragraph: int | None
    link: str
    verdict: str
    symbol: str
    qualifiers: tuple[str, ...]
    meanings: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    p: str
    interval: str
    priors: str
    changed: bool
    sections: tuple[Section, ...]


def write_report(
    judgements: Sequence[Judgement],
    path: Path,
    *,
    title: str = TITLE,
    claims_checked: int,
    charts: Path | Callable[[Judgement], Path | None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write the report of these judgements as one HTML page that needs nothing else.

    ``claims_checked`` says how many claims were checked in all, shown so that a reader can
    discount what was picked out of many. ``charts`` is a folder, or names one for a claim, that
    receives each chart as SVG and as Vega-Lite specification, one folder a claim. ``progress`` is called with the
    number of claims done and of all. The same judgements give the same bytes. Raises
    FileError when the page cannot be written; what stood there before then stays.
    """
    environment = _environment()
    ordered = [judgement for _, held in by_article(judgements) for judgement in held]
    anchors = _anchors(judgement.id for judgement in ordered)
    shown: list[Markup] = []
    for judgement, anchor in zip(ordered, anchors, strict=True):
        if progress:
            progress(len(shown), len(ordered))
        folder = charts(judgement) if callable(charts) else charts
        shown.append(_claim(environment, claim_view(judgement, anchor), folder))
    if progress:
        progress(len(ordered), len(ordered))
    facts = {"title": title, "claims_checked": claims_checked}
    html = _page(environment, judgements, list(zip(anchors, shown, strict=True)), facts)
    _write_whole(path, printable(html))
    return path


def _page(
    environment: Environment, judgements: Sequence[Judgement],
    claims: Sequence[tuple[str, Markup]], facts: dict[str, Any],
) -> str:  # fmt: skip
    """The whole page around the claims, each given by its anchor and its HTML, in table order."""
    rows = iter(
        (row, anchor, html)
        for row, (anchor, html) in zip(verdict_table(judgements), claims, strict=True)
    )
    return environment.get_template("page.html.j2").render(
        articles=[(name, [next(rows) for _ in held]) for name, held in by_article(judgements)],
        counts=verdict_counts(judgements),
        meanings=wording.MEANINGS,
        symbols=wording.SYMBOLS,
        shown=len(claims),
        sources=_sources(judgements),
        version=commonweal.__version__,
        style=(_TEMPLATES / "style.css").read_text(encoding="utf-8"),
        **facts,
    )


def claim_view(judgement: Judgement, anchor: str) -> ClaimView:
    """Put what is known of one claim into words, tables and charts."""
    claim = judgement.claim
    sentences = (
        wording.verdict_sentence(judgement),
        judgement.reason,
        _weighing(judgement),
    )
    sections = (section(judgement) for section in _SECTIONS)
    fixed = judgement.preregistration
    return ClaimView(
        anchor, claim.id, claim.kind, wording.KINDS[claim.kind], claim.statement,
        wording.source_line(claim), claim.source.paragraph, safe_link(claim.source.link),
        judgement.verdict, wording.SYMBOLS[judgement.verdict],
        tuple(judgement.qualifiers), wording.qualifier_meanings(judgement),
        tuple(wording.capital(sentence) for sentence in sentences if sentence),
        wording.p_text(judgement), wording.interval_text(judgement), wording.priors_words(judgement),
        bool(fixed and fixed.changed),
        tuple(section for section in sections if section is not None),
    )  # fmt: skip


def _weighing(judgement: Judgement) -> str:
    """What the weighted priors are where evidence weighs them; empty where it does not."""
    if judgement.reweighting is None:
        return ""
    before = percent(judgement.reweighting.p_before)
    return (
        "The weighted priors are the stated ones, each draw counting as far as it agrees with "
        f"published evidence; without it, p would be {before}."
    )


def safe_link(link: str) -> str:
    """The link if it leads to the web, otherwise nothing: no script and no local file.

    >>> safe_link("javascript:alert(1)"), safe_link("https://example.org/a")
    ('', 'https://example.org/a')
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return link if parts.scheme in ("http", "https") and parts.netloc else ""


def linked(text: str) -> Markup:
    """The text escaped, with its web addresses as links.

    >>> str(linked("see https://example.org/a, p. <3>"))
    'see <a class="url" href="https://example.org/a" rel="noreferrer">https://example.org/a</a>, p. &lt;3&gt;'
    """
    from markupsafe import Markup

    link = Markup('<a class="url" href="{0}" rel="noreferrer">{0}</a>')
    parts = _ADDRESS.split(text)
    return Markup("").join(
        link.format(part) if at % 2 and safe_link(part) else part for at, part in enumerate(parts)
    )


def unbroken(text: str) -> Markup:
    """The text escaped, with each interval in brackets kept on one line.

    >>> str(unbroken("+2 weeks (0 to <3)"))
    '+2 weeks <span class="whole">(0 to &lt;3)</span>'
    """
    from markupsafe import Markup

    whole = Markup('<span class="whole">{}</span>')
    parts = _BRACKETS.split(text)
    return Markup("").join(whole.format(part) if at % 2 else part for at, part in enumerate(parts))


def typed(text: str) -> Markup:
    """A command or query escaped, so that no line of it ends at the hyphen of an option.

    >>> str(typed("check n1 --draws 200"))
    'check n1 <span class="word">--draws</span> 200'
    """
    from markupsafe import Markup

    word = Markup('<span class="word">{}</span>')
    parts = re.split(r"(\S*-\S*)", text)
    return Markup("").join(word.format(part) if at % 2 else part for at, part in enumerate(parts))


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["linked"] = linked
    environment.filters["unbroken"] = unbroken
    environment.filters["typed"] = typed
    return environment


def _claim(environment: Environment, view: ClaimView, charts: Path | None) -> Markup:
    """One claim as HTML, its charts drawn in place and kept in the folder if there is one."""
    from markupsafe import Markup

    drawings = {
        f"{view.anchor}-{at}-{position}": block
        for at, section in enumerate(view.sections)
        for position, block in enumerate(section.blocks)
        if isinstance(block, Figure)
    }
    drawn = {name: Markup(_draw(name, figure)) for name, figure in drawings.items()}  # noqa: S704 - drawn by us, its texts escaped
    if charts is not None:
        _keep(charts / view.anchor, [*drawings.values()], [*drawn.values()])
    template = environment.get_template("claim.html.j2")
    return Markup(template.render(claim=view, drawings=drawn))  # noqa: S704 - escaped by the template


def _draw(name: str, figure: Figure) -> str:
    chart = figure.chart
    return draw(chart.spec, name=name, title=chart.title, description=chart.description)


def _keep(folder: Path, figures: Sequence[Figure], drawn: Sequence[str]) -> None:
    """Write each chart as SVG and as specification; a second of one name is numbered."""
    names = _anchors(figure.chart.name for figure in figures)
    for name, figure, drawing in zip(names, figures, drawn, strict=True):
        specification = json.dumps(figure.chart.spec, indent=1)
        _write_whole(folder / f"{name}.svg", drawing + "\n")
        _write_whole(folder / f"{name}.vl.json", specification + "\n")


def _anchors(ids: Iterable[str]) -> list[str]:
    """An anchor a claim: its id, and a number behind it where a claim is shown twice."""
    given: dict[str, int] = {}
    anchors = []
    for name in ids:
        given[name] = given.get(name, 0) + 1
        anchors.append(name if given[name] == 1 else f"{name}--{given[name]}")
    return anchors


def _sources(judgements: Sequence[Judgement]) -> list[str]:
    """Every publication the page rests on, once, in alphabetical order."""
    cited = {wording.source_line(judgement.claim) for judgement in judgements}
    for judgement in judgements:
        cited |= {item.cite for item in judgement.evidence if item.cite} | {*judgement.sources}
    return sorted(cited, key=lambda line: (line.casefold(), line))


def _write_whole(path: Path, text: str) -> None:
    """Write beside the file, then rename: a reader meets the old page or the new one."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        if partial.is_file():
            partial.unlink(missing_ok=True)
        raise FileError(
            f"the report cannot be written: {error.strerror or error}", where=str(path),
            remedy="Name a file in a folder that can be written to, on a disk with room.",
        ) from error  # fmt: skip
