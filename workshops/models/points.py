"""Points: the lines of a protocol, each with a permanent address (DESIGN 9)."""

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags

from common.history import HistorisedQuerySet, historical_records
from common.transitions import TransitionTable
from people.models import Organisation, User
from workshops.content import MAX_POINT_LEVEL
from workshops.enums import PointKind, TaskStatus
from workshops.models.protocols import AgendaItem, OutlineRow, Protocol

TASK_TRANSITIONS = TransitionTable(
    field="task_status",
    permission="workshops.change_task",
    moves={
        TaskStatus.OPEN: frozenset({TaskStatus.IN_PROGRESS, TaskStatus.DROPPED}),
        TaskStatus.IN_PROGRESS: frozenset({TaskStatus.DONE, TaskStatus.DROPPED}),
        TaskStatus.DONE: frozenset({TaskStatus.OPEN}),
        TaskStatus.DROPPED: frozenset({TaskStatus.OPEN}),
    },
    reason_required=frozenset({(TaskStatus.OPEN, TaskStatus.DROPPED), (TaskStatus.IN_PROGRESS, TaskStatus.DROPPED)}),
)

VOTE_FIELDS = ("votes_yes", "votes_no", "votes_abstained", "votes_conflicted")


class PointQuerySet(HistorisedQuerySet["Point"]):
    """Queries on points."""

    def visible_to(self, user: User | AnonymousUser) -> "PointQuerySet":
        """Return the points of protocols that ``user`` may read."""
        if getattr(user, "is_editor", False):
            return self  # without the subquery over all protocols, which takes PostgreSQL longer to plan than to run
        return self.filter(item__section__protocol__in=Protocol.objects.visible_to(user))

    def tasks(self) -> "PointQuerySet":
        """Return the points that are tasks."""
        return self.filter(kind=PointKind.TASK)


class Point(OutlineRow):
    """One line of a protocol. Its id is its permanent address (``#p-<id>``); its number follows from its place."""

    KEY_PREFIX = "p"
    PROTOCOL_PATH = "item__section__protocol"
    TRANSITIONS = TASK_TRANSITIONS

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="points", verbose_name="Tagesordnungspunkt")
    level = models.PositiveSmallIntegerField(
        "Ebene", default=0, editable=False, validators=[MaxValueValidator(MAX_POINT_LEVEL)]
    )
    kind = models.CharField("Art", max_length=15, choices=PointKind, default=PointKind.INFORMATION)
    text = models.TextField("Text", max_length=5_000, help_text="**fett**, *kursiv*, [Verweis](https://…)")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
        verbose_name="Organisation",
        help_text="Wer es gesagt hat oder wer verantwortlich ist.",
    )
    person = models.CharField(
        "Person",
        max_length=200,
        blank=True,
        help_text="Wer es gesagt hat oder verantwortlich ist, wenn keine Organisation.",
    )
    due_on = models.DateField("Termin", null=True, blank=True)
    task_status = models.CharField("Stand", max_length=15, choices=TaskStatus, blank=True, editable=False)
    votes_yes = models.PositiveSmallIntegerField("Ja", null=True, blank=True)
    votes_no = models.PositiveSmallIntegerField("Nein", null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField("Enthaltungen", null=True, blank=True)
    votes_conflicted = models.PositiveSmallIntegerField("Befangen", null=True, blank=True)

    history = historical_records()
    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = "Protokollpunkt"
        verbose_name_plural = "Protokollpunkte"
        ordering = ["position"]
        indexes = [
            # The list of tasks by due day: those that are still to be done, and those of one status.
            models.Index(
                fields=["due_on", "id"],
                name="point_pending_tasks",
                condition=models.Q(kind=PointKind.TASK, task_status__in=TaskStatus.pending()),
            ),
            models.Index(
                fields=["task_status", "due_on", "id"],
                name="point_tasks_by_status",
                condition=models.Q(kind=PointKind.TASK),
            ),
            # The lines of decisions, by where they stand: who may read a decision follows from its protocol.
            models.Index(fields=["item", "id"], name="point_decisions", condition=models.Q(kind=PointKind.DECISION)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "position"], name="point_has_own_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=models.Q(level__lte=MAX_POINT_LEVEL), name="point_level_is_allowed"),
            models.CheckConstraint(condition=models.Q(kind__in=PointKind.values), name="point_kind_is_known"),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="point_has_text",
                violation_error_message="Ein Protokollpunkt braucht einen Text.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=PointKind.TASK, task_status__in=TaskStatus.values)
                | (~models.Q(kind=PointKind.TASK) & models.Q(task_status="")),
                name="tasks_and_only_tasks_have_a_task_status",
            ),
        ]

    def __str__(self) -> str:
        return strip_tags(self.text)[:80]

    def clean(self) -> None:
        """Keep what belongs to the kind: a task has a task status, only a decision has votes."""
        super().clean()
        if self.kind == PointKind.TASK:
            self.task_status = self.task_status or TaskStatus.OPEN
        else:
            self.task_status = ""
        if self.kind != PointKind.DECISION:
            for name in VOTE_FIELDS:
                setattr(self, name, None)

    def get_absolute_url(self) -> str:
        """Return the permanent address of this line."""
        return f"{self.protocol.get_absolute_url()}#{self.anchor}"

    @property
    def protocol(self) -> Protocol:
        """The protocol that this line belongs to."""
        return self.item.section.protocol

    @property
    def depth(self) -> int:
        """How deep the line stands in the outline, where a section has 0 and an agenda item 1."""
        return 2 + self.level

    @property
    def anchor(self) -> str:
        """The id of this line on the reading view; it never changes."""
        return f"p-{self.pk}"

    @property
    def has_votes(self) -> bool:
        """Whether the result of a vote is recorded."""
        return any(getattr(self, name) is not None for name in VOTE_FIELDS)

    @property
    def is_overdue(self) -> bool:
        """Whether it is a task that should have been done before today."""
        is_pending = self.task_status in TaskStatus.pending()
        return is_pending and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def who(self) -> str:
        """The organisation or person that said this line or is responsible for it."""
        return self.organisation.name if self.organisation else self.person
