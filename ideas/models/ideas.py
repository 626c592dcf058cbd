"""Ideas, and what of them belongs to a person and can be deleted while the idea stays: contact data, co-authors."""

import secrets
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.search import FoldGerman
from common.transitions import TransitionTable
from common.versions import VersionedModel
from ideas.enums import Channel, IdeaStatus, Maturity
from ideas.models.calls import AccessCode, Call
from people.models import Body, Organisation, User
from strategy.models import ActionField
from workshops.models import Point

OPEN = frozenset(IdeaStatus.open())
OUTCOMES = frozenset(IdeaStatus.outcomes())
AFTER_PILOT = frozenset({IdeaStatus.PILOT, IdeaStatus.STORED, IdeaStatus.DECLINED})

IDEA_TRANSITIONS = TransitionTable(
    field="status",
    permission="ideas.move_idea",
    moves={
        IdeaStatus.DRAFT: frozenset({IdeaStatus.SUBMITTED, IdeaStatus.WITHDRAWN}),
        IdeaStatus.SUBMITTED: frozenset({IdeaStatus.IN_REVIEW, IdeaStatus.WITHDRAWN, IdeaStatus.MERGED}),
        IdeaStatus.IN_REVIEW: OUTCOMES | {IdeaStatus.INQUIRY, IdeaStatus.WITHDRAWN, IdeaStatus.MERGED},
        IdeaStatus.INQUIRY: frozenset({IdeaStatus.IN_REVIEW, IdeaStatus.WITHDRAWN, IdeaStatus.MERGED}),
        # Where the board decided on the pilot that an idea became, and where it corrects a decision.
        IdeaStatus.PILOT: AFTER_PILOT - {IdeaStatus.PILOT},
        IdeaStatus.STORED: (AFTER_PILOT - {IdeaStatus.STORED}) | {IdeaStatus.IN_REVIEW},
        IdeaStatus.DECLINED: AFTER_PILOT - {IdeaStatus.DECLINED},
        # A merge that is undone gives each idea the status back that it had.
        IdeaStatus.MERGED: OPEN,
    },
    reason_required=frozenset(
        {(IdeaStatus.IN_REVIEW, IdeaStatus.STORED), (IdeaStatus.IN_REVIEW, IdeaStatus.DECLINED)}
        | {(status, IdeaStatus.MERGED) for status in OPEN}
        | {(source, target) for source in AFTER_PILOT for target in AFTER_PILOT if source != target}
    ),
)

NEVER_IN_GALLERY = (IdeaStatus.DRAFT, IdeaStatus.WITHDRAWN, IdeaStatus.MERGED)
"""What was taken back is not shown, and of ideas that were merged or split only what became of them."""

CONTENT_FIELDS: dict[str, tuple[str, ...]] = {
    Channel.PROFILE: (
        "title",
        "summary",
        "situation",
        "goal",
        "target_group",
        "approach",
        "partners",
        "cost",
        "funding",
        "time_frame",
        "maturity",
        "indicators",
        "action_field",
    ),
    Channel.COMPETITION: ("title", "summary", "goal"),
    Channel.FORM: ("title", "summary"),
}
"""What the form of each channel asks for, in its order."""

SEARCHED_FIELDS = tuple(name for name in CONTENT_FIELDS[Channel.PROFILE] if name not in ("maturity", "action_field"))
"""The texts that a search looks into: what everybody may read who may see the idea."""

TEXT_LENGTH = 5_000
_SOME_REFERENCE = "I-0000-0000"


def new_token() -> str:
    """Return a secret that no one can guess: whoever has it in a link is the submitter."""
    return secrets.token_urlsafe(32)


def idea_url(name: str, reference: str) -> str:
    """Return the address of the page ``name`` of the idea with this number, looked up once for each process."""
    return _url_of_some_idea(name).replace(_SOME_REFERENCE, reference)


@cache
def _url_of_some_idea(name: str) -> str:
    return reverse(f"ideas:{name}", args=[_SOME_REFERENCE])


