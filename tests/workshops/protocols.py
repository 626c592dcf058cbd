"""Content trees for tests of documents."""

from datetime import date, time

from common.documents.state import DocumentState
from workshops.content import (
    AgendaItemContent,
    AttendanceContent,
    HeadContent,
    PointContent,
    ProtocolContent,
    SectionContent,
    Votes,
)
from workshops.enums import AttendanceStatus, PointKind, TaskStatus

TITLE = "Protokoll zur Sitzung des Strategiekreises"
APPROVED = DocumentState("genehmigt", date(2021, 1, 20), is_draft=False)
DRAFT = DocumentState("Entwurf", date(2021, 1, 15), is_draft=True)

HEAD = HeadContent(
    body="Strategiekreis",
    project="SMARTCity Gera",
    held_on=date(2021, 1, 14),
    starts_at=time(14),
    ends_at=time(16, 30),
    place="Rathaus, Saal 200",
    moderation="Tilia GmbH",
    keeper="SMARTCity-Team",
    distribution="Strategiekreis, Fachgruppe",
    attendance=(
        AttendanceContent("TAG Wohnen & Service GmbH", name="Alex Beispiel"),
        AttendanceContent("Gera Kultur GmbH", AttendanceStatus.EXCUSED),
        AttendanceContent("Tilia GmbH", AttendanceStatus.GUEST),
    ),
)

GREETING = PointContent("Begrüßung")

POINTS = (
    PointContent("Das Team stellt **22 Pilotprojekte** vor, siehe [Liste](https://example.org/piloten/)."),
    PointContent("Kosten", 1),
    PointContent("Betrieb", 2),
    PointContent("je Jahr", 3),
    PointContent(
        "14 Pilotprojekte werden umgesetzt.", 0, PointKind.DECISION, votes=Votes(12, 1, 2, 3), reference="B-2021-001"
    ),
    PointContent("Acht kommen in den Themenspeicher.", 0, PointKind.DECISION),
    PointContent(
        "Ausschreibung *vorbereiten*",
        1,
        PointKind.TASK,
        who="Elstertal Infraprojekt",
        due_on=date(2021, 2, 12),
        task_status=TaskStatus.OPEN,
    ),
    PointContent("Einladung versenden", 0, PointKind.TASK, task_status=TaskStatus.DONE),
    PointContent("„Es muss jetzt beginnen“", 0, PointKind.STATEMENT, who="Gera Kultur GmbH"),
    PointContent("Bis 31.03.2021 – Integration der Ideen", 0, PointKind.MILESTONE, due_on=date(2021, 3, 31)),
)

FULL = ProtocolContent(
    HEAD,
    (
        SectionContent("EINFÜHRUNG", (AgendaItemContent("Agenda", (GREETING,)), AgendaItemContent(""))),
        SectionContent("PILOTPROJEKTE", (AgendaItemContent("Pilotliste", POINTS), AgendaItemContent("", POINTS[:1]))),
    ),
)
"""A protocol with every kind, every level, titles left out, a vote recorded and one not."""

HOSTILE = (
    '#read("/etc/passwd") $x^2$ @ref <label> // c',
    "<script>alert(1)</script> &amp; <b>x</b>",
    "a\x00b\x01c\x1b[31m\ufffe\ufeffd",
    "W" * 300,
    "שלום مرحبا",
    "😀 👍🏽 ✅",
    "- Strich",
    "1. Nummer",
    "=SUMME(A1)",
)


def hostile_content() -> ProtocolContent:
    """Return a protocol with each hostile text in each field."""
    points = tuple(PointContent(text, kind=kind, who=text) for text in HOSTILE for kind in PointKind)
    sections = tuple(SectionContent(text, (AgendaItemContent(text, points),)) for text in HOSTILE)
    entries = tuple(AttendanceContent(text, name=text) for text in HOSTILE)
    everything = "\n".join(HOSTILE)
    return ProtocolContent(
        HeadContent(everything, project=everything, place=everything, keeper=everything, attendance=entries), sections
    )
