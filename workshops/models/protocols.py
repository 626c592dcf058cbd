"""Protocols and their outline above the points: sections and agenda items (DESIGN 9)."""

from collections.abc import Collection
from typing import ClassVar

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

TITLE_LENGTH = 300
"""Characters in the title of a section or agenda item."""


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
    """What sections, agenda items and points share: a place among their siblings.

    ``client_key`` is the name that the editor's browser gave a new row: a request that is repeated because its answer
    was lost finds the row and makes no twin.
    """

    KEY_PREFIX: ClassVar[str]
    PROTOCOL_PATH: ClassVar[str]
    """How a query gets from the row to its protocol."""

    position = models.BigIntegerField("Position", editable=False)
    client_key = models.UUIDField("Schlüssel des Editors", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Leave foreign keys to the database, which saves a query or two for each line."""
        relations = {field.name for field in self._meta.fields if field.is_relation}
        super().clean_fields(exclude={*(exclude or ()), *relations})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave the constraints to the database, too: the fields' validators say the same."""

    @property
    def key(self) -> str:
        """The name of a stored row in the editor: "s12", "i7", "p99"."""
        return f"{self.KEY_PREFIX}{self.pk}"


class Section(OutlineRow):
    """A section of a protocol; its roman number follows from its place."""

    KEY_PREFIX = "s"
    PROTOCOL_PATH = "protocol"
    depth = 0

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="sections", verbose_name="Protokoll")
    title = models.CharField("Titel", max_length=TITLE_LENGTH, blank=True)

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

    KEY_PREFIX = "i"
    PROTOCOL_PATH = "section__protocol"
    depth = 1

    section = models.ForeignKey(Section, models.CASCADE, related_name="items", verbose_name="Abschnitt")
    title = models.CharField("Titel", max_length=TITLE_LENGTH, blank=True)

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

    @property
    def protocol(self) -> Protocol:
        """The protocol that this agenda item belongs to."""
        return self.section.protocol
