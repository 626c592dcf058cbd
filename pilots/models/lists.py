"""Lists of pilots for one meeting of a board: entries, criteria, budget, and the release that reviewers read."""

from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.templatetags.dates import minute
from common.transitions import TransitionTable
from common.versions import VersionedModel
from people.models import Membership, User
from pilots.enums import ListStatus
from pilots.models.pilots import Pilot
from workshops.models import Meeting

LIST_TRANSITIONS = TransitionTable(
    field="status",
    permission="pilots.change_pilotlist",
    moves={
        ListStatus.DRAFT: frozenset({ListStatus.IN_REVIEW}),
        ListStatus.IN_REVIEW: frozenset({ListStatus.CLOSED}),
        ListStatus.CLOSED: frozenset({ListStatus.IN_REVIEW, ListStatus.DECIDED}),
    },
    reason_required=frozenset({(ListStatus.CLOSED, ListStatus.IN_REVIEW)}),
)

WHOLE = Decimal(100)
"""What the weights of a list's criteria add up to, in percent."""


def review_url(slug: str) -> str:
    """Return the address of the page on which the list with this slug is reviewed."""
    return reverse("pilots:review", args=[slug])


class PilotListQuerySet(HistorisedQuerySet["PilotList"]):
    """Queries on lists."""

    def visible_to(self, user: User | AnonymousUser) -> "PilotListQuerySet":
        """Return what ``user`` may see: editors all, members of the body that meets those that were opened.

        Who belongs to the body on the day of the meeting may read them before, as they are reviewed before.
        """
        if getattr(user, "is_editor", False):
            return self
        if not isinstance(user, User):
            return self.none()
        own = Membership.objects.filter(user=user, body=models.OuterRef("meeting__body"))
        now, then = own.on(timezone.localdate()), own.on(models.OuterRef("meeting__held_on"))
        return self.filter(models.Exists(now) | models.Exists(then)).exclude(status=ListStatus.DRAFT)


class PilotList(VersionedModel):
    """The pilots that a board reviews before one meeting and decides there."""

    TRANSITIONS = LIST_TRANSITIONS

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="pilot_list", verbose_name="Sitzung")
    slug = models.SlugField("Adresse", max_length=90, unique=True, editable=False)
    status = models.CharField("Status", max_length=12, choices=ListStatus, default=ListStatus.DRAFT, editable=False)
    introduction = models.TextField(
        "Einleitung", max_length=5_000, blank=True, help_text="Was die Mitglieder wissen sollten."
    )
    budget = models.PositiveIntegerField("Budgetrahmen in Euro", null=True, blank=True)
    review_from = models.DateTimeField(
        "Bewertung ab", null=True, blank=True, help_text="Leer: sobald sie eröffnet ist."
    )
    review_until = models.DateTimeField("Bewertung bis", null=True, blank=True)
    names_are_shown = models.BooleanField(
        "Namen zeigen",
        default=False,
        help_text="Wer selbst abgegeben hat, liest dann auch, von wem Empfehlungen und Kommentare der anderen sind.",
    )
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = PilotListQuerySet.as_manager()

    class Meta:
        verbose_name = "Pilotliste"
        verbose_name_plural = "Pilotlisten"
        ordering = ["-meeting__held_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=ListStatus.values), name="list_status_is_known"),
            models.CheckConstraint(
                condition=models.Q(review_from=None)
                | models.Q(review_until=None)
                | models.Q(review_until__gt=models.F("review_from")),
                name="review_ends_after_it_starts",
                violation_error_message="Das Ende der Bewertung liegt vor ihrem Beginn.",
            ),
        ]

    def __str__(self) -> str:
        return f"Pilotliste {self.meeting.title_after_zu} am {self.meeting.held_on:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        """Return the list's page."""
        return reverse("pilots:list_detail", args=[self.slug])

    def get_review_url(self) -> str:
        """Return the page on which reviewers start."""
        return review_url(self.slug)

    @property
    def is_reviewable(self) -> bool:
        """Whether reviews may be written now."""
        return not self.obstacle_to_reviewing

    @property
    def obstacle_to_reviewing(self) -> str:
        """Why no reviews may be written now, as a German sentence; empty where they may."""
        if self.review_from is not None and self.review_from > timezone.now():
            return f"Die Bewertung beginnt am {minute(self.review_from)}."
        return "Die Bewertung ist beendet." if self.review_is_over else ""

    @property
    def reviews_after_meeting(self) -> bool:
        """Whether the reviewing would end after the day of the meeting, which may have been moved since."""
        ends = self.review_until and timezone.localdate(self.review_until)
        return self.status in (ListStatus.DRAFT, ListStatus.IN_REVIEW) and bool(ends and ends > self.meeting.held_on)

    @property
    def review_is_over(self) -> bool:
        """Whether nothing can be handed in any more, unless the end is put off."""
        in_time = self.review_until is not None and self.review_until > timezone.now()
        return self.status != ListStatus.IN_REVIEW or not in_time


class Criterion(models.Model):
    """By what reviewers score the pilots of a list; ``labels`` name the values 0, 1, 2 and so on."""

    list = models.ForeignKey(PilotList, models.CASCADE, related_name="criteria", verbose_name="Pilotliste")
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    name = models.CharField("Kriterium", max_length=100)
    explanation = models.TextField("Erläuterung", max_length=1_000, blank=True)
    weight = models.DecimalField(
        "Gewicht in Prozent",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(WHOLE)],
    )
    labels = ArrayField(
        models.CharField(max_length=60),
        verbose_name="Werte",
        help_text="Ein Wert je Zeile, der schlechteste zuerst. Zum Beispiel: kein Nutzen",
    )

    history = historical_records()
    objects = HistorisedQuerySet["Criterion"].as_manager()

    class Meta:
        verbose_name = "Kriterium"
        verbose_name_plural = "Kriterien"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "name"],
                name="criterion_is_named_once",
                violation_error_message="Dieses Kriterium gibt es in der Liste schon.",
            ),
            models.CheckConstraint(
                condition=models.Q(labels__len__gte=2) & models.Q(labels__len__lte=10),
                name="criterion_has_two_to_ten_values",
                violation_error_message="Ein Kriterium braucht zwei bis zehn Werte.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One pilot on a list. ``released`` is what reviewers read: the pilot as it was when the list was opened."""

    list = models.ForeignKey(PilotList, models.CASCADE, related_name="entries", verbose_name="Pilotliste")
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="entries", verbose_name="Pilotprojekt")
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0)
    released = models.JSONField("Stand bei Öffnung", null=True, blank=True, editable=False)
    released_version = models.PositiveIntegerField("Version bei Öffnung", null=True, blank=True, editable=False)

    history = historical_records()
    objects = HistorisedQuerySet["Entry"].as_manager()

    class Meta:
        verbose_name = "Eintrag"
        verbose_name_plural = "Einträge"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "pilot"],
                name="pilot_is_listed_once",
                violation_error_message="Dieses Pilotprojekt steht schon auf der Liste.",
            )
        ]

    def __str__(self) -> str:
        return str(self.pilot)
