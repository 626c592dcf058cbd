"""Imported protocols: uploads that wait for a confirmation, and what became of each line of a file."""

import uuid
from datetime import datetime, timedelta

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from people.models import User
from workshops.importing import Recognition, ReportLine
from workshops.models.meetings import Meeting

UPLOAD_LIFETIME = timedelta(days=1)
"""How long an upload waits for its confirmation."""

_SHA256 = RegexValidator(r"^[0-9a-f]{64}\Z")


class ProtocolUpload(models.Model):
    """A file whose preview waits for a confirmation by the person who uploaded it.

    ``meeting`` is set once it was confirmed, so that a second click leads to the same protocol; the file itself is
    forgotten then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="Konto")
    filename = models.CharField("Datei", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, validators=[_SHA256])
    content = models.BinaryField("Inhalt")
    created_at = models.DateTimeField("hochgeladen am", default=timezone.now)
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="Sitzung"
    )

    class Meta:
        verbose_name = "hochgeladenes Protokoll"
        verbose_name_plural = "hochgeladene Protokolle"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at"], name="protocolupload_by_age")]

    def __str__(self) -> str:
        return self.filename

    @property
    def expires_at(self) -> datetime:
        """When the upload is forgotten."""
        return self.created_at + UPLOAD_LIFETIME


class ProtocolImport(models.Model):
    """The import of one file: which meeting it became, by whom, and what became of each line. Never changed.

    ``sha256`` identifies the file, so that importing it twice is noticed.
    """

    sha256 = models.CharField(
        "SHA-256",
        max_length=64,
        unique=True,
        validators=[_SHA256],
        error_messages={"unique": "Diese Datei wurde schon importiert."},
    )
    filename = models.CharField("Datei", max_length=255)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="imports", verbose_name="Sitzung")
    imported_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="importiert durch"
    )
    imported_by_name = models.CharField("Name", max_length=200, blank=True)
    imported_at = models.DateTimeField("importiert am", default=timezone.now)
    report = models.JSONField("Zeilen", help_text="Je Zeile: Stelle, Quelle, erkannt als, Ziel.")

    class Meta:
        verbose_name = "Import"
        verbose_name_plural = "Importe"
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.filename

    @property
    def lines(self) -> list[ReportLine]:
        """The report, line by line."""
        return [
            ReportLine(place, source, Recognition(recognition), target)
            for place, source, recognition, target in self.report
        ]
