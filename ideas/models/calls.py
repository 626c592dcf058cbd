"""Calls for ideas: when they are open, to whom, and what they ask beyond the form of their channel."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.templatetags.dates import minute
from common.versions import VersionedModel
from ideas.enums import Access, CallPhase, Channel, QuestionKind
from people.models import User

MAX_GRACE_HOURS = 14 * 24
MAX_CHOICES = 30
MAX_MONTHS = 120


class CallQuerySet(HistorisedQuerySet["Call"]):
    """Queries on calls."""

    def published(self) -> "CallQuerySet":
        """Return the calls that were published."""
        return self.exclude(published_at=None)

    def visible_to(self, user: User | AnonymousUser) -> "CallQuerySet":
        """Return the calls that ``user`` may see: editors all, others the published ones that are open to them."""
        if getattr(user, "is_editor", False):
            return self
        published = self.published()
        return published if user.is_authenticated else published.exclude(access=Access.ORGANISATIONS)


class Call(VersionedModel):
    """A call for ideas over one channel. The one of the Ideenformular is always open."""

    channel = models.CharField("Kanal", max_length=12, choices=Channel)
    title = models.CharField("Titel", max_length=150, help_text="Zum Beispiel: Ideenwettbewerb 2020")
    slug = models.SlugField("Adresse", max_length=60, unique=True, help_text="Teil der Seitenadresse.")
    text = models.TextField("Aufruf", max_length=10_000, blank=True, help_text="Worum es geht, für wen, und was folgt.")
    picture = models.ImageField("Bild", upload_to="calls/", blank=True)
    picture_text = models.CharField(
        "Bildbeschreibung", max_length=200, blank=True, help_text="Was zu sehen ist, für Menschen, die es nicht sehen."
    )
    opens_at = models.DateTimeField("offen ab", null=True, blank=True)
    closes_at = models.DateTimeField("offen bis", null=True, blank=True)
    grace_hours = models.PositiveSmallIntegerField(
        "Nachfrist in Stunden",
        default=0,
        validators=[MaxValueValidator(MAX_GRACE_HOURS)],
        help_text="So lange können begonnene Entwürfe nach dem Ende noch gesendet werden.",
    )
    access = models.CharField("Wer einreichen darf", max_length=15, choices=Access, default=Access.PUBLIC)
    prizes = models.TextField("Preise", max_length=3_000, blank=True)
    jury_criteria = models.TextField("Kriterien der Jury", max_length=3_000, blank=True)
    terms = models.TextField(
        "Teilnahmebedingungen",
        max_length=10_000,
        blank=True,
        help_text="Leer: die üblichen. Absätze trennt eine leere Zeile.",
    )
    jury_on = models.DateField("Jurysitzung am", null=True, blank=True)
    retention_months = models.PositiveSmallIntegerField(
        "Kontaktdaten löschen nach (Monate)",
        default=36,
        validators=[
            MinValueValidator(1, "Bitte nennen Sie mindestens einen Monat."),
            MaxValueValidator(MAX_MONTHS, f"Bitte nennen Sie höchstens {MAX_MONTHS} Monate (zehn Jahre)."),
        ],
        help_text="Gerechnet ab dem Ende des Aufrufs oder dem letzten Schritt der Idee, je nachdem, was später war.",
    )
    published_at = models.DateTimeField("veröffentlicht am", null=True, blank=True, editable=False)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = "Aufruf"
        verbose_name_plural = "Aufrufe"
        ordering = ["-opens_at", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at=None)
                | models.Q(closes_at=None)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message="Das Ende des Aufrufs liegt vor seinem Beginn.",
            ),
            models.CheckConstraint(
                condition=~models.Q(channel=Channel.FORM) | models.Q(closes_at=None),
                name="form_is_always_open",
                violation_error_message="Das Ideenformular ist immer offen; es hat kein Ende.",
            ),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="call_channel_is_known"),
            models.CheckConstraint(condition=models.Q(access__in=Access.values), name="call_access_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its form."""
        return reverse("ideas:submit", args=[self.slug])

    @property
    def is_published(self) -> bool:
        """Whether others than editors see it."""
        return self.published_at is not None

    def is_open(self, moment: datetime | None = None) -> bool:
        """Return whether it takes new ideas at ``moment`` (aware; now)."""
        moment = moment or timezone.now()
        has_begun = self.opens_at is None or self.opens_at <= moment
        return self.is_published and has_begun and (self.closes_at is None or moment < self.closes_at)

    def takes_drafts(self, moment: datetime | None = None) -> bool:
        """Return whether a draft that was begun in time may be sent at ``moment``: until the end and its grace."""
        moment = moment or timezone.now()
        return self.is_open(moment) or (self.grace_ends_at is not None and self._has_ended(moment))

    def phase(self, moment: datetime | None = None) -> CallPhase:
        """Return where it stands at ``moment`` (aware; now)."""
        moment = moment or timezone.now()
        if not self.is_published:
            return CallPhase.DRAFT
        if self.opens_at is not None and moment < self.opens_at:
            return CallPhase.UPCOMING
        if self.is_open(moment):
            return CallPhase.OPEN
        return CallPhase.GRACE if self.takes_drafts(moment) else CallPhase.ENDED

    def notice(self, moment: datetime | None = None) -> str:
        """Return until when ideas can be handed in, or why they cannot, as German sentences for visitors."""
        match self.phase(moment):
            case CallPhase.DRAFT:
                return "Dieser Aufruf ist noch nicht veröffentlicht."
            case CallPhase.UPCOMING:
                return f"Dieser Aufruf beginnt am {minute(self.opens_at)}."
            case CallPhase.OPEN if self.closes_at:
                return f"Sie können Ihre Idee bis zum {minute(self.closes_at)} einreichen."
            case CallPhase.OPEN:
                return "Sie können Ihre Idee jederzeit einreichen."
            case CallPhase.GRACE:
                return (
                    f"Dieser Aufruf ist seit dem {minute(self.closes_at)} beendet. Entwürfe, die vorher begonnen"
                    f" wurden, können noch bis zum {minute(self.grace_ends_at)} gesendet werden."
                )
            case _:
                return f"Dieser Aufruf ist seit dem {minute(self.closes_at)} beendet."

    def _has_ended(self, moment: datetime) -> bool:
        ends = self.grace_ends_at
        return self.is_published and self.closes_at is not None and ends is not None and self.closes_at <= moment < ends

    @property
    def grace_ends_at(self) -> datetime | None:
        """When the last draft may be sent; ``None`` for a call without an end."""
        return self.closes_at + timedelta(hours=self.grace_hours) if self.closes_at else None


