"""The Beschlussvorlage as PDF/UA-1."""

from typing import Any

from common.documents.tables import Table, table_data
from common.documents.typst import render_pdf
from pilots.documents.layout import Block, Facts, Heading, Items, ProposalLayout, Text

TEMPLATE = "pilots/documents/proposal.typ"


def proposal_pdf(layout: ProposalLayout) -> bytes:
    """Return the printed Beschlussvorlage as PDF; equal layouts give equal bytes."""
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
            "blocks": [_data(block) for block in layout.blocks],
        },
    )


def _data(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text, "starts_page": block.starts_page}
        case Text():
            return {"kind": "text", "text": block.text}
        case Items():
            return {"kind": "items", "items": block.items}
        case Facts():
            return {"kind": "facts", "rows": block.rows}
        case Table():
            return {"kind": "table", **table_data(block)}
