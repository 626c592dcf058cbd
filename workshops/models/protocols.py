"""Protocols and their outline above the points: sections and agenda items (DESIGN 9)."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import models

from common.history import HistorisedQuerySet, historical_records
from common.transitions import TransitionTable
from common.versions import VersionedModel
from people.models import User
from workshops.enums import ProtocolStatus
from workshops.models.meetings import Meeting, bodies_of

PROTOCOL_TRANSITIONS = TransitionTable(
    field="status",
    permission="workshops.change_protocol",
    moves={
        ProtocolStatus.DRAFT: frozenset({ProtocolStatus.CIRCULATED}),
        ProtocolStatus.CIRCULATED: frozenset({ProtocolStatus.DRAFT, ProtocolStatus.APPROVED}),
    },
    reason_required=frozenset({(ProtocolStatus.CIRCULATED, ProtocolStatus.DRAFT)}),
)

POSITION_STEP = 1 << 20
"""The distance between two neighbours' positions: a row that moves between them needs no other row to change."""


class ProtocolQuerySet(HistorisedQuerySet["Protocol"]):
    """Queries on protocols."""

    def visible_to(self, user: User | AnonymousUser) -> "ProtocolQuerySet":
        """Return the protocols that ``user`` may read (DESIGN: Roles).

        Approved ones of public meetings: everybody. In circulation or approved: members of the body. Drafts: editors.
        """
        if getattr(user, "is_editor", False):
            return self
        allowed = models.Q(status=ProtocolStatus.APPROVED, meeting__is_public=True)
        if isinstance(user, User):
            released = [ProtocolStatus.CIRCULATED, ProtocolStatus.APPROVED]
            allowed |= models.Q(status__in=released, meeting__body__in=bodies_of(user))
        return self.filter(allowed)


class Protocol(models.Model):
    """The protocol of one meeting; a tree of sections, agenda items and points."""

    TRANSITIONS = PROTOCOL_TRANSITIONS

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="protocol", verbose_name="Sitzung")
    status = models.CharField(
        "Status", max_length=10, choices=ProtocolStatus, default=ProtocolStatus.DRAFT, editable=False
    )

    history = historical_records()
    objects = ProtocolQuerySet.as_manager()

    class Meta:
        verbose_name = "Protokoll"
        verbose_name_plural = "Protokolle"
        ordering = ["-meeting__held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ProtocolStatus.values), name="protocol_status_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.meeting.protocol_title

    def get_absolute_url(self) -> str:
        """Return the address of the reading view."""
        return self.meeting.get_absolute_url()

    @property
    def is_editable(self) -> bool:
        """Whether lines may be changed: only a draft may (DESIGN: Status tables)."""
        return self.status == ProtocolStatus.DRAFT


class OutlineRow(VersionedModel):
    """What sections, agenda items and points share: a place among their siblings."""

    position = models.BigIntegerField("Position", editable=False)

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave the constraints to the database: the fields' validators say the same, without a query for each line."""


class Section(OutlineRow):
    """A section of a protocol; its roman number follows from its place."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="sections", verbose_name="Protokoll")
    title = models.CharField("Titel", max_length=300, blank=True)

    history = historical_records()
    objects = HistorisedQuerySet["Section"].as_manager()

    class Meta:
        verbose_name = "Abschnitt"
        verbose_name_plural = "Abschnitte"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "position"], name="section_has_own_place", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.title or "Abschnitt ohne Titel"


class AgendaItem(OutlineRow):
    """An agenda item (TOP); its number follows from its place, its title may be empty."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="items", verbose_name="Abschnitt")
    title = models.CharField("Titel", max_length=300, blank=True)

    history = historical_records()
    objects = HistorisedQuerySet["AgendaItem"].as_manager()

    class Meta:
        verbose_name = "Tagesordnungspunkt"
        verbose_name_plural = "Tagesordnungspunkte"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "position"], name="item_has_own_place", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.title or "Tagesordnungspunkt ohne Titel"
