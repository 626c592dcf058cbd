"""The benchmark's data: one module for each app, always the same rows, each with its history."""

from random import Random

from django.db import transaction

from bench.fill.ideas import fill_ideas
from bench.fill.milestones import fill_milestones
from bench.fill.people import fill_people
from bench.fill.pilots import fill_pilots
from bench.fill.sizes import Size
from bench.fill.strategy import fill_strategy
from bench.fill.threads import fill_thread
from bench.fill.versions import fill_versions
from bench.fill.workshops import fill_workshops


@transaction.atomic
def fill(size: Size) -> None:
    """Write the data set into an empty, migrated database."""
    people = fill_people()
    fill_workshops(size, people, Random(size.name))  # noqa: S311
    fill_ideas(size, people, Random(size.name))  # noqa: S311
    fill_pilots(size, people, Random(size.name))  # noqa: S311
    fill_milestones(size, people, Random(size.name))  # noqa: S311
    fill_strategy(size, people, Random(size.name))  # noqa: S311
    fill_thread(people)
    fill_versions(people, Random(size.name))  # noqa: S311
