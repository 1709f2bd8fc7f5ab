"""``commonweal new claim``: a claim file to begin from, commented, that loads as it stands."""

from __future__ import annotations

from pathlib import Path

import click

from commonweal.cli import output
from commonweal.cli.options import output_options


@click.group()
def new() -> None:
    """Begin a new file: a claim."""


@new.command("claim")
@click.argument("claim_id", metavar="ID")
@click.option(
    "--kind", default=None, metavar="KIND",
    type=click.Choice(["counterfactual", "data", "consistency", "forecast", "record"]),
    help="How it is tested: counterfactual (the default), data, consistency, forecast, record.",
)  # fmt: skip
@click.option(
    "--institution", default="", metavar="NAME",
    help="The institution of a counterfactual or data claim.",
)  # fmt: skip
@click.option(
    "--from", "original", default="", metavar="CLAIM",
    help="Copy a claim (its id, the beginning of it, or a file), to change what you doubt.",
)  # fmt: skip
@click.option(
    "--to", "folder", default=Path(), type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR", help="Folder to write to; the one you are in by default.",
)  # fmt: skip
@output_options
def new_claim(
    *, claim_id: str, kind: str | None, institution: str, original: str, folder: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Write a commented claim file ID.yaml that loads as it stands.

    Its levers, measure and world are those of the institution; replace them, and every
    sentence, by what you test. With --from, it is a copy of another claim, under your id.
    A file that exists is never overwritten.
    """
    from commonweal.cli import skeletons

    path = folder / f"{claim_id}.yaml"
    beside: dict[Path, str] = {}
    if original:
        if kind or institution:
            raise click.UsageError("--from copies kind and institution; leave them away")
        kind, text, beside = _copied(claim_id, original, folder)
    else:
        kind = kind or "counterfactual"
        text = skeletons.claim(claim_id, kind, institution)
    folder.mkdir(parents=True, exist_ok=True)
    for file, held in {**beside, path: text}.items():
        _write_new(file, held)
    if as_json:
        output.emit_json({"written": str(path), "id": claim_id, "kind": kind})
        return
    for file in (path, *beside):
        output.line(f"Written: {file}")
    output.line(f"Edit it, then: commonweal check {path}")


def _copied(claim_id: str, name: str, folder: Path) -> tuple[str, str, dict[Path, str]]:
    """The kind and text of a copy, and the published evidence that must stand beside it."""
    from commonweal.claims import files
    from commonweal.cli import skeletons
    from commonweal.core.errors import FileError
    from commonweal.parameters.evidence import read_evidence

    claim = files.find(name)
    if claim.path is None or claim.folder is None:
        raise FileError("the claim has no file", where=name, remedy="Name a claim file.")
    text = skeletons.copy(claim_id, claim, claim.path.read_text(encoding="utf-8"))
    own = claim.folder / "evidence.yaml"
    called = {item.id for item in claim.evidence}
    if not called & set(read_evidence(own)) or folder.absolute() == claim.folder.absolute():
        return claim.kind, text, {}
    target = folder / "evidence.yaml"
    held = own.read_text(encoding="utf-8")
    if target.exists() and target.read_text(encoding="utf-8") == held:
        return claim.kind, text, {}
    return claim.kind, text, {target: held}


def _write_new(path: Path, text: str) -> None:
    from commonweal.core.errors import FileError

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise FileError(
            "the file exists, and is not overwritten",
            where=str(path),
            remedy="Choose another ID, another folder with --to, or remove the file first.",
        ) from None
