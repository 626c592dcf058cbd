"""Milestones one week after the other, each after the one before, with criteria by hand and counted ones."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from bench.fill.people import People
from bench.fill.sizes import Size
from bench.fill.store import store
from bench.fill.texts import TOPICS, idea_text, idea_title
from common.models import ReferenceCounter
from milestones.enums import FigureKey
from milestones.models import Criterion, Milestone, Predecessor
from people.models import Body

FIRST_DAY = date(2021, 1, 14)
MILESTONE = "M-02"
"""The number of a milestone, in every size."""


def fill_milestones(size: Size, people: People, random: Random) -> None:
    """Write ``size.milestones`` published milestones; every third one is reached."""
    bodies = list(Body.objects.all())
    milestones = store([_milestone(number, people, bodies, random) for number in range(size.milestones)])
    store([Predecessor(milestone=later, predecessor=earlier) for earlier, later in pairwise(milestones)])
    store([criterion for one in milestones for criterion in _criteria(one)])
    ReferenceCounter.objects.create(prefix="M", year=0, last=len(milestones))


def _milestone(number: int, people: People, bodies: list[Body], random: Random) -> Milestone:
    topic, planned_on = TOPICS[number % len(TOPICS)], FIRST_DAY + timedelta(weeks=number)
    return Milestone(
        reference=f"M-{number + 1:02d}",
        title=f"{idea_title(number, topic, random)} {number}",
        description=idea_text(topic, random),
        planned_on=planned_on,
        forecast_on=planned_on + timedelta(days=10) if number % 3 == 1 else None,
        reached_on=planned_on if number % 3 == 0 else None,
        organisation=people.organisations[number % len(people.organisations)],
        body=bodies[number % len(bodies)],
        is_public=True,
    )


def _criteria(milestone: Milestone) -> list[Criterion]:
    figures = list(FigureKey)
    return [
        Criterion(milestone=milestone, position=1, text="Der Entwurf liegt vor", done_on=milestone.planned_on),
        Criterion(milestone=milestone, position=2, text="Der Entwurf ist geprüft"),
        Criterion(milestone=milestone, position=3, figure=figures[milestone.pk % len(figures)]),
    ]
