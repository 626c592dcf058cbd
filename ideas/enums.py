"""Choice values of calls and ideas, with their German labels (DESIGN: Words, Status tables)."""

from django.db import models


class Channel(models.TextChoices):
    """By which way an idea comes in."""

    PROFILE = "profile", "Steckbrief"
    COMPETITION = "competition", "Ideenwettbewerb"
    FORM = "form", "Ideenformular"


class Access(models.TextChoices):
    """Who may hand in an idea."""

    PUBLIC = "public", "alle, auch ohne Anmeldung"
    ORGANISATIONS = "organisations", "angemeldete Personen"
    CODE = "code", "alle, die einen Zugangscode haben"


class CallPhase(models.TextChoices):
    """Where a call stands, told by its publication and the clock."""

    DRAFT = "draft", "Entwurf"
    UPCOMING = "upcoming", "angekündigt"
    OPEN = "running", "offen"
    GRACE = "grace", "Nachfrist"
    ENDED = "ended", "beendet"


class QuestionKind(models.TextChoices):
    """What an extra question asks for."""

    TEXT = "text", "Text"
    NUMBER = "number", "Zahl"
    DATE = "date", "Datum"
    CHOICE = "choice", "Auswahl"
    MULTIPLE = "multiple", "Mehrfachauswahl"
    FILE = "file", "Datei"
    YES_NO = "yes_no", "Ja oder Nein"


class Maturity(models.TextChoices):
    """How far an idea is developed."""

    THOUGHT = "thought", "erster Gedanke"
    CONCEPT = "concept", "Konzept liegt vor"
    TRIED = "tried", "schon erprobt"
    READY = "ready", "bereit zur Umsetzung"


class IdeaStatus(models.TextChoices):
    """Where an idea stands."""

    DRAFT = "draft", "Entwurf"
    SUBMITTED = "submitted", "eingereicht"
    IN_REVIEW = "in_review", "in Prüfung"
    INQUIRY = "inquiry", "Rückfrage"
    ACCEPTED = "accepted", "übernommen"
    PILOT = "pilot", "Pilotkandidat"
    STORED = "stored", "Themenspeicher"
    DECLINED = "declined", "nicht weiterverfolgt"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    MERGED = "merged", "zusammengeführt"

    @classmethod
    def open(cls) -> tuple["IdeaStatus", ...]:
        """Return the statuses of ideas that were handed in and still wait for an outcome."""
        return cls.SUBMITTED, cls.IN_REVIEW, cls.INQUIRY

    @classmethod
    def closed(cls) -> tuple["IdeaStatus", ...]:
        """Return the statuses in which nobody works on an idea: not handed in, taken back, or gone on as another."""
        return cls.DRAFT, cls.WITHDRAWN, cls.MERGED

    @classmethod
    def outcomes(cls) -> tuple["IdeaStatus", ...]:
        """Return the statuses that an answer can give."""
        return cls.ACCEPTED, cls.PILOT, cls.STORED, cls.DECLINED


class Extent(models.TextChoices):
    """How much of an idea went into a Teilkonzept."""

    WHOLLY = "wholly", "ganz"
    PARTLY = "partly", "teilweise"
    NOT = "not", "nicht"


class AttachmentKind(models.TextChoices):
    """What a file belongs to."""

    ATTACHMENT = "attachment", "Anlage"
    PICTURE = "picture", "Bild"


class MergeKind(models.TextChoices):
    """Whether several ideas became one, or one became several."""

    MERGE = "merge", "Zusammenführung"
    SPLIT = "split", "Aufteilung"
