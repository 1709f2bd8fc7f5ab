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
    "--kind", default="counterfactual", metavar="KIND",
    type=click.Choice(["counterfactual", "data", "consistency", "forecast", "record"]),
    help="How it is tested: counterfactual (the default), data, consistency, forecast, record.",
)  # fmt: skip
@click.option(
    "--institution",
    default="",
    metavar="NAME",
    help="The institution of a counterfactual or data claim.",
)
@click.option(
    "--to", "folder", default=Path(), type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR", help="Folder to write to; the one you are in by default.",
)  # fmt: skip
@output_options
def new_claim(claim_id: str, kind: str, institution: str, folder: Path, as_json: bool) -> None:
    """Write a commented claim file ID.yaml that loads as it stands.

    Its levers, measure and world are those of the institution; replace them, and every
    sentence, by what you test. A file that exists is never overwritten.
    """
    from commonweal.cli import skeletons
    from commonweal.core.errors import FileError

    text = skeletons.claim(claim_id, kind, institution)
    path = folder / f"{claim_id}.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise FileError(
            "the file exists, and is not overwritten",
            where=str(path),
            remedy="Choose another ID, another folder with --to, or remove the file first.",
        ) from None
    if as_json:
        output.emit_json({"written": str(path), "id": claim_id, "kind": kind})
    else:
        output.line(f"Written: {path}")
        output.line(f"Edit it, then: commonweal check {path}")
