"""Choice values of pilots, lists, reviews and tenders, with their German labels (DESIGN: Words, Status tables)."""

from django.db import models


class PilotStatus(models.TextChoices):
    """Where a pilot stands."""

    CANDIDATE = "candidate", "Kandidat"
    LISTED = "listed", "gelistet"
    APPROVED = "approved", "beschlossen"
    CONDITIONAL = "conditional", "mit Auflagen beschlossen"
    STORED = "stored", "zurückgestellt"
    REJECTED = "rejected", "abgelehnt"
    IN_TENDER = "in_tender", "in Ausschreibung"
    RUNNING = "running", "in Umsetzung"
    FINISHED = "finished", "abgeschlossen"
    ABORTED = "aborted", "abgebrochen"

    @classmethod
    def outcomes(cls) -> tuple["PilotStatus", ...]:
        """Return the statuses that a board's decision gives."""
        return cls.APPROVED, cls.CONDITIONAL, cls.STORED, cls.REJECTED

    @classmethod
    def approved(cls) -> tuple["PilotStatus", ...]:
        """Return the statuses of pilots that the board wants, whatever has happened since."""
        return cls.APPROVED, cls.CONDITIONAL, cls.IN_TENDER, cls.RUNNING, cls.FINISHED, cls.ABORTED


class ListStatus(models.TextChoices):
    """Where a list of pilots stands."""

    DRAFT = "draft", "Entwurf"
    IN_REVIEW = "in_review", "in Bewertung"
    CLOSED = "closed", "geschlossen"
    DECIDED = "decided", "beschlossen"


class Recommendation(models.TextChoices):
    """What a reviewer advises the board to do with a pilot."""

    APPROVE = "approve", "dafür"
    CONDITIONS = "conditions", "mit Auflagen"
    DEFER = "defer", "zurückstellen"
    REJECT = "reject", "dagegen"


class Conflict(models.TextChoices):
    """Why a reviewer has no say on a pilot."""

    ORGANISATION = "organisation", "eigene Organisation beteiligt"
    DECLARED = "declared", "selbst erklärt"


class ReleaseKind(models.TextChoices):
    """On which occasion a list was frozen."""

    OPENED = "opened", "Öffnung der Bewertung"
    DECIDED = "decided", "Beschluss"


class Competence(models.TextChoices):
    """What a body does with a Beschlussvorlage."""

    PRELIMINARY = "preliminary", "Vorberatung"
    INFORMED = "informed", "Kenntnisnahme"
    DECIDES = "decides", "Entscheidung"


class Priority(models.TextChoices):
    """How urgent a tender is."""

    HIGH = "high", "hoch"
    MEDIUM = "medium", "mittel"
    LOW = "low", "niedrig"


class TenderStatus(models.TextChoices):
    """Where a tender stands."""

    PROPOSED = "proposed", "vorgeschlagen"
    PRIORITISED = "prioritised", "priorisiert"
    PREPARING = "preparing", "in Vorbereitung"
    PUBLISHED = "published", "veröffentlicht"
    EVALUATING = "evaluating", "Angebote in Prüfung"
    AWARDED = "awarded", "vergeben"
    CANCELLED = "cancelled", "aufgehoben"


class FileKind(models.TextChoices):
    """What a file of a pilot is."""

    PICTURE = "picture", "Bild"
    ATTACHMENT = "attachment", "Anlage"
