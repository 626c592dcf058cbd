"""Meetings and who takes part in them."""

from datetime import date, time
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.transitions import TransitionTable
from common.versions import VersionedModel
from people.models import Body, Membership, Organisation, User
from workshops.enums import AttendanceStatus, MeetingFormat, MeetingStatus

MEETING_TRANSITIONS = TransitionTable(
    field="status",
    permission="workshops.change_meeting",
    moves={
        MeetingStatus.PLANNED: frozenset({MeetingStatus.INVITED, MeetingStatus.CANCELLED}),
        MeetingStatus.INVITED: frozenset({MeetingStatus.HELD, MeetingStatus.CANCELLED}),
    },
    reason_required=frozenset(
        {(MeetingStatus.PLANNED, MeetingStatus.CANCELLED), (MeetingStatus.INVITED, MeetingStatus.CANCELLED)}
    ),
)

HEAD_FIELDS = (
    "body",
    "format",
    "number",
    "held_on",
    "starts_at",
    "ends_at",
    "place",
    "moderation",
    "keeper",
    "project",
    "distribution",
    "is_public",
)
"""What an editor fills in for a meeting; with a protocol that is no longer a draft only ``is_public`` may change."""


def bodies_of(user: User) -> "models.QuerySet[Membership, Any]":
    """Return, as a subquery, the ids of the bodies that ``user`` belongs to today."""
    return Membership.objects.on(timezone.localdate()).filter(user=user).values("body")


class MeetingQuerySet(HistorisedQuerySet["Meeting"]):
    """Queries on meetings."""

    def visible_to(self, user: User | AnonymousUser) -> "MeetingQuerySet":
        """Return the meetings that ``user`` may see: public ones, those of own bodies, for editors all."""
        if getattr(user, "is_editor", False):
            return self
        public = models.Q(is_public=True)
        return self.filter(public | models.Q(body__in=bodies_of(user)) if isinstance(user, User) else public)

    def upcoming(self, today: date) -> "MeetingQuerySet":
        """Return the meetings from ``today`` on that may still take place, the next one first."""
        statuses = [MeetingStatus.PLANNED, MeetingStatus.INVITED]
        return self.filter(held_on__gte=today, status__in=statuses).order_by("held_on", "starts_at", "pk")


@cache
def _list_url() -> str:
    """Return the address below which each meeting has its own; lists need it for every row."""
    return reverse("workshops:meeting_list")


def meeting_url(slug: str) -> str:
    """Return the address of the reading view of the meeting with this slug."""
    return f"{_list_url()}{slug}/"


def meeting_title(form: str, number: int | None, body: str, genitive: str) -> str:
    """Return a title in German: "5. Workshop der Fachgruppe …", "Sitzung des Strategiekreises".

    ``form`` is a value of ``MeetingFormat``, ``body`` the body's name, ``genitive`` that in the genitive, or empty.
    """
    numbered = f"{number}. " if number else ""
    return f"{numbered}{MeetingFormat(form).label} {genitive or f'– {body}'}"


def hours_in_words(starts_at: time | None, ends_at: time | None) -> str:
    """Return when a meeting begins and ends: "09:00–10:30 Uhr", "09:00 Uhr"; empty where that is not recorded."""
    clock = [f"{moment:%H:%M}" for moment in (starts_at, ends_at) if moment]
    return f"{'–'.join(clock)} Uhr" if clock else ""


