"""Reviews: who reviews a list, what each says on each pilot, and the scores by criterion."""

from django.db import models

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from people.models import Membership, User
from pilots.enums import Conflict, Recommendation
from pilots.models.lists import Criterion, Entry, PilotList


class ReviewerQuerySet(HistorisedQuerySet["Reviewer"]):
    """Queries on reviewers."""

    def handed_in(self) -> "ReviewerQuerySet":
        """Return those who handed in."""
        return self.filter(handed_in_at__isnull=False)

    def expected(self) -> "ReviewerQuerySet":
        """Return those who handed in, or still belong to the body on the day of the meeting.

        A membership may end after the list was opened; what was handed in before counts.
        """
        own = Membership.objects.filter(user=models.OuterRef("user"), body=models.OuterRef("list__meeting__body"))
        return self.filter(
            models.Q(handed_in_at__isnull=False) | models.Exists(own.on(models.OuterRef("list__meeting__held_on")))
        )


class Reviewer(models.Model):
    """A voting member of the board who reviews a list; one row for each person and list."""

    list = models.ForeignKey(PilotList, models.CASCADE, related_name="reviewers", verbose_name="Pilotliste")
    user = models.ForeignKey(User, models.PROTECT, related_name="reviewed_lists", verbose_name="Konto")
    handed_in_at = models.DateTimeField("abgegeben am", null=True, blank=True, editable=False)
    reminded_days = models.PositiveSmallIntegerField(
        "zuletzt erinnert",
        null=True,
        blank=True,
        editable=False,
        help_text="Wie viele Tage vor dem Ende die letzte Erinnerung lag.",
    )

    history = historical_records()
    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = "Bewertende Person"
        verbose_name_plural = "Bewertende Personen"
        ordering = ["user__name"]
        constraints = [models.UniqueConstraint(fields=["list", "user"], name="reviewer_is_named_once")]

    def __str__(self) -> str:
        return str(self.user)


class ReviewQuerySet(HistorisedQuerySet["Review"]):
    """Queries on reviews."""

    def counted(self, pilot_list: PilotList) -> "ReviewQuerySet":
        """Return what counts for a list: the reviews of those who handed in, without conflicts of interest."""
        return self.filter(reviewer__list=pilot_list, reviewer__handed_in_at__isnull=False, conflict="")


class Review(VersionedModel):
    """What one reviewer says on one pilot of a list. With a conflict of interest it counts for nothing."""

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="reviews", verbose_name="bewertet von")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="reviews", verbose_name="Eintrag")
    recommendation = models.CharField("Empfehlung", max_length=12, choices=Recommendation, blank=True)
    comment = models.TextField("Kommentar", max_length=3_000, blank=True)
    conflict = models.CharField("befangen", max_length=12, choices=Conflict, blank=True)

    history = historical_records()
    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "Bewertung"
        verbose_name_plural = "Bewertungen"
        ordering = ["entry__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "entry"], name="one_review_per_reviewer_and_entry"),
            models.CheckConstraint(
                condition=models.Q(recommendation__in=["", *Recommendation.values]), name="recommendation_is_known"
            ),
            models.CheckConstraint(condition=models.Q(conflict__in=["", *Conflict.values]), name="conflict_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} – {self.reviewer}"


class Score(models.Model):
    """The value that a reviewer gave a pilot on one criterion: the place of its label, from 0.

    Its name does not tell the value: pages of the admin list what belongs to what by name.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores", verbose_name="Bewertung")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="scores", verbose_name="Kriterium")
    value = models.PositiveSmallIntegerField("Wert")

    history = historical_records()
    objects = HistorisedQuerySet["Score"].as_manager()

    class Meta:
        verbose_name = "Punktwert"
        verbose_name_plural = "Punktwerte"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_criterion")]

    def __str__(self) -> str:
        return f"Wert zu {self.criterion}"
