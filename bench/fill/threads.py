"""A long red thread: one line of a protocol, many ideas, a pilot, its decision, Maßnahmen and milestones."""

from datetime import UTC, date, datetime, timedelta

from bench.fill.people import People
from bench.fill.store import store
from common.models import StatusChange
from ideas.enums import IdeaStatus
from ideas.models import Idea
from milestones.enums import DateKind
from milestones.models import DateChange, Milestone
from pilots.enums import ListStatus, PilotStatus
from pilots.models import Entry, MeasureSource, Pilot, PilotList, ProgressReport, Resolution, Source
from strategy.models import Measure
from workshops.enums import PointKind, ProtocolStatus
from workshops.models import Decision, Point

THREADED = "P-2021-900"
"""The number of the pilot in the middle of the thread."""
IDEAS, MEASURES, MILESTONES = 20, 5, 10
DECIDED_ON = date(2021, 1, 14)
STARTED_AT = datetime(2021, 2, 1, 9, tzinfo=UTC)


def fill_thread(people: People) -> None:
    """Write the thread; the ideas that it takes are the latest ones that may become a pilot."""
    pilot = store([_pilot(people)], by=people.editor)[0]
    _fill_ideas(pilot, people)
    decision = _decide(pilot, people)
    measures = [Measure(title=f"Licht nach Bedarf {place}", slug=f"licht-{place}") for place in range(MEASURES)]
    store(measures, by=people.editor)
    store([MeasureSource(measure=one, pilot=pilot, reason="Bewährt sich.") for one in measures], by=people.editor)
    milestones = [_milestone(place, decision) for place in range(MILESTONES)]
    store(milestones, by=people.editor)
    store([_delay(milestone, decision, people) for milestone in milestones], by=people.editor)
    report = ProgressReport(pilot=pilot, reported_on=date(2021, 6, 1), text="Läuft.", percent=40, by=people.editor)
    store([report], by=people.editor)


def _pilot(people: People) -> Pilot:
    title = "Leuchten, die nach Bedarf leuchten"
    return Pilot(reference=THREADED, title=title, lead=people.organisations[0], status=PilotStatus.RUNNING)


def _fill_ideas(pilot: Pilot, people: People) -> None:
    line = Point.objects.filter(kind=PointKind.STATEMENT).first() or Point.objects.first()
    ideas = list(Idea.objects.filter(status=IdeaStatus.PILOT).order_by("-pk")[:IDEAS])
    for idea in ideas:
        idea.point = line
        idea.save()
    store([Source(pilot=pilot, idea=idea) for idea in ideas], by=people.editor)


def _decide(pilot: Pilot, people: People) -> Decision:
    approved = Point.objects.filter(item__section__protocol__status=ProtocolStatus.APPROVED, decision=None)
    decision = Decision(reference="B-2021-900", point=approved.order_by("pk")[0], decided_on=DECIDED_ON)
    store([decision], by=people.editor)
    pilot_list = PilotList.objects.filter(status=ListStatus.DECIDED).order_by("pk")[0]
    entry = store([Entry(list=pilot_list, pilot=pilot, position=1_000)], by=people.editor)[0]
    store([Resolution(entry=entry, decision=decision, outcome=PilotStatus.APPROVED)], by=people.editor)
    step = {"by": people.editor, "by_name": people.editor.name, "at": STARTED_AT}
    StatusChange.objects.create(subject=pilot, from_status=PilotStatus.APPROVED, to_status=PilotStatus.RUNNING, **step)
    return decision


def _milestone(place: int, decision: Decision) -> Milestone:
    planned_on = DECIDED_ON + timedelta(weeks=4 * place)
    return Milestone(reference=f"M-{9000 + place}", title=f"Schritt {place}", planned_on=planned_on, decision=decision)


def _delay(milestone: Milestone, decision: Decision, people: People) -> DateChange:
    return DateChange(
        milestone=milestone,
        kind=DateKind.PLANNED,
        old_on=milestone.planned_on - timedelta(days=14),
        new_on=milestone.planned_on,
        reason="Die Lieferung braucht zwei Wochen mehr.",
        decision=decision,
        by=people.editor,
        by_name=people.editor.name,
    )
