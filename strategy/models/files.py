"""Pictures and other files of annexes. A version holds their digests for ever; the bytes lie in the storage."""

from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from common.history import HistorisedQuerySet, historical_records
from common.versions import VersionedModel
from people.models import User
from strategy.models.versions import Annex, Release

_SHA256 = RegexValidator(r"^[0-9a-f]{64}\Z")


def stored_name(file: "StoredFile", filename: str) -> str:
    """Return where a file is stored: under its digest, with the ending of its real type."""
    return f"strategy/{file.sha256}.{filename.rpartition('.')[2]}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Queries on stored files."""

    def visible_to(self, user: User | AnonymousUser) -> "StoredFileQuerySet":
        """Return what ``user`` may open: editors all, others what stands in a frozen state that they may read."""
        if getattr(user, "is_editor", False):
            return self
        readable = Release.objects.visible_to(user).filter(files=models.OuterRef("pk"))
        return self.filter(models.Exists(readable))

    def unused(self) -> "StoredFileQuerySet":
        """Return what stands in no annex and in no frozen state."""
        return self.filter(uses=None, releases=None)


class StoredFile(models.Model):
    """A file that was checked, known by the digest of its bytes; it never changes.

    Annexes of several versions may hold the same one, and each frozen state holds those that it shows.
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True, validators=[_SHA256])
    file = models.FileField("Datei", upload_to=stored_name, max_length=200)
    name = models.CharField("Name", max_length=150)
    content_type = models.CharField("Typ", max_length=100)
    size = models.PositiveIntegerField("Größe in Byte")
    width = models.PositiveIntegerField("Breite in Bildpunkten", default=0)
    height = models.PositiveIntegerField("Höhe in Bildpunkten", default=0)
    stored_at = models.DateTimeField("gespeichert am", default=timezone.now)
    releases = models.ManyToManyField(Release, related_name="files", verbose_name="eingefrorene Stände")

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "gespeicherte Datei"
        verbose_name_plural = "gespeicherte Dateien"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, which is shown; other files are listed."""
        return self.width > 0


class AnnexFile(VersionedModel):
    """That a picture or another file stands in an annex; ``description`` says what a picture shows, or a file holds."""

    annex = models.ForeignKey(Annex, models.CASCADE, related_name="files", verbose_name="Anlage")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="uses", verbose_name="Datei")
    position = models.PositiveSmallIntegerField("Reihenfolge", default=0, editable=False)
    title = models.CharField("Titel", max_length=200, help_text="Steht unter dem Bild oder in der Liste der Dateien.")
    description = models.CharField(
        "Beschreibung",
        max_length=500,
        help_text="Was auf dem Bild zu sehen ist, für Menschen, die es nicht sehen; bei Dateien, was darin steht.",
    )

    history = historical_records()
    objects = HistorisedQuerySet["AnnexFile"].as_manager()

    class Meta:
        verbose_name = "Bild oder Datei einer Anlage"
        verbose_name_plural = "Bilder und Dateien von Anlagen"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["annex", "stored"],
                name="annex_holds_a_file_once",
                violation_error_message="Diese Datei gehört schon zu der Anlage.",
            )
        ]

    def __str__(self) -> str:
        return self.title
