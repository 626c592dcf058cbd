"""Reads: meetings, protocols and their outlines, tasks and decisions."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from people.models import Body, Membership, Organisation
from people.rules import Person, is_editor
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
from workshops.models import AgendaItem, Decision, Meeting, Point, Protocol, Section
from workshops.models.meetings import meeting_title, meeting_url
from workshops.models.points import VOTE_FIELDS
from workshops.numbering import item_number

Row = Section | AgendaItem | Point
RowType = type[Section] | type[AgendaItem] | type[Point]

ROW_TYPES: dict[str, RowType] = {row_type.KEY_PREFIX: row_type for row_type in (Section, AgendaItem, Point)}


def outline_rows(protocol: Protocol, *, lock: bool = False) -> list[Row]:
    """Return the protocol's rows as one flat sequence in reading order; three queries.

    With ``lock`` the rows stay locked until the transaction ends.
    """
    points: dict[int, list[Point]] = defaultdict(list)
    lines = Point.objects.filter(item__section__protocol=protocol).select_related("organisation").order_by("position")
    for point in _locked(lines, lock):
        points[point.item_id].append(point)
    items: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in _locked(AgendaItem.objects.filter(section__protocol=protocol).order_by("position"), lock):
        items[item.section_id].append(item)
    rows: list[Row] = []
    for section in _locked(protocol.sections.order_by("position"), lock):
        rows.append(section)
        for item in items[section.pk]:
            rows += [item, *points[item.pk]]
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


def recorded_lines(protocol: Protocol) -> dict[str, str]:
    """Return the lines that record a decision, by their key in the editor, with its number; one query."""
    recorded = Decision.objects.filter(point__item__section__protocol=protocol).order_by()
    return {f"{Point.KEY_PREFIX}{pk}": reference for pk, reference in recorded.values_list("point", "reference")}


def _locked(rows: Any, lock: bool) -> Any:
    return rows.select_for_update(of=("self",)) if lock else rows


def protocol_content(protocol: Protocol) -> ProtocolContent:
    """Return the protocol as a content tree, for documents, snapshots and comparison; two queries."""
    meeting = protocol.meeting
    head = HeadContent(
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
        attendance=tuple(attendance_of(meeting)),
    )
    return ProtocolContent(head, protocol_sections(protocol))


def protocol_sections(protocol: Protocol) -> tuple[SectionContent, ...]:
    """Return the protocol's sections with everything below them as content that knows its ids; one query.

    No objects are made of the rows on the way: that would take three times as long, and a protocol is read more often
    than anything else.
    """
    rows = _rows_in_order().filter(protocol=protocol)
    return tuple(
        SectionContent(title, tuple(_items_content(of_section)), id=pk)
        for (pk, title), of_section in groupby(rows, key=itemgetter(0, 1))
    )


@cache
def _rows_in_order() -> "QuerySet[Section, tuple[Any, ...]]":
    """Return the query on the rows of all protocols; to find its way to each column takes as long as to run it."""
    ordered = Section.objects.order_by("position", "items__position", "items__points__position")
    return ordered.values_list(
        "pk", "title", "items__pk", "items__title", *(f"items__points__{name}" for name in COLUMNS)
    )


def _items_content(rows: Iterable[tuple[Any, ...]]) -> Iterator[AgendaItemContent]:
    for (pk, title), of_item in groupby(rows, key=itemgetter(2, 3)):
        if pk is not None:
            yield AgendaItemContent(
                title, tuple(_point_content(*row[4:]) for row in of_item if row[4] is not None), id=pk
            )


COLUMNS = (
    "pk",
    "level",
    "kind",
    "text",
    "organisation__name",
    "person",
    "due_on",
    "task_status",
    "decision__reference",
    *VOTE_FIELDS,
)
"""What :func:`_point_content` is called with."""


def _point_content(
    pk: int,
    level: int,
    kind: str,
    text: str,
    organisation: str | None,
    person: str,
    due_on: date | None,
    task_status: str,
    reference: str | None,
    *votes: int | None,
) -> PointContent:
    return PointContent(
        text=text,
        level=level,
        kind=PointKind(kind),
        who=organisation or person,
        due_on=due_on,
        task_status=TaskStatus(task_status) if task_status else None,
        votes=None if votes.count(None) == len(votes) else Votes(*(figure or 0 for figure in votes)),
        reference=reference or "",
        id=pk,
    )


def attendance_of(meeting: Meeting) -> list[AttendanceContent]:
    """Return who took part in the meeting, in order; one query."""
    rows = meeting.attendances.order_by("position", "pk").values_list("organisation__name", "status", "name")
    return [AttendanceContent(organisation, AttendanceStatus(status), name) for organisation, status, name in rows]


def meetings_for(user: Person) -> QuerySet[Meeting]:
    """Return the meetings that ``user`` may see, with body and protocol, the newest first.

    Each says in ``shows_protocol`` whether the user may read its protocol too.
    """
    readable: Exists | Q = Exists(Protocol.objects.visible_to(user).filter(meeting=OuterRef("pk")))
    if is_editor(user):
        readable = Q(protocol__isnull=False)  # the same, from a table that is read anyway
    meetings = Meeting.objects.visible_to(user).select_related("body", "protocol")
    shown = meetings.annotate(shows_protocol=ExpressionWrapper(readable, BooleanField()))  # type: ignore[no-redef]
    return shown.order_by("-held_on", "-pk")


class MeetingRow(NamedTuple):
    """A meeting as far as pages about something else show it."""

    slug: str
    format: str
    number: int | None
    held_on: date
    body: str
    genitive: str

    @property
    def title(self) -> str:
        """The meeting's title."""
        return meeting_title(self.format, self.number, self.body, self.genitive)

    def get_absolute_url(self) -> str:
        """Return the address of the meeting."""
        return meeting_url(self.slug)


