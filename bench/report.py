"""The table and the file that a run leaves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.figures import Figures
from bench.pages import Page

HEADINGS = ("page", "median", "p95", "ratio", "at most", "req/s", "queries", "few rows", "wire", "size")


def table(pages: Sequence[Page], figures: Mapping[str, Figures]) -> str:
    """Return the table of all pages, the first column flush left, all others flush right."""
    rows = [HEADINGS, *(_row(page, figures[page.name]) for page in pages)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _row(page: Page, figures: Figures) -> tuple[str, ...]:
    return (
        page.name,
        f"{figures.median * 1000:.1f} ms",
        f"{figures.p95 * 1000:.1f} ms",
        f"{figures.ratio:.2f}",
        _budget(page),
        f"{figures.rate:.0f}",
        str(figures.queries),
        str(figures.queries_small),
        f"{figures.wire / 1000:.1f} kB",
        f"{figures.size / 1000:.1f} kB",
    )


def _budget(page: Page) -> str:
    if page.milliseconds is not None:
        return f"{page.milliseconds:g} ms"
    return "" if page.ratio is None else f"{page.ratio:g}"


def write_result(path: Path, figures: Mapping[str, Figures], **more: Any) -> None:
    """Write the figures by page name, with whatever else belongs to the run, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    result = {"pages": {name: asdict(page) for name, page in figures.items()}, **more}
    path.write_text(json.dumps(result, indent=2) + "\n")
