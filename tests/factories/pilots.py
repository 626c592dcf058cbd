"""Pilots, lists with entries and reviewers, reviews with scores, tenders, and what follows."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from people.enums import BodyKind
from pilots.content import content_of
from pilots.enums import ListStatus, PilotStatus, Recommendation
from pilots.models import (
    Condition,
    Cost,
    Criterion,
    Entry,
    MeasureSource,
    Partner,
    Pilot,
    PilotFile,
    PilotList,
    ProgressReport,
    Resolution,
    Review,
    Reviewer,
    Score,
    Source,
    Tender,
    TenderStep,
)
from pilots.services.lists import TEMPLATE
from tests.factories.ideas import IdeaFactory
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.strategy import MeasureFactory
from tests.factories.workshops import DecisionFactory, MeetingFactory


class PilotFactory(DjangoModelFactory[Pilot]):
    """A candidate that may go on a list: lead, benefit, costs of one year (none with ``cost=None``)."""

    # Far above the numbers that tests write down, and of three digits as in a real year.
    reference = factory.Sequence(lambda count: f"P-2021-{count % 499 + 501}")
    title = factory.Sequence(lambda count: f"Pilot {count}")
    summary = "Kurz beschrieben."
    lead = factory.SubFactory(OrganisationFactory)
    added_value = "Alle haben etwas davon."
    cost = factory.RelatedFactory("tests.factories.pilots.CostFactory", factory_related_name="pilot")

    class Meta:
        model = Pilot
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(status=PilotStatus.RUNNING, published_at=factory.LazyFunction(timezone.now))


class CostFactory(DjangoModelFactory[Cost]):
    """What a pilot costs in 2021."""

    pilot = factory.SubFactory(PilotFactory, cost=None)
    year = 2021
    amount = 20_000
    funding_percent = Decimal(0)

    class Meta:
        model = Cost


class PartnerFactory(DjangoModelFactory[Partner]):
    """An organisation that takes part."""

    pilot = factory.SubFactory(PilotFactory)
    organisation = factory.SubFactory(OrganisationFactory)

    class Meta:
        model = Partner


class SourceFactory(DjangoModelFactory[Source]):
    """An idea that a pilot came from; it took over its title."""

    pilot = factory.SubFactory(PilotFactory)
    idea = factory.SubFactory(IdeaFactory)
    fields = ["title"]

    class Meta:
        model = Source


class MeasureSourceFactory(DjangoModelFactory[MeasureSource]):
    """A pilot that a Maßnahme came of; ``pilot=None, idea=…`` for an idea."""

    measure = factory.SubFactory(MeasureFactory)
    pilot = factory.SubFactory(PilotFactory)
    reason = "Der Versuch hat gezeigt, dass es geht."

    class Meta:
        model = MeasureSource


class PilotFileFactory(DjangoModelFactory[PilotFile]):
    """An attachment of a pilot; there is no file behind it."""

    pilot = factory.SubFactory(PilotFactory)
    kind = "attachment"
    name = "plan.pdf"
    content_type = "application/pdf"
    size = 8
    sha256 = "a" * 64

    class Meta:
        model = PilotFile


class PilotListFactory(DjangoModelFactory[PilotList]):
    """An empty draft for a meeting of a Strategiekreis in ten days, to be reviewed until a week from now."""

    meeting = factory.SubFactory(
        MeetingFactory,
        body__kind=BodyKind.STEERING,
        held_on=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10)),
    )
    slug = factory.SelfAttribute("meeting.slug")
    budget = 500_000
    review_from = factory.LazyFunction(lambda: timezone.now() - timedelta(days=7))
    review_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))

    class Meta:
        model = PilotList


class CriterionFactory(DjangoModelFactory[Criterion]):
    """A criterion that counts for everything."""

    list = factory.SubFactory(PilotListFactory)
    name = factory.Sequence(lambda count: f"Kriterium {count}")
    weight = Decimal(100)
    labels = ["schlecht", "mittel", "gut"]

    class Meta:
        model = Criterion


class EntryFactory(DjangoModelFactory[Entry]):
    """The next pilot of a list."""

    list = factory.SubFactory(PilotListFactory)
    pilot = factory.SubFactory(PilotFactory)
    position = factory.Sequence(int)

    class Meta:
        model = Entry


class ReviewerFactory(DjangoModelFactory[Reviewer]):
    """A voting member of the list's body who reviews it."""

    list = factory.SubFactory(PilotListFactory)
    user = factory.LazyAttribute(lambda one: MembershipFactory(body=one.list.meeting.body).user)

    class Meta:
        model = Reviewer

    class Params:
        handed_in = factory.Trait(handed_in_at=factory.LazyFunction(timezone.now))