def neighbours_of(meeting: Meeting, user: Person) -> tuple[MeetingRow | None, MeetingRow | None]:
    """Return the meetings of the same body before and after this one that ``user`` may see; one query.

    ``meeting`` is one that ``user`` may see. A body meets a few times a year, so all its meetings are read.
    """
    series = Meeting.objects.visible_to(user).filter(body=meeting.body_id).order_by("held_on", "pk")
    rows = list(series.values_list("slug", "format", "number", "held_on"))
    place = [slug for slug, *_ in rows].index(meeting.slug)
    near = [MeetingRow(*row, meeting.body.name, meeting.body.genitive) for row in rows[max(place - 1, 0) : place + 2]]
    return (near[0] if place else None), (near[-1] if place + 1 < len(rows) else None)


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


def origins_of(points: Iterable[Point]) -> list[MeetingRow]:
    """Return the meeting of each of these points; one query.

    For lists: to load each point with its agenda item, section, protocol, meeting and body takes twice as long.
    """
    points = list(points)
    fields = ("slug", "format", "number", "held_on", "body__name", "body__genitive")
    items = AgendaItem.objects.filter(pk__in={point.item_id for point in points}).order_by()
    rows = items.values_list("pk", *(f"section__protocol__meeting__{field}" for field in fields))
    found = {pk: MeetingRow(*values) for pk, *values in rows}
    return [found[point.item_id] for point in points]


def attendance_by_status(meeting: Meeting) -> list[tuple[str, list[AttendanceContent]]]:
    """Return who is expected or was there, who is excused and who comes as a guest, each with a heading in German.

    A status without an entry is left out.
    """
    groups: dict[str, list[AttendanceContent]] = defaultdict(list)
    for entry in attendance_of(meeting):
        groups[entry.status].append(entry)
    was_held = meeting.was_held
    return [(status.in_words(was_held=was_held), groups[status]) for status in AttendanceStatus if status in groups]


def agenda_of(sections: Sequence[SectionContent]) -> list[tuple[str, str]]:
    """Return the agenda as (number, title) of each agenda item that has a title."""
    return [
        (item_number(place, nth), item.title)
        for place, section in enumerate(sections, start=1)
        for nth, item in enumerate(section.items, start=1)
        if item.title
    ]


def is_empty(protocol: Protocol) -> bool:
    """Return whether the protocol has no point yet; sections and agenda items may be there."""
    return not Point.objects.filter(item__section__protocol=protocol).exists()
