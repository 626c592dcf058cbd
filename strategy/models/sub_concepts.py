"""Teilkonzepte: the parts of the strategy that groups write in sections, and how they are linked."""

from django.db import models
from django.db.models.functions import Greatest, Least, Lower

from common.history import HistorisedQuerySet, historical_records
from common.transitions import TransitionTable
from common.versions import VersionedModel
from people.models import Body
from strategy.enums import LinkKind, SubConceptStatus
from strategy.models.visions import StrategyQuerySet, page_url

SUB_CONCEPT_TRANSITIONS = TransitionTable(
    field="status",
    permission="strategy.change_subconcept",
    moves={
        SubConceptStatus.DRAFT: frozenset({SubConceptStatus.IN_COORDINATION}),
        SubConceptStatus.IN_COORDINATION: frozenset({SubConceptStatus.ACCEPTED, SubConceptStatus.DRAFT}),
        SubConceptStatus.ACCEPTED: frozenset({SubConceptStatus.DRAFT}),
    },
    reason_required=frozenset(
        {
            (SubConceptStatus.IN_COORDINATION, SubConceptStatus.DRAFT),
            (SubConceptStatus.ACCEPTED, SubConceptStatus.DRAFT),
        }
    ),
)


class SubConcept(VersionedModel):
    """A Teilkonzept: a part of the strategy that a group writes, fed by ideas."""

    TRANSITIONS = SUB_CONCEPT_TRANSITIONS

    title = models.CharField("Titel", max_length=200, help_text="Zum Beispiel: Intelligente Straßenbeleuchtung")
    slug = models.SlugField("Adresse", max_length=90, unique=True, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="sub_concepts", verbose_name="Gruppe")
    status = models.CharField(
        "Status", max_length=16, choices=SubConceptStatus, default=SubConceptStatus.DRAFT, editable=False
    )
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = StrategyQuerySet["SubConcept"].as_manager()

    class Meta:
        verbose_name = "Teilkonzept"
        verbose_name_plural = "Teilkonzepte"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                Lower("title"),
                name="sub_concept_title_is_unique",
                violation_error_message="Ein Teilkonzept mit diesem Titel gibt es schon.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=SubConceptStatus.values), name="sub_concept_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return page_url("sub_concept", self.slug)


class SubConceptSection(VersionedModel):
    """A section of a Teilkonzept; each has a version of its own, so that two people write side by side."""

    sub_concept = models.ForeignKey(SubConcept, models.CASCADE, related_name="sections", verbose_name="Teilkonzept")
    heading = models.CharField("Überschrift", max_length=200)
    text = models.TextField("Text", max_length=20_000, blank=True)
    position = models.BigIntegerField("Reihenfolge", default=0, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["SubConceptSection"].as_manager()

    class Meta:
        verbose_name = "Abschnitt eines Teilkonzepts"
        verbose_name_plural = "Abschnitte von Teilkonzepten"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.heading

    @property
    def anchor(self) -> str:
        """The permanent name of the section on the page of its Teilkonzept."""
        return f"abschnitt-{self.pk}"


class ConceptLink(VersionedModel):
    """A connection of two Teilkonzepte ("Verknüpfung und Vernetzung"), with its reason."""

    source = models.ForeignKey(SubConcept, models.CASCADE, related_name="links_out", verbose_name="Teilkonzept")
    kind = models.CharField("Art", max_length=12, choices=LinkKind)
    target = models.ForeignKey(SubConcept, models.CASCADE, related_name="links_in", verbose_name="anderes Teilkonzept")
    reason = models.TextField("Begründung", max_length=3_000)

    history = historical_records()
    objects = HistorisedQuerySet["ConceptLink"].as_manager()

    class Meta:
        verbose_name = "Verknüpfung"
        verbose_name_plural = "Verknüpfungen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Least("source", "target"),
                Greatest("source", "target"),
                "kind",
                name="sub_concepts_are_linked_once_per_kind",
                violation_error_message="Diese Verknüpfung gibt es zwischen den beiden Teilkonzepten schon.",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")),
                name="sub_concept_is_not_linked_to_itself",
                violation_error_message="Bitte wählen Sie ein anderes Teilkonzept.",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=LinkKind.values), name="concept_link_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"
