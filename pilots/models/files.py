"""Files of pilots: the picture of its page, attachments, and pictures of progress reports."""

import uuid
from pathlib import PurePath

from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from people.models import User
from pilots.enums import FileKind
from pilots.models.pilots import Pilot
from pilots.models.tenders import ProgressReport

_SHA256 = RegexValidator(r"^[0-9a-f]{64}\Z")


def stored_name(file: "PilotFile", filename: str) -> str:
    """Return where a file is stored: a name that tells nothing and cannot be guessed, with a known ending."""
    return f"pilots/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class PilotFileQuerySet(HistorisedQuerySet["PilotFile"]):
    """Queries on files."""

    def public(self) -> "PilotFileQuerySet":
        """Return what everybody may see: pictures of published pilots, and those of their public reports.

        Attachments stay with the team and the board, since they may name persons or prices.
        """
        told = models.Q(report=None) | models.Q(report__is_public=True)
        return self.filter(told, kind=FileKind.PICTURE, pilot__in=Pilot.objects.published())

    def visible_to(self, user: User | AnonymousUser) -> "PilotFileQuerySet":
        """Return what ``user`` may read: editors all, board and Ideenpaten what belongs to their pilots."""
        if not isinstance(user, User):
            return self.public()
        if user.is_editor:
            return self
        return self.filter(
            models.Q(pk__in=self.public().values("pk")) | models.Q(pilot__in=Pilot.objects.known_to(user))
        )


class PilotFile(models.Model):
    """A file that was checked: its type is told by its content, pictures carry no data about where they were taken."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="files", verbose_name="Pilotprojekt")
    report = models.ForeignKey(
        ProgressReport, models.CASCADE, null=True, blank=True, related_name="pictures", verbose_name="Zwischenstand"
    )
    kind = models.CharField("Art", max_length=10, choices=FileKind)
    file = models.FileField("Datei", upload_to=stored_name)
    name = models.CharField("Name", max_length=150)
    content_type = models.CharField("Typ", max_length=100)
    size = models.PositiveIntegerField("Größe in Byte")
    sha256 = models.CharField("SHA-256", max_length=64, validators=[_SHA256])
    description = models.CharField("Bildbeschreibung", max_length=200, blank=True)
    uploaded_at = models.DateTimeField("hochgeladen am", default=timezone.now)

    history = historical_records()
    objects = PilotFileQuerySet.as_manager()

    class Meta:
        verbose_name = "Datei eines Pilotprojekts"
        verbose_name_plural = "Dateien von Pilotprojekten"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=FileKind.values), name="file_kind_is_known")]

    def __str__(self) -> str:
        return self.name