class ResolutionFactory(DjangoModelFactory[Resolution]):
    """The board's approval of a pilot."""

    entry = factory.SubFactory(EntryFactory, pilot__status=PilotStatus.APPROVED)
    decision = factory.SubFactory(DecisionFactory)
    outcome = PilotStatus.APPROVED

    class Meta:
        model = Resolution


class ConditionFactory(DjangoModelFactory[Condition]):
    """A condition that is not met yet."""

    resolution = factory.SubFactory(ResolutionFactory, outcome=PilotStatus.CONDITIONAL)
    text = "Der Datenschutz ist geprüft."
    organisation = factory.SubFactory(OrganisationFactory)
    due_on = date(2021, 6, 30)

    class Meta:
        model = Condition


class TenderFactory(DjangoModelFactory[Tender]):
    """A tender that was proposed, in the order in which a test makes them."""

    pilot = factory.SubFactory(PilotFactory, status=PilotStatus.IN_TENDER)
    subject = factory.Sequence(lambda count: f"Ausschreibung {count}")
    position = factory.Sequence(lambda count: (count + 1) * 1_000)

    class Meta:
        model = Tender


class TenderStepFactory(DjangoModelFactory[TenderStep]):
    """A step that is planned."""

    tender = factory.SubFactory(TenderFactory)
    name = "Leistungsbeschreibung"
    planned_on = date(2021, 3, 1)

    class Meta:
        model = TenderStep


class ProgressReportFactory(DjangoModelFactory[ProgressReport]):
    """An internal report of progress."""

    pilot = factory.SubFactory(PilotFactory, status=PilotStatus.RUNNING)
    reported_on = date(2021, 9, 1)
    text = "Die ersten Geräte stehen."
    percent = 40
    by = factory.SubFactory(UserFactory, team=True)

    class Meta:
        model = ProgressReport


def list_with(entries: int = 3, *, reviewers: int = 0, handed_in: bool = False, **fields: Any) -> PilotList:
    """Return a list with the criteria of the template, so many pilots, and reviewers who belong to its body.

    ``fields`` go to :class:`PilotListFactory`; with ``status`` other than draft, entries and pilots are as after the
    opening. ``handed_in`` makes each reviewer score every pilot alike and hand in.
    """
    pilot_list: PilotList = PilotListFactory(**fields)
    for position, wanted in enumerate(TEMPLATE):
        CriterionFactory(
            list=pilot_list,
            position=position,
            name=wanted.name,
            weight=wanted.weight,
            labels=list(wanted.labels),
            explanation=wanted.explanation,
        )
    is_opened = pilot_list.status != ListStatus.DRAFT
    for position in range(entries):
        pilot = PilotFactory(status=PilotStatus.LISTED if is_opened else PilotStatus.CANDIDATE)
        opened = {"released": content_of(pilot), "released_version": pilot.version} if is_opened else {}
        EntryFactory(list=pilot_list, pilot=pilot, position=position, **opened)
    for _ in range(reviewers):
        reviewer = ReviewerFactory(list=pilot_list, handed_in=handed_in)
        if handed_in:
            for entry in pilot_list.entries.all():
                review_of(reviewer, entry, [3, 3, 3, 3, 3])
    return pilot_list


def opened_list(entries: int = 3, *, reviewers: int = 1, handed_in: bool = False, **fields: Any) -> PilotList:
    """Return a list in review; the arguments are those of :func:`list_with`."""
    return list_with(entries, reviewers=reviewers, handed_in=handed_in, **{"status": ListStatus.IN_REVIEW, **fields})


def review_of(
    reviewer: Reviewer,
    entry: Entry,
    values: Sequence[int] = (),
    *,
    recommendation: str = Recommendation.APPROVE,
    comment: str = "",
    conflict: str = "",
) -> Review:
    """Return a reviewer's review of one pilot; ``values`` are places of labels by criterion, in the list's order."""
    review = Review.objects.create(
        reviewer=reviewer,
        entry=entry,
        recommendation="" if conflict else recommendation,
        comment=comment,
        conflict=conflict,
    )
    for criterion, value in zip(reviewer.list.criteria.all(), values, strict=False):
        Score.objects.create(review=review, criterion=criterion, value=value)
    return review
