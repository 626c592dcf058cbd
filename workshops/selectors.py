"""Reads: meetings, protocols and their outlines, tasks and decisions."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.utils import timezone

from people.models import Body, Membership, Organisation
from people.rules import Person
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
from workshops.models import AgendaItem, Attendance, Decision, Meeting, Point, Protocol, Section
from workshops.models.points import VOTE_FIELDS
from workshops.numbering import item_number, roman

Row = Section | AgendaItem | Point
RowType = type[Section] | type[AgendaItem] | type[Point]

ROW_TYPES: dict[str, RowType] = {row_type.KEY_PREFIX: row_type for row_type in (Section, AgendaItem, Point)}


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


def load_outline(protocol: Protocol, *, lock: bool = False) -> list[OutlineSection]:
    """Return the protocol's sections, agenda items and points in order, numbered; three queries.

    With ``lock`` the rows stay locked until the transaction ends.
    """
    points: dict[int, list[Point]] = defaultdict(list)
    for point in _locked(_points_of(protocol), lock):
        points[point.item_id].append(point)
    items: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in _locked(AgendaItem.objects.filter(section__protocol=protocol).order_by("position"), lock):
        items[item.section_id].append(item)
    sections = _locked(protocol.sections.order_by("position"), lock)
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


def outline_rows(protocol: Protocol, *, lock: bool = False) -> list[Row]:
    """Return the protocol's rows as one flat sequence in reading order; three queries. ``lock`` as above."""
    rows: list[Row] = []
    for section in load_outline(protocol, lock=lock):
        rows.append(section.section)
        for entry in section.items:
            rows.append(entry.item)
            rows.extend(entry.points)
    return rows


def find_row(protocol: Protocol, key: str, *, lock: bool = False) -> Row | None:
    """Return the row of this protocol that the editor calls ``key`` ("p12"), or ``None``. ``lock`` as above."""
    model, pk = _model_and_id(key)
    if model is None:
        return None
    rows: QuerySet[Any] = model.objects.filter(pk=pk, **{model.PROTOCOL_PATH: protocol})
    return _locked(rows, lock).first()


def find_row_in_history(key: str, version: int) -> Row | None:
    """Return the row that the editor calls ``key`` as it stood at ``version``, removed or not, or ``None``."""
    model, pk = _model_and_id(key)
    made = model(pk=pk).at_version(version) if model else None
    return made.instance if made else None


def last_change_of(key: str, row: Row | None) -> Any:
    """Return the history row of the last change of content of ``row``, or, where it is ``None``, of its removal."""
    if row is not None:
        return row.at_version(row.version)
    model, pk = _model_and_id(key)
    return model.history.filter(id=pk, history_type="-").first() if model else None


def _model_and_id(key: str) -> tuple[RowType | None, int]:
    match = re.fullmatch(r"([sip])([0-9]{1,18})", key)
    return (ROW_TYPES[match[1]], int(match[2])) if match else (None, 0)


def named_who(who: str) -> tuple[Organisation | None, str]:
    """Return the organisation with this name or short name and "", or ``None`` and the text as a person's name."""
    found = list(Organisation.objects.named(who)) if who else []
    exact = [organisation for organisation in found if organisation.name.casefold() == who.casefold()] or found
    return (exact[0], "") if len(exact) == 1 else (None, who)


def _locked(rows: Any, lock: bool) -> Any:
    return rows.select_for_update(of=("self",)) if lock else rows


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


def meetings_for(user: Person) -> QuerySet[Meeting]:
    """Return the meetings that ``user`` may see, with body and protocol, the newest first.

    Each says in ``shows_protocol`` whether the user may read its protocol too.
    """
    readable = Protocol.objects.visible_to(user).filter(meeting=OuterRef("pk"))
    meetings = Meeting.objects.visible_to(user).select_related("body", "protocol")
    shown = meetings.annotate(shows_protocol=Exists(readable))  # type: ignore[no-redef]
    return shown.order_by("-held_on", "-pk")


def neighbours_of(meeting: Meeting, user: Person) -> tuple[Meeting | None, Meeting | None]:
    """Return the meetings of the same body before and after this one that ``user`` may see; one query.

    ``meeting`` is one that ``user`` may see. A body meets a few times a year, so all its meetings are read.
    """
    series = Meeting.objects.visible_to(user).filter(body=meeting.body_id).order_by("held_on", "pk")
    meetings = list(series.only("slug", "format", "number", "held_on"))
    place = meetings.index(meeting)
    before, after = meetings[max(place - 1, 0) : place], meetings[place + 1 : place + 2]
    for neighbour in before + after:
        neighbour.body = meeting.body
    return (before[0] if before else None), (after[0] if after else None)


def next_number(body: Body) -> int | None:
    """Return the number of the body's next meeting, or ``None`` for a body whose meetings are not counted."""
    last = body.meetings.aggregate(last=Max("number"))["last"]
    return last + 1 if last else None


def member_addresses(body: Body) -> list[str]:
    """Return the mail addresses of those who belong to the body today and have an active account."""
    members = Membership.objects.on(timezone.localdate()).filter(body=body, user__is_active=True)
    return list(members.order_by("user__email").values_list("user__email", flat=True))


def attendance_stamp(meeting: Meeting) -> str:
    """Return a short text that changes with the attendance list, so that a form knows which list it was made on."""
    rows = meeting.attendances.values_list("pk", "organisation_id", "status", "name", "position")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]


def tasks_for(user: Person) -> QuerySet[Point]:
    """Return the tasks in protocols that ``user`` may read, and who is responsible."""
    return Point.objects.visible_to(user).tasks().select_related("organisation")


def decisions_for(user: Person) -> QuerySet[Decision]:
    """Return the decisions in protocols that ``user`` may read, with their points."""
    return Decision.objects.visible_to(user).select_related("point")


def meetings_of(points: Iterable[Point]) -> list[Meeting]:
    """Return the meeting, with its body, of each of these points; one query.

    For lists: to load each point with its agenda item, section, protocol, meeting and body takes twice as long.
    """
    points = list(points)
    items = "protocol__sections__items"
    meetings = Meeting.objects.filter(**{f"{items}__in": {point.item_id for point in points}}).order_by()
    found = meetings.select_related("body").annotate(item_id=F(items))
    by_item = {meeting.item_id: meeting for meeting in found}  # type: ignore[attr-defined]
    return [by_item[point.item_id] for point in points]


def attendance_by_status(meeting: Meeting) -> list[tuple[str, list[Attendance]]]:
    """Return who was there, who was excused and who came as a guest, each with a heading in German.

    Before the meeting those who will be there are expected. A status without an entry is left out.
    """
    groups: dict[str, list[Attendance]] = defaultdict(list)
    for entry in meeting.attendances.select_related("organisation"):
        groups[entry.status].append(entry)
    headings = dict(AttendanceStatus.choices)
    if meeting.is_upcoming:
        headings[AttendanceStatus.PRESENT] = "erwartet"
    return [(str(heading), groups[status]) for status, heading in headings.items() if status in groups]


def agenda_of(sections: Sequence[OutlineSection]) -> list[tuple[str, str]]:
    """Return the agenda as (number, title) of each agenda item that has a title."""
    return [(entry.number, entry.item.title) for section in sections for entry in section.items if entry.item.title]


def is_empty(protocol: Protocol) -> bool:
    """Return whether the protocol has no point yet; sections and agenda items may be there."""
    return not Point.objects.filter(item__section__protocol=protocol).exists()
