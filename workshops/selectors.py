"""Reads: meetings, protocols and their outlines, tasks and decisions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from workshops.content import (
    AgendaItemContent,
    AttendanceContent,
    HeadContent,
    PointContent,
    ProtocolContent,
    SectionContent,
    Votes,
)
from workshops.enums import AttendanceStatus, MeetingFormat, PointKind, TaskStatus
from workshops.models import AgendaItem, Attendance, Meeting, Point, Protocol, Section
from workshops.models.points import VOTE_FIELDS
from workshops.numbering import item_number, roman

Row = Section | AgendaItem | Point


@dataclass(slots=True)
class OutlineItem:
    """An agenda item of a loaded outline, its shown number ("II.1") and its points in order."""

    item: AgendaItem
    number: str
    points: list[Point] = field(default_factory=list)


@dataclass(slots=True)
class OutlineSection:
    """A section of a loaded outline, its roman number and its agenda items in order."""

    section: Section
    number: str
    items: list[OutlineItem] = field(default_factory=list)


def load_outline(protocol: Protocol) -> list[OutlineSection]:
    """Return the protocol's sections, agenda items and points in order, numbered; three queries."""
    points: dict[int, list[Point]] = defaultdict(list)
    for point in _points_of(protocol):
        points[point.item_id].append(point)
    items: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in AgendaItem.objects.filter(section__protocol=protocol).order_by("position"):
        items[item.section_id].append(item)
    sections = protocol.sections.order_by("position")
    return [
        OutlineSection(
            section,
            roman(number),
            [
                OutlineItem(item, item_number(number, place), points[item.pk])
                for place, item in enumerate(items[section.pk], start=1)
            ],
        )
        for number, section in enumerate(sections, start=1)
    ]


def outline_rows(protocol: Protocol) -> list[Row]:
    """Return the protocol's rows as one flat sequence in reading order; three queries."""
    rows: list[Row] = []
    for section in load_outline(protocol):
        rows.append(section.section)
        for entry in section.items:
            rows.append(entry.item)
            rows.extend(entry.points)
    return rows


def _points_of(protocol: Protocol) -> QuerySet[Point]:
    return (
        Point.objects.filter(item__section__protocol=protocol)
        .select_related("organisation", "decision")
        .order_by("position")
    )


def protocol_content(protocol: Protocol) -> ProtocolContent:
    """Return the protocol as a content tree, for documents, snapshots and comparison; four queries."""
    meeting = protocol.meeting
    return ProtocolContent(
        head=_head_content(meeting, meeting.attendances.select_related("organisation")),
        sections=tuple(
            SectionContent(
                section.section.title,
                tuple(
                    AgendaItemContent(entry.item.title, tuple(_point_content(point) for point in entry.points))
                    for entry in section.items
                ),
            )
            for section in load_outline(protocol)
        ),
    )


def _head_content(meeting: Meeting, attendances: Iterable[Attendance]) -> HeadContent:
    return HeadContent(
        body=meeting.body.name,
        format=MeetingFormat(meeting.format),
        number=meeting.number,
        project=meeting.project,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        moderation=meeting.moderation,
        keeper=meeting.keeper,
        distribution=meeting.distribution,
        attendance=tuple(
            AttendanceContent(entry.organisation.name, AttendanceStatus(entry.status), entry.name)
            for entry in attendances
        ),
    )


def _point_content(point: Point) -> PointContent:
    return PointContent(
        text=point.text,
        level=point.level,
        kind=PointKind(point.kind),
        who=point.who,
        due_on=point.due_on,
        task_status=TaskStatus(point.task_status) if point.task_status else None,
        votes=_votes(point),
        reference=point.decision.reference if hasattr(point, "decision") else "",
    )


def _votes(point: Point) -> Votes | None:
    values = [getattr(point, name) for name in VOTE_FIELDS]
    if all(value is None for value in values):
        return None
    return Votes(*(value or 0 for value in values))


def last_meeting_before(meeting_day: date, body_id: int) -> Meeting | None:
    """Return the body's last meeting before a day, from which the next one is proposed."""
    return (
        Meeting.objects.filter(body=body_id, held_on__lt=meeting_day)
        .select_related("body", "protocol")
        .order_by("-held_on", "-pk")
        .first()
    )


def agenda_of(sections: Sequence[OutlineSection]) -> list[tuple[str, str]]:
    """Return the agenda as (number, title) of each agenda item that has a title."""
    return [(entry.number, entry.item.title) for section in sections for entry in section.items if entry.item.title]
