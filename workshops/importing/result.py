"""What an import finds in a file: the protocol, and line by line what became of the source."""

from dataclasses import dataclass
from datetime import date

from django.db import models

from workshops.content import ProtocolContent


class Recognition(models.TextChoices):
    """What a source line was recognised as."""

    HEAD = "head", "Kopfangabe"
    ATTENDANCE = "attendance", "Teilnahme"
    SECTION = "section", "Abschnitt"
    ITEM = "item", "TOP"
    INFORMATION = "information", "Information"
    DECISION = "decision", "Beschluss"
    TASK = "task", "Aufgabe"
    STATEMENT = "statement", "Statement"
    MILESTONE = "milestone", "Meilenstein"
    UNRECOGNISED = "unrecognised", "nicht zugeordnet"
    SKIPPED = "skipped", "nicht übernommen"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One source line and what it became.

    ``place`` says where it stands ("Zeile 12"), ``source`` how it reads there, ``target`` where its content went
    ("II.1, Ebene 2").
    """

    place: str
    source: str
    recognition: Recognition
    target: str


@dataclass(frozen=True, slots=True)
class AnnouncedMeeting:
    """A next meeting that the protocol announces; ``place`` and ``source`` show the line."""

    body: str
    on: date
    subject: str
    place: str
    source: str


@dataclass(frozen=True, slots=True)
class ParsedProtocol:
    """A file that was read: nothing of it is stored yet. ``sha256`` identifies the file."""

    filename: str
    sha256: str
    content: ProtocolContent
    report: tuple[ReportLine, ...]
    announced: tuple[AnnouncedMeeting, ...]
