"""Reads about Teilkonzepte: how far they are, and how they are linked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from common.models import StatusChange
from people.rules import Person
from strategy.enums import LinkKind, SubConceptStatus
from strategy.models import ConceptLink, Measure, SubConcept, SubConceptSection
from strategy.page_links import SectionNotes


@dataclass(frozen=True, slots=True)
class ConceptProgress:
    """How far the Teilkonzepte are: how many there are, how many are linked with another, and accepted."""

    total: int
    linked: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A link as one of its two Teilkonzepte reads it: "setzt voraus", "wird vorausgesetzt von"."""

    link: ConceptLink
    words: str
    other: SubConcept


def is_linked() -> Exists:
    """Return the condition on Teilkonzepte that one is linked with another, in whichever direction."""
    return Exists(ConceptLink.objects.filter(Q(source=OuterRef("pk")) | Q(target=OuterRef("pk"))))


def progress_of_concepts(user: Person) -> ConceptProgress:
    """Return how far the Teilkonzepte are that ``user`` may read; one query."""
    found = (
        SubConcept.objects.visible_to(user)
        .annotate(is_linked=is_linked())
        .aggregate(
            total=Count("pk"),
            linked=Count("pk", filter=Q(is_linked=True)),
            accepted=Count("pk", filter=Q(status=SubConceptStatus.ACCEPTED)),
        )
    )
    return ConceptProgress(**found)


def why_returned(concept: SubConcept) -> StatusChange | None:
    """Return the step by which a draft was given back to its group, with the reason; one query for a draft."""
    if concept.status != SubConceptStatus.DRAFT:
        return None
    of_concept = ContentType.objects.get_for_model(SubConcept)
    return StatusChange.objects.filter(content_type=of_concept, object_id=concept.pk).first()


def concept_list(user: Person, *, status: str = "", linked: str = "") -> list[SubConcept]:
    """Return the Teilkonzepte that ``user`` may read, with their group and the numbers that the list shows; one query.

    ``status`` keeps those of one status, ``linked`` ("ja", "nein") those that are linked with another, or not.
    """
    concepts = SubConcept.objects.visible_to(user).select_related("body")
    if status in SubConceptStatus.values:
        concepts = concepts.filter(status=status)
    if linked in ("ja", "nein"):
        concepts = concepts.filter(is_linked() if linked == "ja" else ~is_linked())
    sections, measures = SubConceptSection.objects, Measure.objects
    return list(
        concepts.annotate(
            sections_count=_count(sections.filter(sub_concept=OuterRef("pk"))),
            measures_count=_count(measures.filter(sub_concept=OuterRef("pk"))),
            links_count=_count(ConceptLink.objects.filter(Q(source=OuterRef("pk")) | Q(target=OuterRef("pk")))),
        )
    )


def links_between(user: Person) -> list[ConceptLink]:
    """Return all links between Teilkonzepte that ``user`` may read; one query."""
    visible = SubConcept.objects.visible_to(user)
    links = ConceptLink.objects.filter(source__in=visible, target__in=visible)
    return list(links.select_related("source", "target").order_by("source__title", "target__title"))


def sections_with_notes(
    concept: SubConcept, notes: Sequence[Mapping[int | None, SectionNotes]]
) -> list[tuple[SubConceptSection, list[SectionNotes]]]:
    """Return the sections in their order, each with the notes of the rooms above; one query."""
    return [
        (section, [found[section.pk] for found in notes if section.pk in found]) for section in concept.sections.all()
    ]


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("*")).values("count")
    return Coalesce(Subquery(counted), 0)


def neighbours_of(concept: SubConcept) -> list[Neighbour]:
    """Return the links of a Teilkonzept in both directions, as it reads them; one query."""
    links = ConceptLink.objects.filter(Q(source=concept) | Q(target=concept)).select_related("source", "target")
    return [
        Neighbour(link, link.get_kind_display(), link.target)
        if link.source_id == concept.pk
        else Neighbour(link, LinkKind(link.kind).reverse_label, link.source)
        for link in links
    ]
