"""Milestones with their criteria, predecessors and changes of dates."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from milestones.enums import DateKind, ReminderKind
from milestones.models import CalendarKey, Criterion, DateChange, Milestone, Predecessor, Reminder
from tests.factories.people import UserFactory


class MilestoneFactory(DjangoModelFactory[Milestone]):
    """An internal milestone on 31.03.2021 without criteria; ``public=True`` publishes it."""

    # Far above the numbers that tests write down.
    reference = factory.Sequence(lambda count: f"M-{count + 500}")
    title = factory.Sequence(lambda count: f"Meilenstein {count}")
    planned_on = date(2021, 3, 31)

    class Meta:
        model = Milestone

    class Params:
        public = factory.Trait(is_public=True)


class PredecessorFactory(DjangoModelFactory[Predecessor]):
    """One milestone comes before another."""

    milestone = factory.SubFactory(MilestoneFactory)
    predecessor = factory.SubFactory(MilestoneFactory)

    class Meta:
        model = Predecessor


class CriterionFactory(DjangoModelFactory[Criterion]):
    """A criterion that is ticked by hand, and open; ``figure=…`` makes it a computed one."""

    milestone = factory.SubFactory(MilestoneFactory)
    text = factory.Sequence(lambda count: f"Kriterium {count}")
    position = factory.Sequence(int)

    class Meta:
        model = Criterion

    class Params:
        done = factory.Trait(done_on=date(2021, 3, 1))
        dropped = factory.Trait(dropped_on=date(2021, 3, 1), drop_reason="Nicht mehr nötig.")


class DateChangeFactory(DjangoModelFactory[DateChange]):
    """The plan moved by a fortnight."""

    milestone = factory.SubFactory(MilestoneFactory, planned_on=date(2021, 4, 14))
    kind = DateKind.PLANNED
    old_on = date(2021, 3, 31)
    new_on = date(2021, 4, 14)
    reason = "Die Arbeitsgruppen brauchen mehr Zeit."

    class Meta:
        model = DateChange


class ReminderFactory(DjangoModelFactory[Reminder]):
    """Somebody was reminded two weeks before."""

    milestone = factory.SubFactory(MilestoneFactory)
    kind = ReminderKind.TWO_WEEKS
    due_on = factory.SelfAttribute("milestone.planned_on")

    class Meta:
        model = Reminder


class CalendarKeyFactory(DjangoModelFactory[CalendarKey]):
    """The calendar of an account."""

    user = factory.SubFactory(UserFactory)

    class Meta:
        model = CalendarKey
