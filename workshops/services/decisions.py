"""Decisions: recorded with their number at once, in the draft of a protocol, or numbered when it is approved.

A line that records a decision no longer changes (``outline.py`` refuses it): what a body resolved is corrected by a new
decision, never edited.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from common.history import create_many
from common.references import coming_references, next_references
from people.models import User
from workshops.content import Votes
from workshops.enums import PointKind
from workshops.models import AgendaItem, Decision, Meeting, Point, Protocol, Section
from workshops.selectors import Row, outline_rows
from workshops.services.outline import NewRow, Run, change_outline, editable_protocol

DIGITS = 3
"""Places of a decision's number: B-2021-007."""


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision to be recorded: its wording, one paragraph of inline Markdown, and the votes."""

    text: str
    votes: Votes


@transaction.atomic
def record_decisions(
    protocol: Protocol, decisions: Sequence[NewDecision], *, topic: str, by: User | None, reason: str
) -> list[Decision]:
    """Write decisions as lines of a draft protocol, each with its number, and return them in their order.

    They stand at the end of the agenda item with the title ``topic``, which is made at the end of the protocol where it
    is missing. Raises :class:`~common.transitions.TransitionError` when the protocol is no longer a draft, and
    ``ValidationError`` for a wording that no line can hold.
    """
    protocol = editable_protocol(protocol)
    rows = outline_rows(protocol)
    lines = [NewRow(Point, content=_content(decision)) for decision in decisions]
    heading, after = _place(rows, topic)
    placed = change_outline(
        protocol, runs=[Run([*heading, *lines], after)], by=by, reason=reason, new_reason=reason
    ).placed
    points = [row for row in placed if isinstance(row, Point)]
    return number_decisions(points, protocol.meeting, by=by, reason=reason)


@transaction.atomic
def number_decisions(points: Sequence[Point], meeting: Meeting, *, by: User | None, reason: str) -> list[Decision]:
    """Make a decision of each of these lines of the meeting's protocol, which have none yet, and return them."""
    references = next_references("B", meeting.held_on.year, count=len(points), digits=DIGITS)
    decisions = [
        Decision(reference=reference, point=point, decided_on=meeting.held_on)
        for reference, point in zip(references, points, strict=True)
    ]
    create_many(decisions, by=by, reason=reason)
    return decisions


def coming_numbers(meeting: Meeting, count: int) -> list[str]:
    """Return the numbers that the next decisions of this meeting would get now."""
    return coming_references("B", meeting.held_on.year, count=count, digits=DIGITS)


def _content(decision: NewDecision) -> dict[str, object]:
    votes = decision.votes
    return {
        "kind": PointKind.DECISION,
        "text": decision.text,
        "votes_yes": votes.yes,
        "votes_no": votes.no,
        "votes_abstained": votes.abstained,
        "votes_conflicted": votes.conflicted,
    }


def _place(rows: Sequence[Row], topic: str) -> tuple[list[NewRow], Row | None]:
    """Return the rows to make above the lines, and the row behind which all goes."""
    item = next((row for row in rows if isinstance(row, AgendaItem) and row.title == topic), None)
    if item is not None:
        return [], [row for row in rows if row is item or (isinstance(row, Point) and row.item_id == item.pk)][-1]
    section = [] if rows else [NewRow(Section, content={"title": "Beschlüsse"})]
    return [*section, NewRow(AgendaItem, content={"title": topic})], rows[-1] if rows else None
