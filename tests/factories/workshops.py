"""Meetings with their protocols, the rows of protocols, and decisions."""

from datetime import date, time
from typing import Any

import factory
from factory.django import DjangoModelFactory

from tests.factories.people import BodyFactory, OrganisationFactory
from workshops.enums import AttendanceStatus, MeetingFormat, PointKind, ProtocolStatus, TaskStatus
from workshops.models import AgendaItem, Attendance, Decision, Meeting, Point, Protocol, Section
from workshops.models.protocols import POSITION_STEP

next_position = factory.Sequence(lambda count: (count + 1) * POSITION_STEP)
"""Rows stand in the order in which a test makes them."""


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A planned workshop with an empty draft protocol; ``protocol__status="approved"`` sets the protocol's status."""

    body = factory.SubFactory(BodyFactory)
    format = MeetingFormat.WORKSHOP
    number = factory.Sequence(lambda count: count + 1)
    slug = factory.LazyAttribute(lambda meeting: f"{meeting.body.slug}-{meeting.number or meeting.held_on.isoformat()}")
    held_on = date(2020, 12, 4)
    starts_at = time(9)
    ends_at = time(10, 30)
    protocol = factory.RelatedFactory("tests.factories.workshops.ProtocolFactory", factory_related_name="meeting")

    class Meta:
        model = Meeting
        skip_postgeneration_save = True


class AttendanceFactory(DjangoModelFactory[Attendance]):
    """An organisation that was there."""

    meeting = factory.SubFactory(MeetingFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    status = AttendanceStatus.PRESENT
    position = factory.Sequence(int)

    class Meta:
        model = Attendance


class ProtocolFactory(DjangoModelFactory[Protocol]):
    """An empty draft."""

    meeting = factory.SubFactory(MeetingFactory, protocol=None)
    status = ProtocolStatus.DRAFT

    class Meta:
        model = Protocol


class SectionFactory(DjangoModelFactory[Section]):
    """The next section of a protocol."""

    protocol = factory.SubFactory(ProtocolFactory)
    title = factory.Sequence("Abschnitt {}".format)
    position = next_position

    class Meta:
        model = Section


class AgendaItemFactory(DjangoModelFactory[AgendaItem]):
    """The next agenda item of a section."""

    section = factory.SubFactory(SectionFactory)
    title = factory.Sequence("Thema {}".format)
    position = next_position

    class Meta:
        model = AgendaItem


class PointFactory(DjangoModelFactory[Point]):
    """The next point of an agenda item: an information, or with ``task=True`` or ``decision=True`` one of these."""

    item = factory.SubFactory(AgendaItemFactory)
    text = factory.Sequence("Punkt {}".format)
    position = next_position

    class Meta:
        model = Point

    class Params:
        task = factory.Trait(kind=PointKind.TASK, task_status=TaskStatus.OPEN, text="Einladung versenden")
        decision = factory.Trait(kind=PointKind.DECISION, text="Die Pilotliste wird angenommen.")


class DecisionFactory(DjangoModelFactory[Decision]):
    """A decision of an approved protocol, with its line."""

    reference = factory.Sequence(lambda count: f"B-2020-{count + 1:03d}")
    point = factory.SubFactory(PointFactory, decision=True, item__section__protocol__status=ProtocolStatus.APPROVED)
    decided_on = factory.LazyAttribute(lambda decision: decision.point.item.section.protocol.meeting.held_on)

    class Meta:
        model = Decision


def row_below(protocol: Protocol, **point: Any) -> Point:
    """Return a new point in a new section and agenda item of ``protocol``."""
    return PointFactory(item__section__protocol=protocol, **point)
