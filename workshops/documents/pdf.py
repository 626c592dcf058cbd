"""The protocol as PDF/UA-1."""

from collections.abc import Iterable
from typing import Any

from common.documents.tables import runs_data, table_data
from common.documents.typst import render_pdf
from workshops.documents.layout import PrintedPoint, ProtocolLayout
from workshops.enums import PointKind

TEMPLATE = "workshops/documents/protocol.typ"


def protocol_pdf(layout: ProtocolLayout) -> bytes:
    """Return the printed protocol as PDF; equal layouts give equal bytes."""
    return render_pdf(
        TEMPLATE,
        {
            "title": layout.title,
            "project": layout.project,
            "state": {
                "label": layout.state.label,
                "line": layout.state.line,
                "on": layout.state.on.isoformat(),
                "is_draft": layout.state.is_draft,
            },
            "facts": layout.facts,
            "attendance": table_data(layout.attendance) if layout.attendance else None,
            "sections": [
                {
                    "number": section.number,
                    "title": section.title,
                    "items": [
                        {"number": item.number, "title": item.title, "points": _nested(item.points)}
                        for item in section.items
                    ],
                }
                for section in layout.sections
            ],
            "overviews": [table_data(table) for table in layout.overviews],
            "signatures": layout.signatures,
        },
    )


def _nested(points: Iterable[PrintedPoint]) -> list[dict[str, Any]]:
    """Hang each point below the last one of a lower level; Typst's lists are trees."""
    roots: list[dict[str, Any]] = []
    path: list[tuple[int, dict[str, Any]]] = []
    for point in points:
        level = point.source.level
        while path and path[-1][0] >= level:
            path.pop()
        node = {"label": point.label, "text": runs_data(point.text), "details": _details(point), "children": []}
        (path[-1][1]["children"] if path else roots).append(node)
        path.append((level, node))
    return roots


def _details(point: PrintedPoint) -> str:
    """The details, unless all they say is the milestone's day and the text names it ("Bis 31.03.2021 – …").

    The DOCX holds both, because the importer reads them back.
    """
    source = point.source
    if source.kind == PointKind.MILESTONE and source.due_on and f"{source.due_on:%d.%m.%Y}" in source.text:
        return ""
    return point.details
