"""The strategy as PDF/UA-1."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from common.documents.tables import runs_data, table_data
from common.documents.typst import Verbatim, render_pdf
from strategy.documents.layout import PrintedPart, PrintedPicture, StrategyLayout
from strategy.drawing import network_svg

TEMPLATE = "strategy/documents/strategy.typ"


def strategy_pdf(layout: StrategyLayout) -> bytes:
    """Return the printed strategy as PDF; equal layouts give equal bytes."""
    return render_pdf(
        TEMPLATE,
        {
            "title": layout.title,
            "subtitle": layout.subtitle,
            "state": {
                "label": layout.state.label,
                "line": layout.state.line,
                "on": layout.state.on.isoformat(),
                "is_draft": layout.state.is_draft,
            },
            "facts": layout.facts,
            "parts": [_data(part) for part in layout.parts],
        },
    )


def _data(part: PrintedPart) -> dict[str, Any]:
    return {
        "level": part.level,
        "heading": part.heading,
        "facts": part.facts,
        "text": [runs_data(paragraph) for paragraph in part.text],
        "pictures": list(_pictures(part)),
        "table": table_data(part.table) if part.table else None,
    }


def _pictures(part: PrintedPart) -> Iterator[dict[str, Any]]:
    if part.network:
        svg, network = network_svg(part.network), part.network
        yield {"svg": svg, "title": network.title, "description": network.description, "share": 1}
    for one in part.pictures:
        yield {"svg": _drawn(one), "title": one.title, "description": one.description, "share": one.share}


def _drawn(picture: PrintedPicture) -> Verbatim:
    """Return an uploaded picture as a drawing: what reaches a template is text."""
    width, height = picture.size
    data = f"data:{picture.content_type};base64,{b64encode(picture.content).decode()}"
    return Verbatim(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="{data}"/></svg>'
    )
