"""The strategy: Zielbilder, the Handlungsfelder that ideas name, Maßnahmen, and Teilkonzepte in sections with links."""

from itertools import combinations, islice
from random import Random

from bench.fill.people import People
from bench.fill.sizes import Size
from bench.fill.store import store
from bench.fill.texts import TOPICS, idea_text
from strategy.enums import LinkKind, Origin, Priority
from strategy.models import (
    ActionField,
    ActionFieldVision,
    ConceptLink,
    Measure,
    MeasureField,
    SubConcept,
    SubConceptSection,
    Vision,
)
from strategy.models.visions import POSITION_STEP

VISIONS, CONCEPTS, SECTIONS = 5, 12, 8
CONCEPT = "teilkonzept-0"
"""The address of a Teilkonzept, in every size."""


def fill_strategy(size: Size, people: People, random: Random) -> None:
    """Write ``size.measures`` Maßnahmen below the Handlungsfelder, and what stands above and beside them."""
    by = people.editor
    visions = [Vision(title=f"Zielbild {place}", slug=f"zielbild-{place}", **_at(place)) for place in range(VISIONS)]
    store(visions, by=by)
    fields = list(ActionField.objects.order_by("pk"))
    links = {(place, (place + step) % VISIONS) for place in range(len(fields)) for step in range(1 + place % 2)}
    store([ActionFieldVision(action_field=fields[field], vision=visions[one]) for field, one in sorted(links)], by=by)
    concepts = store([_concept(place, people) for place in range(CONCEPTS)], by=by)
    sections = [_section(concept, place, random) for concept in concepts for place in range(SECTIONS)]
    store(sections, by=by)
    pairs = islice(combinations(concepts, 2), 2 * CONCEPTS)
    store(
        [ConceptLink(source=one, target=other, kind=LinkKind.SHARES, reason="Ein Funknetz.") for one, other in pairs],
        by=by,
    )
    measures = store([_measure(place, people, concepts) for place in range(size.measures)], by=by)
    of_fields = {
        (place, (place + step) % len(fields)) for place in range(size.measures) for step in range(1 + place % 2)
    }
    store([MeasureField(measure=measures[one], action_field=fields[field]) for one, field in sorted(of_fields)], by=by)


def _at(place: int) -> dict[str, int]:
    return {"position": (place + 1) * POSITION_STEP}


def _concept(place: int, people: People) -> SubConcept:
    return SubConcept(
        title=f"Teilkonzept {place}", slug=f"teilkonzept-{place}", body=people.bodies[place % len(people.bodies)]
    )


def _section(concept: SubConcept, place: int, random: Random) -> SubConceptSection:
    text = "\n\n".join(idea_text(TOPICS[place % len(TOPICS)], random) for _ in range(3))
    return SubConceptSection(sub_concept=concept, heading=f"Abschnitt {place}", text=text, **_at(place))


def _measure(place: int, people: People, concepts: list[SubConcept]) -> Measure:
    return Measure(
        title=f"Maßnahme {place}: {TOPICS[place % len(TOPICS)]}",
        slug=f"massnahme-{place}",
        text="Was getan wird.",
        sub_concept=concepts[place % len(concepts)],
        organisation=people.organisations[place % len(people.organisations)],
        cost=10_000 * (place + 1),
        priority=Priority.values[place % 3],
        origin=Origin.values[place % 2],
        **_at(place),
    )