class IdeaQuerySet(HistorisedQuerySet["Idea"]):
    """Queries on ideas."""

    def handed_in(self) -> "IdeaQuerySet":
        """Return the ideas that are no drafts; a draft that was withdrawn never was handed in either."""
        return self.filter(reference__isnull=False)

    def of(self, user: User) -> "IdeaQuerySet":
        """Return the ideas that the account or its organisation handed in, and the account's own drafts."""
        own = models.Q(submitter=user)
        if user.organisation_id:
            own |= models.Q(organisation=user.organisation_id, reference__isnull=False)
        return self.filter(own)

    def accompanied_by(self, user: User) -> "IdeaQuerySet":
        """Return the ideas whose Ideenpate the account is."""
        return self.filter(sponsor=user, reference__isnull=False)

    def known_to(self, user: User | AnonymousUser) -> "IdeaQuerySet":
        """Return the ideas of which ``user`` may read what became of them, and not only their text in the gallery."""
        if not isinstance(user, User):
            return self.none()
        return self.handed_in() if user.is_editor else (self.of(user) | self.accompanied_by(user)).handed_in()

    def in_gallery(self) -> "IdeaQuerySet":
        """Return the ideas that the team published and whose submitter agreed."""
        published = self.filter(published_at__isnull=False, agrees_to_publication=True)
        return published.exclude(status__in=NEVER_IN_GALLERY)

    def in_competition(self, call: Call) -> "IdeaQuerySet":
        """Return the ideas among which the jury of ``call`` chooses."""
        return self.handed_in().filter(call=call).exclude(status__in=NEVER_IN_GALLERY)

    def visible_to(self, user: User | AnonymousUser, *, drafts: bool = True) -> "IdeaQuerySet":
        """Return what ``user`` may see: editors all that was handed in, others their own and the gallery.

        An Ideenpate reads the ideas that he or she accompanies, as everybody reads those of the gallery. Without
        ``drafts`` only what was handed in.
        """
        if not isinstance(user, User):
            return self.in_gallery()
        if user.is_editor:
            handed_in = models.Q(reference__isnull=False)
            return self.filter(handed_in | models.Q(submitter=user) if drafts else handed_in)
        visible = (self.of(user) | self.accompanied_by(user) | self.in_gallery()).distinct()
        return visible if drafts else visible.handed_in()


class IdeaManager(models.Manager.from_queryset(IdeaQuerySet)):  # type: ignore[misc]
    """Reads ideas without their search vectors, which are as long as their texts and serve the database only."""

    def get_queryset(self) -> IdeaQuerySet:
        """Leave the search vector where it is."""
        return super().get_queryset().defer("search")


