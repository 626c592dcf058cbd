"""Files that belong to an idea."""

import uuid
from pathlib import PurePath

from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from ideas.enums import AttachmentKind
from ideas.models.calls import Question
from ideas.models.ideas import Idea
from people.models import User

PICTURE_TYPES = ("image/jpeg", "image/png", "image/webp")
_SHA256 = RegexValidator(r"^[0-9a-f]{64}\Z")


def stored_name(attachment: "Attachment", filename: str) -> str:
    """Return where a file is stored: a name that tells nothing and cannot be guessed, with a known ending."""
    return f"ideas/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class AttachmentQuerySet(HistorisedQuerySet["Attachment"]):
    """Queries on files."""

    def in_gallery(self) -> "AttachmentQuerySet":
        """Return the pictures that everybody may see: of ideas in the gallery, without answers that are not public.

        Documents stay with the team, since they may name persons or tell what a company keeps to itself.
        """
        public = models.Q(question=None) | models.Q(question__is_public=True)
        pictures = self.filter(public, kind=AttachmentKind.PICTURE, content_type__in=PICTURE_TYPES)
        return pictures.filter(idea__in=Idea.objects.in_gallery())

    def visible_to(self, user: User | AnonymousUser) -> "AttachmentQuerySet":
        """Return the files that ``user`` may read: editors all that was handed in, others their own and the gallery.

        Files that answer a personal question stay with whoever handed the idea in: neither colleagues nor the
        Ideenpate read them.
        """
        if not isinstance(user, User):
            return self.in_gallery()
        in_gallery = models.Q(pk__in=self.in_gallery().values("pk"))
        if user.is_editor:
            return self.filter(in_gallery | models.Q(idea__in=Idea.objects.visible_to(user)))
        shared = models.Q(question=None) | models.Q(question__is_personal=False) | models.Q(idea__submitter=user)
        known = Idea.objects.of(user) | Idea.objects.accompanied_by(user)
        return self.filter(in_gallery | models.Q(shared, idea__in=known))


class Attachment(models.Model):
    """A file that was checked: its type is told by its content, pictures carry no data about where they were taken."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="attachments", verbose_name="Idee")
    question = models.ForeignKey(
        Question, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="Antwort auf"
    )
    kind = models.CharField("Art", max_length=10, choices=AttachmentKind, default=AttachmentKind.ATTACHMENT)
    file = models.FileField("Datei", upload_to=stored_name)
    name = models.CharField("Name", max_length=150)
    content_type = models.CharField("Typ", max_length=100)
    size = models.PositiveIntegerField("Größe in Byte")
    sha256 = models.CharField("SHA-256", max_length=64, validators=[_SHA256])
    description = models.CharField("Bildbeschreibung", max_length=200, blank=True)
    uploaded_at = models.DateTimeField("hochgeladen am", default=timezone.now)

    history = historical_records()
    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "Anlage"
        verbose_name_plural = "Anlagen"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public_picture(self) -> bool:
        """Whether everybody may see it once its idea is in the gallery (:meth:`AttachmentQuerySet.in_gallery`)."""
        is_picture = self.kind == AttachmentKind.PICTURE and self.content_type in PICTURE_TYPES
        return is_picture and (self.question is None or self.question.is_public)

    @property
    def is_personal(self) -> bool:
        """Whether it answers a personal question."""
        return self.question is not None and self.question.is_personal

    @property
    def label(self) -> str:
        """What it is: the question that it answers, or its kind."""
        return self.question.label if self.question else self.get_kind_display()
