"""Meetings with attendance, protocols with all kinds of points, decisions and status changes."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import cycle, pairwise, product
from random import Random

from django.utils import timezone

from bench.fill.people import FIELDS, People
from bench.fill.sizes import Size
from bench.fill.store import BATCH, store
from bench.fill.texts import sentence
from common.models import ReferenceCounter, StatusChange
from people.models import User
from workshops.enums import AttendanceStatus, MeetingFormat, MeetingStatus, PointKind, ProtocolStatus, TaskStatus
from workshops.models import AgendaItem, Attendance, Decision, Meeting, Point, Protocol, Section
from workshops.models.protocols import POSITION_STEP

STAGES = (
    *[(MeetingStatus.HELD, ProtocolStatus.APPROVED)] * 7,
    (MeetingStatus.HELD, ProtocolStatus.CIRCULATED),
    (MeetingStatus.HELD, ProtocolStatus.DRAFT),
    (MeetingStatus.PLANNED, ProtocolStatus.DRAFT),
)
"""Where ten meetings in a row stand."""
MEETING_STEPS: list[str] = [MeetingStatus.PLANNED, MeetingStatus.INVITED, MeetingStatus.HELD]
PROTOCOL_STEPS: list[str] = [ProtocolStatus.DRAFT, ProtocolStatus.CIRCULATED, ProtocolStatus.APPROVED]
APPROVED = tuple(f"fachgruppe-{field.lower()}-{number}" for field, number in product(FIELDS[:3], range(1, 8)))
"""The addresses of the protocols that are read, the first seven of them in every size."""
BODY = f"fachgruppe-{FIELDS[0].lower()}"
DRAFT = f"{BODY}-9"
"""The address of the protocol that is written."""

FIRST_DAY = date(2020, 1, 8)
FAR_AHEAD = timedelta(days=30 * 365)
"""Added to the days of planned meetings, so that they lie ahead whenever the benchmark runs."""
ATTENDING = 8
KINDS = (
    PointKind.TASK,
    PointKind.DECISION,
    PointKind.INFORMATION,
    PointKind.STATEMENT,
    PointKind.MILESTONE,
    *[PointKind.INFORMATION] * 11,
    PointKind.TASK,
    PointKind.STATEMENT,
    *[PointKind.INFORMATION] * 2,
)
"""What twenty points in a row are."""
LEVELS = (0, 1, 1, 2, 0, 1, 2, 3, 1, 0)
"""How the points below an agenda item are nested."""
TASK_STATUSES = (TaskStatus.OPEN, TaskStatus.IN_PROGRESS, TaskStatus.DONE, TaskStatus.DONE, TaskStatus.DROPPED)


def fill_workshops(size: Size, people: People, random: Random) -> None:
    """Write ``size.protocols`` meetings, ten of each body in a row, with everything that belongs to them."""
    meetings = store([_meeting(number, people) for number in range(size.protocols)], by=people.editor)
    store([_attendance(meeting, place, people) for meeting in meetings for place in range(ATTENDING)], by=people.editor)
    protocols = store(
        [Protocol(meeting=meeting, status=status) for meeting, (_, status) in zip(meetings, cycle(STAGES))],
        by=people.editor,
    )
    points = _fill_outlines(size, protocols, people, random)
    _fill_decisions(points, people.editor)
    StatusChange.objects.bulk_create(_status_changes(protocols, people.editor), batch_size=BATCH)


def _meeting(number: int, people: People) -> Meeting:
    turn, stage = divmod(number, len(STAGES))
    lap, body_number = divmod(turn, len(people.bodies))
    body = people.bodies[body_number]
    place_in_series = lap * len(STAGES) + stage + 1
    status, _ = STAGES[stage]
    return Meeting(
        body=body,
        format=MeetingFormat.WORKSHOP,
        number=place_in_series,
        slug=f"{body.slug}-{place_in_series}",
        held_on=FIRST_DAY + timedelta(weeks=number) + (FAR_AHEAD if status == MeetingStatus.PLANNED else timedelta(0)),
        starts_at=time(9),
        ends_at=time(10, 30),
        place="Rathaus, Beratungsraum 2",
        moderation=people.organisations[number % len(people.organisations)].name,
        keeper="SMARTCity-Team",
        distribution="Teilnehmende, Strategiekreis, SMARTCity-Team",
        status=status,
        is_public=number % 2 == 0,
    )


def _attendance(meeting: Meeting, place: int, people: People) -> Attendance:
    organisation = people.organisations[(meeting.pk + place) % len(people.organisations)]
    status = AttendanceStatus.EXCUSED if place == ATTENDING - 1 else AttendanceStatus.PRESENT
    return Attendance(meeting=meeting, organisation=organisation, status=status, position=place)


def _fill_outlines(size: Size, protocols: list[Protocol], people: People, random: Random) -> list[Point]:
    sections = store(
        [
            Section(protocol=protocol, title=f"Schwerpunkt {FIELDS[place]}", position=_position(place))
            for protocol, place in product(protocols, range(size.sections))
        ],
        by=people.editor,
    )
    items = store(
        [
            AgendaItem(section=section, title=f"Stand und nächste Schritte {FIELDS[place]}", position=_position(place))
            for section, place in product(sections, range(size.items))
        ],
        by=people.editor,
    )
    # Every protocol begins anew, so that those of few points hold a decision, too.
    numbers = cycle(range(size.sections * size.items * size.points))
    places = zip(numbers, product(items, range(size.points)), strict=False)
    return store([_point(number, item, place, people, random) for number, (item, place) in places], by=people.editor)


def _position(place: int) -> int:
    return (place + 1) * POSITION_STEP


def _point(number: int, item: AgendaItem, place: int, people: People, random: Random) -> Point:
    kind = KINDS[number % len(KINDS)]
    point = Point(
        item=item, position=_position(place), level=LEVELS[place % len(LEVELS)], kind=kind, text=sentence(kind, random)
    )
    if kind in (PointKind.TASK, PointKind.STATEMENT):
        point.organisation = random.choice(people.organisations)
    if kind in (PointKind.TASK, PointKind.MILESTONE):
        point.due_on = item.section.protocol.meeting.held_on + timedelta(days=random.randint(7, 180))
    if kind == PointKind.TASK:
        point.task_status = TASK_STATUSES[number // len(LEVELS) % len(TASK_STATUSES)]
    if kind == PointKind.DECISION:
        point.votes_yes, point.votes_no, point.votes_abstained, point.votes_conflicted = random.randint(5, 9), 1, 0, 0
    return point


def _fill_decisions(points: list[Point], editor: User) -> None:
    """Give the decisions of approved protocols their references, and the counters their last number."""
    last: dict[int, int] = {}
    decisions = []
    for point in points:
        protocol = point.item.section.protocol
        if point.kind == PointKind.DECISION and protocol.status == ProtocolStatus.APPROVED:
            day = protocol.meeting.held_on
            last[day.year] = last.get(day.year, 0) + 1
            decisions.append(Decision(reference=f"B-{day.year}-{last[day.year]:03d}", point=point, decided_on=day))
    store(decisions, by=editor)
    ReferenceCounter.objects.bulk_create(ReferenceCounter(prefix="B", year=year, last=last[year]) for year in last)


def _status_changes(protocols: list[Protocol], editor: User) -> Iterable[StatusChange]:
    for protocol in protocols:
        at = timezone.make_aware(datetime.combine(protocol.meeting.held_on, time(12)))
        for subject, steps in ((protocol.meeting, MEETING_STEPS), (protocol, PROTOCOL_STEPS)):
            for before, after in pairwise(steps[: steps.index(subject.status) + 1]):
                yield StatusChange(
                    subject=subject, from_status=before, to_status=after, by=editor, by_name=editor.name, at=at
                )