class Question(models.Model):
    """A question that a call asks beyond the form of its channel."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="questions", verbose_name="Aufruf")
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    label = models.CharField("Frage", max_length=200)
    help_text = models.CharField("Hilfe", max_length=300, blank=True)
    kind = models.CharField("Art", max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    choices = models.TextField("Antworten zur Auswahl", max_length=3_000, blank=True, help_text="Je Zeile eine.")
    is_required = models.BooleanField("Pflicht", default=False)
    is_public = models.BooleanField(
        "öffentlich", default=False, help_text="Die Antwort erscheint, wenn die Idee veröffentlicht wird."
    )
    is_personal = models.BooleanField(
        "personenbezogen", default=False, help_text="Die Antwort wird mit den Kontaktdaten gelöscht."
    )

    history = historical_records()
    objects = HistorisedQuerySet["Question"].as_manager()

    class Meta:
        verbose_name = "Zusatzfrage"
        verbose_name_plural = "Zusatzfragen"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=QuestionKind.values), name="question_kind_is_known"),
            models.CheckConstraint(
                condition=~models.Q(is_public=True, is_personal=True),
                name="personal_answers_are_not_public",
                violation_error_message="Eine personenbezogene Antwort kann nicht öffentlich sein.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """A question with a choice needs at least two answers to choose from."""
        super().clean()
        if self.kind in (QuestionKind.CHOICE, QuestionKind.MULTIPLE):
            if not 2 <= len(self.choice_list) <= MAX_CHOICES:
                raise ValidationError({"choices": f"Bitte nennen Sie 2 bis {MAX_CHOICES} Antworten, je Zeile eine."})
        else:
            self.choices = ""

    @property
    def choice_list(self) -> list[str]:
        """The answers to choose from."""
        lines = (line.strip() for line in self.choices.splitlines())
        return list(dict.fromkeys(line for line in lines if line))


def new_code() -> str:
    """Return a code of eight letters and digits that are hard to mistake for one another."""
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(8))


class AccessCode(models.Model):
    """A code that opens a call; how often it was used is told by the ideas that name it."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="codes", verbose_name="Aufruf")
    code = models.CharField("Code", max_length=20, default=new_code, unique=True)
    note = models.CharField("Für wen", max_length=200, blank=True)
    expires_at = models.DateTimeField("gilt bis", null=True, blank=True)
    max_uses = models.PositiveIntegerField("höchstens so oft", null=True, blank=True)

    history = historical_records()
    objects = HistorisedQuerySet["AccessCode"].as_manager()

    class Meta:
        verbose_name = "Zugangscode"
        verbose_name_plural = "Zugangscodes"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.code