class Idea(VersionedModel):
    """An idea, from its first draft on. It gets its reference (``I-2020-0042``) when it is handed in."""

    TRANSITIONS = IDEA_TRANSITIONS

    reference = models.CharField("Nummer", max_length=14, unique=True, null=True, blank=True, editable=False)
    token = models.CharField("Schlüssel", max_length=60, unique=True, default=new_token, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="ideas", verbose_name="Aufruf")
    channel = models.CharField("Kanal", max_length=12, choices=Channel, editable=False)
    status = models.CharField("Status", max_length=12, choices=IdeaStatus, default=IdeaStatus.DRAFT, editable=False)

    title = models.CharField("Titel", max_length=150, blank=True)
    summary = models.TextField("Kurzbeschreibung", max_length=TEXT_LENGTH, blank=True)
    situation = models.TextField("Ausgangslage", max_length=TEXT_LENGTH, blank=True)
    goal = models.TextField("Ziel und Nutzen", max_length=TEXT_LENGTH, blank=True)
    target_group = models.TextField("Zielgruppe", max_length=TEXT_LENGTH, blank=True)
    approach = models.TextField("Vorgehen", max_length=TEXT_LENGTH, blank=True)
    partners = models.TextField("Partner", max_length=TEXT_LENGTH, blank=True)
    cost = models.TextField("Kosten", max_length=TEXT_LENGTH, blank=True)
    funding = models.TextField("Förderung", max_length=TEXT_LENGTH, blank=True)
    time_frame = models.TextField("Zeitrahmen", max_length=TEXT_LENGTH, blank=True)
    maturity = models.CharField("Reifegrad", max_length=10, choices=Maturity, blank=True)
    indicators = models.TextField("Kennzahlen", max_length=TEXT_LENGTH, blank=True)
    answers = models.JSONField("Antworten auf Zusatzfragen", default=dict, blank=True, editable=False)
    """Number of the question: answer as text, or list of texts; personal ones are in :class:`Contact`."""

    submitter = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ideas",
        verbose_name="eingereicht von",
        editable=False,
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name="Organisation"
    )
    access_code = models.ForeignKey(
        AccessCode,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ideas",
        verbose_name="Zugangscode",
        editable=False,
    )
    submitted_at = models.DateTimeField("eingereicht am", null=True, blank=True, editable=False)
    first_content = models.JSONField("Text, wie er eingereicht wurde", null=True, blank=True, editable=False)
    """Field: value as text, for each content field of the channel; written once."""

    agrees_to_publication = models.BooleanField("Veröffentlichung erlaubt", default=False, editable=False)
    published_at = models.DateTimeField("veröffentlicht am", null=True, blank=True, editable=False)
    is_winner = models.BooleanField("Preisträger", default=False, editable=False)

    action_field = models.ForeignKey(
        ActionField, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name="Handlungsfeld"
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name="Gruppe")
    editor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="assigned_ideas", verbose_name="Bearbeitung"
    )
    sponsor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="sponsored_ideas", verbose_name="Ideenpate"
    )
    point = models.ForeignKey(
        Point,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="ideas",
        verbose_name="Protokollzeile",
        editable=False,
    )
    point_snapshot = models.JSONField("Protokollzeile beim Anlegen", null=True, blank=True, editable=False)
    is_example = models.BooleanField("Beispiel", default=False, editable=False)
    created_at = models.DateTimeField("begonnen am", default=timezone.now, editable=False)

    search = models.GeneratedField(
        expression=SearchVector(*(FoldGerman(name) for name in SEARCHED_FIELDS), config="german"),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name="Suchtext",
    )
    """The stems of the texts; triggers note them in :class:`SearchWord` once the idea is handed in."""

    history = historical_records(excluded_fields=["token", "search"])
    objects = IdeaManager()

    class Meta:
        verbose_name = "Idee"
        verbose_name_plural = "Ideen"
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            # The register: newest first, all or those of one status, call or editor.
            models.Index(fields=["-submitted_at", "-id"], name="idea_newest_first"),
            models.Index(fields=["status", "-submitted_at", "-id"], name="idea_by_status"),
            models.Index(fields=["call", "-submitted_at", "-id"], name="idea_of_call"),
            models.Index(fields=["editor", "-submitted_at", "-id"], name="idea_of_editor"),
            # The gallery, the newest publication first, and how many there are.
            models.Index(
                fields=["-published_at", "-id"],
                name="idea_in_gallery",
                include=["status"],
                condition=models.Q(published_at__isnull=False, agrees_to_publication=True),
            ),
            # Words of the texts.
            GinIndex(fields=["search"], name="idea_search", fastupdate=False),  # else what is new slows searches down
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=IdeaStatus.values), name="idea_status_is_known"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="idea_channel_is_known"),
            models.CheckConstraint(
                condition=models.Q(status__in=[IdeaStatus.DRAFT, IdeaStatus.WITHDRAWN])
                | models.Q(reference__isnull=False, submitted_at__isnull=False, first_content__isnull=False),
                name="handed_in_ideas_have_a_reference_and_a_frozen_text",
            ),
            models.CheckConstraint(
                condition=models.Q(reference=None) | ~models.Q(title=""),
                name="handed_in_ideas_have_a_title",
                violation_error_message="Bitte geben Sie der Idee einen Titel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}" if self.reference else self.title or "Entwurf ohne Titel"

    def get_absolute_url(self) -> str:
        """Return the idea's page; a draft has only the page of whoever writes it."""
        return idea_url("detail", self.reference) if self.reference else self.get_status_url()

    def get_status_url(self) -> str:
        """Return the address of the submitter's status page, which needs no sign-in."""
        return reverse("ideas:status", args=[self.token])

    @property
    def content_fields(self) -> tuple[str, ...]:
        """The fields that the form of its channel asks for."""
        return CONTENT_FIELDS[self.channel]

    @property
    def is_draft(self) -> bool:
        """Whether it was not handed in yet."""
        return self.status == IdeaStatus.DRAFT

    @property
    def gallery_obstacle(self) -> str:
        """Why it cannot be published in the gallery, as a German sentence; empty where it can."""
        if self.reference is None or self.status in NEVER_IN_GALLERY:
            return f"Eine Idee mit dem Status „{self.get_status_display()}“ erscheint nicht in der Galerie."
        if not self.agrees_to_publication:
            return "Die einreichende Person hat der Veröffentlichung nicht zugestimmt."
        return ""

    @property
    def is_in_gallery(self) -> bool:
        """Whether everybody may see it (:meth:`IdeaQuerySet.in_gallery`)."""
        return self.published_at is not None and not self.gallery_obstacle

    def content(self) -> dict[str, str]:
        """Return what the form asked for, as texts by field name."""
        return {name: str(getattr(self, name) or "") for name in self.content_fields}


class SearchWord(models.Model):
    """A stem that stands in an idea that was handed in; the database adds them (migration 0002).

    Unused ones go at night. Part of the search index and not data of its own: without history, and not in the admin.
    """

    word = models.TextField("Wortstamm", primary_key=True)

    class Meta:
        verbose_name = "Suchwort"
        verbose_name_plural = "Suchwörter"
        ordering = ["word"]
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="searchword_trigrams")]

    def __str__(self) -> str:
        return self.word


