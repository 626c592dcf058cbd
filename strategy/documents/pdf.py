"""The strategy as PDF/UA-1."""

from typing import Any

from common.documents.tables import runs_data, table_data
from common.documents.typst import render_pdf
from strategy.content import Network
from strategy.documents.layout import PrintedPart, StrategyLayout
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
        "picture": _picture(part.network) if part.network else None,
        "table": table_data(part.table) if part.table else None,
    }


def _picture(network: Network) -> dict[str, str]:
    return {"svg": network_svg(network), "title": network.title, "description": network.description}
