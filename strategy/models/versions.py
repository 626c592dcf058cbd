"""Versions of the strategy: what is written around the compiled parts, their frozen states, and the council's word."""

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.transitions import TransitionTable
from common.versions import VersionedModel
from people.models import Body, User
from strategy.enums import FreezeReason, VersionStatus
from workshops.models import Decision

VERSION_TRANSITIONS = TransitionTable(
    field="status",
    permission="strategy.change_strategyversion",
    moves={
        VersionStatus.DRAFT: frozenset({VersionStatus.IN_CONSULTATION}),
        VersionStatus.IN_CONSULTATION: frozenset({VersionStatus.READY}),
        VersionStatus.READY: frozenset({VersionStatus.PASSED, VersionStatus.IN_CONSULTATION}),
        VersionStatus.PASSED: frozenset({VersionStatus.SUPERSEDED}),
    },
    reason_required=frozenset({(VersionStatus.READY, VersionStatus.IN_CONSULTATION)}),
)


class StrategyVersionQuerySet(HistorisedQuerySet["StrategyVersion"]):
    """Queries on versions."""

    def visible_to(self, user: User | AnonymousUser) -> "StrategyVersionQuerySet":
        """Return what ``user`` may read: editors all, who is signed in what was frozen, guests what is published."""
        if getattr(user, "is_editor", False):
            return self
        frozen = self.exclude(status=VersionStatus.DRAFT)
        return frozen if user.is_authenticated else frozen.filter(self.published)

    @property
    def published(self) -> models.Q:
        """The condition of a version that everybody may read: passed by the council, or marked as public."""
        return models.Q(status__in=VersionStatus.final()) | models.Q(is_public=True)

    def in_force(self) -> "StrategyVersionQuerySet":
        """Return the version that holds today, if any: the last one that the council has passed."""
        return self.filter(status=VersionStatus.PASSED)


class StrategyVersion(VersionedModel):
    """A version of the strategy (Strategiefassung).

    A draft is compiled anew from Zielbilder, Handlungsfelder, Teilkonzepte and Maßnahmen whenever somebody reads it;
    from the first consultation on, what was frozen last is the version (:class:`Release`).
    """

    TRANSITIONS = VERSION_TRANSITIONS

    number = models.PositiveSmallIntegerField("Nummer", unique=True, editable=False)
    title = models.CharField("Titel", max_length=200, default="SMARTCity-Strategie der Stadt Gera")
    status = models.CharField(
        "Status", max_length=15, choices=VersionStatus, default=VersionStatus.DRAFT, editable=False
    )
    introduction = models.TextField(
        "Einleitung", max_length=20_000, blank=True, help_text="Absätze durch eine Leerzeile trennen."
    )
    is_public = models.BooleanField(
        "öffentlich",
        default=False,
        help_text="Der eingefrorene Stand ist dann schon vor dem Beschluss ohne Anmeldung zu lesen.",
    )
    continues = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="continued_by",
        verbose_name="schreibt fort",
    )
    is_example = models.BooleanField("Beispiel", default=False, editable=False)

    history = historical_records()
    objects = StrategyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "Strategiefassung"
        verbose_name_plural = "Strategiefassungen"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=VersionStatus.values), name="version_status_is_known"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="versions_are_counted_from_one"),
            models.UniqueConstraint(
                fields=["continues"],
                name="versions_are_one_chain",
                nulls_distinct=False,
                violation_error_message="Diese Fassung wird schon fortgeschrieben.",
            ),
        ]

    def __str__(self) -> str:
        return f"Strategiefassung {self.number}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("strategy:version", args=[self.number])

    @property
    def is_draft(self) -> bool:
        """Whether nothing was frozen yet."""
        return self.status == VersionStatus.DRAFT

    @property
    def is_editable(self) -> bool:
        """Whether introduction and annexes may still change: until what the council decides on is frozen."""
        return self.status in (VersionStatus.DRAFT, VersionStatus.IN_CONSULTATION)

    @property
    def is_final(self) -> bool:
        """Whether the council has passed it."""
        return self.status in VersionStatus.final()


class Annex(VersionedModel):
    """An annex (Anlage) of a version: a text of its own after the compiled parts.

    ``slug`` goes along to the next version, so that both can be compared.
    """

    strategy = models.ForeignKey(
        StrategyVersion, models.CASCADE, related_name="annexes", verbose_name="Strategiefassung"
    )
    slug = models.SlugField("Adresse", max_length=90, editable=False)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0, editable=False)
    title = models.CharField("Titel", max_length=200)
    text = models.TextField("Text", max_length=20_000, help_text="Absätze durch eine Leerzeile trennen.")

    history = historical_records()
    objects = HistorisedQuerySet["Annex"].as_manager()

    class Meta:
        verbose_name = "Anlage"
        verbose_name_plural = "Anlagen"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["strategy", "slug"], name="annex_has_own_address")]

    def __str__(self) -> str:
        return self.title


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Queries on frozen states."""

    def visible_to(self, user: User | AnonymousUser) -> "ReleaseQuerySet":
        """Return what ``user`` may read: signed in those of visible versions, guests the last of published ones."""
        if getattr(user, "is_editor", False):
            return self
        visible = self.filter(strategy__in=StrategyVersion.objects.visible_to(user))
        if user.is_authenticated:
            return visible
        last = Release.objects.order_by("strategy_id", "-at", "-pk").distinct("strategy_id")
        return visible.filter(pk__in=last.values("pk"))


class Release(models.Model):
    """A state of a version that never changes again (Freigabe): the whole document as plain data, and its SHA-256."""

    strategy = models.ForeignKey(
        StrategyVersion, models.PROTECT, related_name="releases", verbose_name="Strategiefassung"
    )
    kind = models.CharField("Anlass", max_length=15, choices=FreezeReason)
    content = models.JSONField("Inhalt")
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField("am", default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="durch")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "eingefrorener Stand"
        verbose_name_plural = "eingefrorene Stände"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, eingefroren am {timezone.localtime(self.at):%d.%m.%Y, %H:%M} Uhr"


class CouncilResolution(models.Model):
    """The council's resolution (Beschluss des Stadtrats) that makes a version final; ThürKO § 39: more yes than no."""

    strategy = models.OneToOneField(
        StrategyVersion, models.PROTECT, related_name="resolution", verbose_name="Strategiefassung"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="resolutions", verbose_name="Gremium")
    resolved_on = models.DateField("beschlossen am")
    paper_number = models.CharField("Drucksachen-Nr.", max_length=40, help_text="Zum Beispiel: 123/2021")
    votes_yes = models.PositiveSmallIntegerField("Ja", validators=[MinValueValidator(1)])
    votes_no = models.PositiveSmallIntegerField("Nein", default=0)
    votes_abstained = models.PositiveSmallIntegerField("Enthaltungen", default=0)
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="strategies",
        verbose_name="Beschluss im Protokoll",
        help_text="Wenn die Niederschrift der Sitzung hier geführt wird.",
    )

    history = historical_records()
    objects = HistorisedQuerySet["CouncilResolution"].as_manager()

    class Meta:
        verbose_name = "Beschluss über die Strategie"
        verbose_name_plural = "Beschlüsse über die Strategie"
        ordering = ["-resolved_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(votes_yes__gt=models.F("votes_no")),
                name="council_resolved_by_majority",
                violation_error_message=(
                    "Ohne Mehrheit ist die Strategie nicht beschlossen: Es braucht mehr Ja- als Nein-Stimmen."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.resolved_on:%d.%m.%Y}, Drucksache {self.paper_number}"