class IdeaDraft(models.Model):
    """What was typed into the form of an idea that is not handed in yet, as it was typed; it has no history."""

    idea = models.OneToOneField(Idea, models.CASCADE, related_name="draft", verbose_name="Idee")
    typed = models.JSONField("Eingaben", default=dict, help_text="Name des Feldes: Liste seiner Werte.")
    stamp = models.CharField("zuletzt geschrieben in", max_length=60, blank=True, default="", editable=False)
    """Names the window that wrote it last (:class:`ideas.keys.DraftStamp`)."""
    updated_at = models.DateTimeField("zuletzt gesichert am", auto_now=True)

    class Meta:
        verbose_name = "Ideenentwurf"
        verbose_name_plural = "Ideenentwürfe"
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["updated_at"], name="ideadraft_by_age")]

    def __str__(self) -> str:
        return f"Entwurf {self.pk}"

    @property
    def title(self) -> str:
        """What was typed as the title of the idea so far; may be empty."""
        return next(iter(self.typed.get("title", [])), "").strip()

    def as_post(self) -> QueryDict:
        """Return what was typed in the form that a Django form takes as its data."""
        post = QueryDict(mutable=True)
        for name, values in self.typed.items():
            post.setlist(name, values)
        return post


class ConsentText(models.Model):
    """A version of the text by which submitters agree to the use of their data; a new wording is a new version."""

    number = models.PositiveSmallIntegerField("Fassung", unique=True)
    text = models.TextField("Text", max_length=10_000)
    valid_from = models.DateTimeField("gilt ab", default=timezone.now)

    history = historical_records()
    objects = HistorisedQuerySet["ConsentText"].as_manager()

    class Meta:
        verbose_name = "Einwilligungstext"
        verbose_name_plural = "Einwilligungstexte"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Fassung {self.number}"


class Contact(models.Model):
    """Who handed an idea in and how to reach them. It has no history: once deleted, nothing is left of it."""

    idea = models.OneToOneField(Idea, models.CASCADE, related_name="contact", verbose_name="Idee")
    name = models.CharField("Name", max_length=200, blank=True)
    email = models.EmailField("E-Mail-Adresse", blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    organisation_name = models.CharField("Organisation", max_length=200, blank=True)
    answers = models.JSONField("personenbezogene Antworten", default=dict, blank=True, editable=False)
    consent = models.ForeignKey(
        ConsentText, models.PROTECT, null=True, related_name="+", verbose_name="Einwilligung", editable=False
    )
    consented_at = models.DateTimeField("eingewilligt am", null=True, editable=False)

    class Meta:
        verbose_name = "Kontaktdaten"
        verbose_name_plural = "Kontaktdaten"
        ordering = ["idea"]

    def __str__(self) -> str:
        return self.name or self.email or "ohne Angaben"


class CoAuthor(models.Model):
    """Somebody who wrote an idea along; counts once he or she confirmed it by mail. Has no history, like a contact."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="co_authors", verbose_name="Idee")
    name = models.CharField("Name", max_length=200)
    email = models.EmailField("E-Mail-Adresse")
    token = models.CharField("Schlüssel", max_length=60, unique=True, default=new_token, editable=False)
    confirmed_at = models.DateTimeField("bestätigt am", null=True, blank=True, editable=False)
    declined_at = models.DateTimeField("abgelehnt am", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "Mitwirkende Person"
        verbose_name_plural = "Mitwirkende"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["idea", "email"], name="co_author_is_named_once")]

    def __str__(self) -> str:
        return self.name


def frozen_content(idea: Idea) -> dict[str, Any]:
    """Return the content of an idea and its answers that are not personal, to be kept as it was handed in."""
    return {**idea.content(), "answers": idea.answers}
