"""Choice values of meetings and protocols, with their German labels (DESIGN: Words, Status tables)."""

from django.db import models


class MeetingFormat(models.TextChoices):
    """How a body meets; decides the wording of titles ("5. Workshop der …", "Sitzung des …")."""

    SESSION = "session", "Sitzung"
    WORKSHOP = "workshop", "Workshop"


class MeetingStatus(models.TextChoices):
    """Where a meeting stands."""

    PLANNED = "planned", "geplant"
    INVITED = "invited", "eingeladen"
    HELD = "held", "durchgeführt"
    CANCELLED = "cancelled", "abgesagt"


class ProtocolStatus(models.TextChoices):
    """Where a protocol stands on its way to approval; ``APPROVED`` is final."""

    DRAFT = "draft", "Entwurf"
    CIRCULATED = "circulated", "im Umlauf"
    APPROVED = "approved", "genehmigt"


class AttendanceStatus(models.TextChoices):
    """How an organisation took part in a meeting."""

    PRESENT = "present", "anwesend"
    EXCUSED = "excused", "entschuldigt"
    GUEST = "guest", "Gast"

    def in_words(self, *, was_held: bool) -> str:
        """Return the label; as long as the meeting was not held, those who are to be there are expected."""
        return str(self.label) if was_held or self is not AttendanceStatus.PRESENT else "erwartet"


class PointKind(models.TextChoices):
    """What a line of a protocol is."""

    INFORMATION = "information", "Information"
    DECISION = "decision", "Beschluss"
    TASK = "task", "Aufgabe"
    STATEMENT = "statement", "Statement"
    MILESTONE = "milestone", "Meilenstein"


class TaskStatus(models.TextChoices):
    """Where a task (a point of kind ``TASK``) stands."""

    OPEN = "open", "offen"
    IN_PROGRESS = "in_progress", "in Arbeit"
    DONE = "done", "erledigt"
    DROPPED = "dropped", "entfallen"

    @classmethod
    def pending(cls) -> tuple["TaskStatus", ...]:
        """Return the statuses in which a task still waits to be done."""
        return cls.OPEN, cls.IN_PROGRESS