class Meeting(VersionedModel):
    """A meeting of a body: a workshop or a session, on one day."""

    TRANSITIONS = MEETING_TRANSITIONS

    shows_protocol: bool
    """Whether the visitor may read the protocol; ``selectors.meetings_for`` says it."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name="Gremium")
    format = models.CharField("Art", max_length=10, choices=MeetingFormat, default=MeetingFormat.SESSION)
    number = models.PositiveSmallIntegerField(
        "Nummer", null=True, blank=True, help_text="Die wievielte Sitzung der Reihe; leer, wenn nicht gezählt wird."
    )
    slug = models.SlugField("Adresse", max_length=90, unique=True, editable=False)
    project = models.CharField("Projekt", max_length=120, blank=True, default="SMARTCity Gera")
    held_on = models.DateField("Datum")
    starts_at = models.TimeField("Beginn", null=True, blank=True)
    ends_at = models.TimeField("Ende", null=True, blank=True)
    place = models.CharField("Ort", max_length=200, blank=True, help_text="Raum und Anschrift oder „Videokonferenz“.")
    moderation = models.CharField("Moderation", max_length=200, blank=True, help_text="Person oder Organisation.")
    keeper = models.CharField("Protokollführung", max_length=200, blank=True)
    distribution = models.CharField(
        "Verteiler", max_length=500, blank=True, help_text="Wer das Protokoll erhält, durch Kommas getrennt."
    )
    status = models.CharField(
        "Status", max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED, editable=False
    )
    is_public = models.BooleanField(
        "öffentlich", default=False, help_text="Termin und genehmigtes Protokoll sind dann ohne Anmeldung zu sehen."
    )
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"
        ordering = ["-held_on", "-pk"]
        indexes = [
            # The list of meetings: newest first, and the same within one body.
            models.Index(fields=["-held_on", "-id"], name="meeting_newest_first"),
            models.Index(fields=["body", "-held_on"], name="meeting_of_body"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number"],
                condition=models.Q(number__isnull=False),
                name="meeting_number_is_unique_in_body",
                violation_error_message="Eine Sitzung mit dieser Nummer gibt es in diesem Gremium schon.",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at=None)
                | models.Q(ends_at=None)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message="Das Ende der Sitzung liegt vor ihrem Beginn.",
            ),
            models.CheckConstraint(condition=models.Q(status__in=MeetingStatus.values), name="meeting_status_is_known"),
            models.CheckConstraint(condition=models.Q(format__in=MeetingFormat.values), name="meeting_format_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in German (:func:`meeting_title`)."""
        return meeting_title(self.format, self.number, self.body.name, self.body.genitive)

    @property
    def title_after_zu(self) -> str:
        """The title behind "zu": "zum 5. Workshop …", "zur Sitzung …"."""
        return f"{'zum' if self.format == MeetingFormat.WORKSHOP else 'zur'} {self.title}"

    @property
    def protocol_title(self) -> str:
        """The protocol's title: "Protokoll zum 5. Workshop …", "Protokoll zur Sitzung …"."""
        return f"Protokoll {self.title_after_zu}"

    @property
    def is_upcoming(self) -> bool:
        """Whether the meeting may still take place."""
        return self.status in (MeetingStatus.PLANNED, MeetingStatus.INVITED)

    @property
    def was_held(self) -> bool:
        """Whether the meeting has taken place."""
        return self.status == MeetingStatus.HELD

    @property
    def hours(self) -> str:
        """When it begins and ends (:func:`hours_in_words`)."""
        return hours_in_words(self.starts_at, self.ends_at)

    def get_absolute_url(self) -> str:
        """Return the address of the reading view."""
        return meeting_url(self.slug)


class Attendance(models.Model):
    """One organisation's part in a meeting, with the person who came for it where that is recorded."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name="Sitzung")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="attendances", verbose_name="Organisation"
    )
    status = models.CharField("Teilnahme", max_length=10, choices=AttendanceStatus, default=AttendanceStatus.PRESENT)
    name = models.CharField("Name", max_length=200, blank=True, help_text="Freiwillig.")
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    history = historical_records()
    objects = HistorisedQuerySet["Attendance"].as_manager()

    class Meta:
        verbose_name = "Teilnahme"
        verbose_name_plural = "Teilnahmen"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation", "name"],
                name="attendance_is_recorded_once",
                violation_error_message="Diese Teilnahme steht schon in der Liste.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=AttendanceStatus.values), name="attendance_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_status_display()})"
