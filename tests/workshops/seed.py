"""The protocol of the 5th workshop: the file, and by hand what must be read out of it."""

from datetime import date, time
from pathlib import Path

import smartcity.example_data
from workshops.content import (
    AgendaItemContent,
    AttendanceContent,
    HeadContent,
    PointContent,
    ProtocolContent,
    SectionContent,
)
from workshops.enums import MeetingFormat, PointKind

SEED_FILE = Path(smartcity.example_data.__file__).parent / "protokoll-5-workshop.txt"
SEED_TITLE = "Protokoll zum 5. Workshop der Fachgruppe Unternehmen der kommunalen Infrastruktur"

_STATEMENT, _MILESTONE = PointKind.STATEMENT, PointKind.MILESTONE

SEED = ProtocolContent(
    HeadContent(
        body="Fachgruppe Unternehmen der kommunalen Infrastruktur",
        format=MeetingFormat.WORKSHOP,
        number=5,
        project="SMARTCity Gera",
        held_on=date(2020, 12, 4),
        starts_at=time(9, 0),
        ends_at=time(10, 30),
        moderation="Tilia GmbH",
        attendance=(
            AttendanceContent("Energieversorgung Gera GmbH"),
            AttendanceContent("Elstertal Infraprojekt"),
            AttendanceContent("TAG Wohnen & Service GmbH"),
            AttendanceContent("Gera Kultur GmbH"),
            AttendanceContent("OTEGAU Arbeitsförder- und Berufsbildungszentrum GmbH"),
            AttendanceContent("Zweckverband Wasser/Abwasser Mittleres Elstertal (ZVME)"),
            AttendanceContent("Abfall - Wirtschaftszweck - Verband - Ostthüringen"),
        ),
    ),
    (
        SectionContent(
            "EINFÜHRUNG",
            (
                AgendaItemContent(
                    "Agenda",
                    (
                        PointContent("Rückblick, Vorstellung Agenda"),
                        PointContent("Vorstellung der Rolle des Strategiekreises / Pilotprojekte"),
                        PointContent("Nächste Schritte / Ausblick Strategieentwicklung"),
                        PointContent("Vorschlag zum weiteren Vorgehen"),
                        PointContent("Gemeinsame Diskussion „Der Weg zur Strategie“"),
                    ),
                ),
                AgendaItemContent(
                    "",
                    (PointContent("Zielstellung des nächsten Strategiekreis: Beschluss der Pilotprojekte am 14.01."),),
                ),
            ),
        ),
        SectionContent(
            "DER WEG ZUR STRATEGIE",
            (
                AgendaItemContent(
                    "",
                    (
                        PointContent(
                            "Vorstellung des Vorgehens in den kommenden Monaten bis zum Beschluss der Strategie durch"
                            " den Stadtrat"
                        ),
                        PointContent("Aufzeigen der Meilensteine"),
                        PointContent(
                            "Bis 31.03.2021 - Integration Ideen aus Steckbriefen/ Ideenwettbewerben/ Ideenformular zu"
                            " Teilkonzepten aus den Arbeitsgruppen und der Fachgruppe (mit SMARTCity Team)",
                            level=1,
                            kind=_MILESTONE,
                            due_on=date(2021, 3, 31),
                        ),
                        PointContent(
                            "Bis 30.06.2021 - Verknüpfung und Vernetzung aller Teilkonzepte zu einer Gesamtstrategie",
                            level=1,
                            kind=_MILESTONE,
                            due_on=date(2021, 6, 30),
                        ),
                        PointContent(
                            "30.09.2021 – Feinschliff des Strategieentwurfs und Gremienvorabstimmung",
                            level=1,
                            kind=_MILESTONE,
                            due_on=date(2021, 9, 30),
                        ),
                    ),
                ),
                AgendaItemContent(
                    "",
                    (
                        PointContent("Beschreibung des Vorgehens der Strategieerarbeitung"),
                        PointContent(
                            "Top Down Ansatz: Handlungsfelder werden aus den Zielbildern zur Konkretisierung und"
                            " Vernetzung abgeleitet",
                            level=1,
                        ),
                        PointContent(
                            "Bottom Up: Einzelmaßnahmen untermauern die Handlungsfelder der SMARTCity Strategie",
                            level=1,
                        ),
                    ),
                ),
            ),
        ),
        SectionContent(
            "DISKUSSION UND STATEMENTS",
            (
                AgendaItemContent(
                    "",
                    (
                        PointContent("Gemeinsames Bestreben schnell zu handeln"),
                        PointContent("„Es muss jetzt beginnen“", kind=_STATEMENT),
                        PointContent("Sichtbare Erfolge und einen Mehrwert für Gera schaffen"),
                        PointContent("Übereinstimmung zur Erarbeitung der Strategie"),
                        PointContent("Ausschreibungsphase schnell und effizient durchführen", level=1),
                        PointContent(
                            "„Es gibt viele konkrete Projekte, die schnell beginnen können“", level=1, kind=_STATEMENT
                        ),
                        PointContent("Vorschlag zur Priorisierung zur Ausschreibung einzelner Themen", level=1),
                        PointContent("Ideenpaten begleiten den inhaltlichen Part der Ausschreibung"),
                        PointContent("Verzahnung der Maßnahmen aus allen eingereichten Ideen und Piloten"),
                        PointContent("Mehrwert schaffen"),
                    ),
                ),
            ),
        ),
    ),
)
