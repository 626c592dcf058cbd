"""The head of a protocol: title, labelled lines, attendance, and the next meeting."""

from datetime import date, time

import pytest

from tests.workshops.outlines import read_text
from workshops.content import AttendanceContent, HeadContent, PointContent
from workshops.enums import AttendanceStatus, MeetingFormat
from workshops.importing.attendance import tell_apart
from workshops.importing.matching import NameIndex

PRESENT, EXCUSED, GUEST = AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED, AttendanceStatus.GUEST


def head_of(text: str, filename: str = "protokoll.txt") -> HeadContent:
    return read_text(f"{text}\n\nI. A\n1 B\n- c\n", filename).content.head


@pytest.mark.parametrize(
    ("title", "meeting_format", "number", "body", "held_on"),
    [
        ("Protokoll zum 5. Workshop der Fachgruppe Energie", MeetingFormat.WORKSHOP, 5, "Fachgruppe Energie", None),
        ("Protokoll zur Sitzung des Strategiekreises", MeetingFormat.SESSION, None, "Strategiekreis", None),
        ("Protokoll der 12. Sitzung des Stadtrats", MeetingFormat.SESSION, 12, "Stadtrat", None),
        ("Ergebnisprotokoll – Sitzung Nr. 3 der AG Mobilität", MeetingFormat.SESSION, 3, "AG Mobilität", None),
        (
            "Niederschrift über die 2. Beratung des Ausschusses für Bau am 4. Dezember 2020",
            MeetingFormat.SESSION,
            2,
            "Ausschuss für Bau",
            date(2020, 12, 4),
        ),
        ("5. Workshop der Fachgruppe Energie", MeetingFormat.WORKSHOP, 5, "Fachgruppe Energie", None),
        ("Protokoll zur Sitzung – AG Mobilität", MeetingFormat.SESSION, None, "AG Mobilität", None),
        ("Protokoll Strategiekreis 14.01.2021", MeetingFormat.SESSION, None, "Strategiekreis", date(2021, 1, 14)),
    ],
)
def test_titles(title: str, meeting_format: MeetingFormat, number: int | None, body: str, held_on: date | None) -> None:
    head = head_of(title)
    assert (head.format, head.number, head.body, head.held_on) == (meeting_format, number, body, held_on)


@pytest.mark.parametrize(
    ("line", "held_on", "starts_at", "ends_at"),
    [
        ("Datum: 04.12.2020 (9.00-10.30 Uhr)", date(2020, 12, 4), time(9), time(10, 30)),
        ("Datum: 4.12.20, 9 bis 11 Uhr", date(2020, 12, 4), time(9), time(11)),
        ("Termin: Freitag, 4. Dezember 2020, ab 9.30 Uhr", date(2020, 12, 4), time(9, 30), None),
        ("Datum: 2020-12-04", date(2020, 12, 4), None, None),
        ("Gera, 04.12.2020", date(2020, 12, 4), None, None),
        ("Datum\n04.12.2020\nBeginn: 9 Uhr\nEnde: 10:30 Uhr", date(2020, 12, 4), time(9), time(10, 30)),
        ("Datum: 04.12.2020\nZeit: bis 10:30 Uhr", date(2020, 12, 4), None, time(10, 30)),
        ("Datum: 31.02.2020", None, None, None),
        ("Datum: 04.12.2020\nZeit: 25:00 Uhr", date(2020, 12, 4), None, None),
    ],
)
def test_days_and_times(line: str, held_on: date | None, starts_at: time | None, ends_at: time | None) -> None:
    head = head_of(f"Protokoll zum Workshop der Fachgruppe Energie\n{line}")
    assert (head.held_on, head.starts_at, head.ends_at) == (held_on, starts_at, ends_at)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Datum: Freitag, 04.12.2020, 9 bis 11 Uhr", []),
        ("Datum: 04.12.2020, 9 Uhr, im Rathaus", ["im Rathaus"]),
        ("Zeit: 9 Uhr (mit Pause)", ["mit Pause"]),
        ("Protokoll zum Workshop der AG Energie am 04.12.2020 in der Mensa", ["in der Mensa"]),
    ],
)
def test_other_words_of_a_head_line_are_kept_as_text(line: str, kept: list[str]) -> None:
    sections = read_text(f"{line}\n\nI. A\n1 B\n").content.sections[1:]
    assert [point.text for section in sections for item in section.items for point in item.points] == kept


def test_labelled_lines() -> None:
    head = head_of(
        "Protokoll zum Workshop der Fachgruppe Energie\nSMARTCity Gera\nOrt: Rathaus\nSitzungsleitung: Frau Beispiel\n"
        "Protokollantin: Herr Muster\nVerteiler: alle Teilnehmenden"
    )
    assert (head.project, head.place, head.moderation, head.keeper, head.distribution) == (
        "SMARTCity Gera",
        "Rathaus",
        "Frau Beispiel",
        "Herr Muster",
        "alle Teilnehmenden",
    )


@pytest.mark.parametrize(
    ("lines", "project", "kept"),
    [
        ("SMARTCity Gera", "SMARTCity Gera", []),
        ("Datum: 04.12.2020\nProjekt: SMARTCity Gera", "SMARTCity Gera", []),
        ("Datum: 04.12.2020\nVertraulich", "", ["Vertraulich"]),
        ("\nbitte vertraulich behandeln", "", ["bitte vertraulich behandeln"]),
        ("Bitte lesen!", "", ["Bitte lesen!"]),
        ("SMARTCity Gera\nVertraulich", "SMARTCity Gera", ["Vertraulich"]),
    ],
)
def test_only_a_name_right_below_the_title_is_the_project(lines: str, project: str, kept: list[str]) -> None:
    content = read_text(f"Protokoll zum 5. Workshop der AG Energie\n{lines}\n\nI. A\n").content
    assert content.head.project == project
    points = [point for section in content.sections for item in section.items for point in item.points]
    assert points == [PointContent(text) for text in kept]


def test_labels_in_bold_markdown() -> None:
    assert head_of("# Protokoll zum Workshop der AG Energie\n**Ort:** Rathaus", "protokoll.md").place == "Rathaus"


def test_the_first_value_of_a_field_stands_and_the_second_is_kept_as_text() -> None:
    parsed = read_text("Protokoll zum Workshop der AG Energie\nOrt: A\nOrt: B\n\nI. X\n")
    assert parsed.content.head.place == "A"
    assert parsed.content.sections[-1].items[0].points[0].text == "Ort: B"


@pytest.mark.parametrize(
    ("lines", "attendance"),
    [
        ("Teilnehmer: A, B", [("A", PRESENT, ""), ("B", PRESENT, "")]),
        ("Teilnehmer:innen: A; B, C", [("A", PRESENT, ""), ("B, C", PRESENT, "")]),
        ("Anwesend: A\nEntschuldigt: B\nGäste: C", [("A", PRESENT, ""), ("B", EXCUSED, ""), ("C", GUEST, "")]),
        ("Teilnehmer: A (entschuldigt), B (als Gast)", [("A", EXCUSED, ""), ("B", GUEST, "")]),
        ("Teilnehmer: A (entschuldigt: Krankheit)", [("A", EXCUSED, "entschuldigt: Krankheit")]),
        (
            "Teilnehmer: Tilia GmbH (Frau Beispiel), Herr Muster (Stadt Gera), Zweckverband (ZVME)",
            [
                ("Tilia GmbH", PRESENT, "Frau Beispiel"),
                ("Stadt Gera", PRESENT, "Herr Muster"),
                ("Zweckverband (ZVME)", PRESENT, ""),
            ],
        ),
        (
            "Teilnehmer: Gera Kultur GmbH und Tilia GmbH",
            [("Gera Kultur GmbH", PRESENT, ""), ("Tilia GmbH", PRESENT, "")],
        ),
        (
            "Teilnehmer: Max Muster (Stadt Gera), Erika Beispiel, Tilia GmbH",
            [("Max Muster (Stadt Gera)", PRESENT, ""), ("Erika Beispiel", PRESENT, ""), ("Tilia GmbH", PRESENT, "")],
        ),
        ("Teilnehmer: Max Muster, Tilia GmbH", [("Max Muster, Tilia GmbH", PRESENT, "")]),
        ("Teilnehmer: Max Muster, Erika Beispiel", [("Max Muster", PRESENT, ""), ("Erika Beispiel", PRESENT, "")]),
        ("Teilnehmer: Gera Kultur GmbH, Tilia GmbH", [("Gera Kultur GmbH", PRESENT, ""), ("Tilia GmbH", PRESENT, "")]),
        (
            "Teilnehmende:\n- Max Muster, Tilia GmbH (Gast)\n- Stadt Gera, Tilia GmbH",
            [("Max Muster, Tilia GmbH", GUEST, ""), ("Stadt Gera", PRESENT, ""), ("Tilia GmbH", PRESENT, "")],
        ),
        ("Teilnehmende:\n- A\n- B (Gast)", [("A", PRESENT, ""), ("B", GUEST, "")]),
        ("Teilnehmende:\n1. A\n2. B", [("A", PRESENT, ""), ("B", PRESENT, "")]),
        ("Teilnehmer: Vertreterinnen und Vertreter von A, B", [("A", PRESENT, ""), ("B", PRESENT, "")]),
    ],
)
def test_attendance(lines: str, attendance: list[tuple[str, AttendanceStatus, str]]) -> None:
    head = head_of(f"Protokoll zum Workshop der AG Energie\n{lines}")
    assert head.attendance == tuple(AttendanceContent(*entry) for entry in attendance)


KNOWN = NameIndex((name, name) for name in ("Tilia GmbH", "Gera Netz", "Zweckverband Wasser/Abwasser", "ZVME"))


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ("Tilia GmbH", [("Tilia GmbH", "")]),
        ("Neue Firma", [("Neue Firma", "")]),
        # A known organisation is the organisation, wherever it stands.
        ("Max Muster (Tilia GmbH)", [("Tilia GmbH", "Max Muster")]),
        ("Tilia GmbH (Max Muster)", [("Tilia GmbH", "Max Muster")]),
        ("Muster (ZVME)", [("ZVME", "Muster")]),
        ("Max Muster, Gera Netz", [("Gera Netz", "Max Muster")]),
        ("Gera Netz, Muster", [("Gera Netz", "Muster")]),
        ("Gera Netz, Tilia GmbH", [("Gera Netz", ""), ("Tilia GmbH", "")]),
        # A short name is no person.
        ("Zweckverband Wasser / Abwasser (ZVWA)", [("Zweckverband Wasser / Abwasser (ZVWA)", "")]),
        ("Zweckverband Wasser Mittleres Elstertal (ZVME)", [("ZVME", "")]),
        ("Elster Mobil (EM)", [("Elster Mobil (EM)", "")]),
        # Where none is known, the words tell.
        ("Max Muster (Vermessung Nord)", [("Vermessung Nord", "Max Muster")]),
        ("Prof. Muster (Hochschule)", [("Hochschule", "Prof. Muster")]),
        ("Max von Muster, Beispiel AG", [("Beispiel AG", "Max von Muster")]),
        ("Beispiel AG (E. Muster)", [("Beispiel AG", "E. Muster")]),
        ("Fachdienst Umwelt (Gera)", [("Fachdienst Umwelt (Gera)", "")]),
    ],
)
def test_persons_are_told_apart_from_organisations(words: str, entries: list[tuple[str, str]]) -> None:
    found = tell_apart([AttendanceContent(words, EXCUSED)], KNOWN)
    assert found == [AttendanceContent(organisation, EXCUSED, name) for organisation, name in entries]


def test_an_organisation_of_that_very_name_stays() -> None:
    entry = AttendanceContent("Erika Beispiel (Gera)")
    assert tell_apart([entry], NameIndex([("Erika Beispiel (Gera)", 1), ("Gera", 2)])) == [entry]


def test_further_words_stay_with_the_name() -> None:
    entry = AttendanceContent("Max Muster (Tilia GmbH)", EXCUSED, "entschuldigt: Krankheit")
    told = AttendanceContent("Tilia GmbH", EXCUSED, "Max Muster, entschuldigt: Krankheit")
    assert tell_apart([entry], KNOWN) == [told]


def test_attendance_table_in_markdown() -> None:
    table = "| Name | Unternehmen | Status |\n|---|---|---|\n| Frau Beispiel | Tilia GmbH | entschuldigt |\n"
    head = head_of(f"# Protokoll zum Workshop der AG Energie\n\n{table}", "protokoll.md")
    assert head.attendance == (AttendanceContent("Tilia GmbH", EXCUSED, "Frau Beispiel"),)


@pytest.mark.parametrize(
    ("line", "body", "on", "subject"),
    [
        (
            "Nächste Sitzung am 14.01.2021, 10 Uhr: Ausschreibung",
            "Fachgruppe Energie",
            date(2021, 1, 14),
            "Ausschreibung",
        ),
        ("Nächster Termin: 14.01.", "Fachgruppe Energie", date(2021, 1, 14), ""),
        ("Vorlage für die Sitzung des nächsten Strategiekreises am 14.1.", "Strategiekreis", date(2021, 1, 14), ""),
        ("Nächste Sitzung der Fachgruppe Wasser: 24. Dezember", "Fachgruppe Wasser", date(2020, 12, 24), ""),
        ("Der nächste Stadtrat tagt am 03.12.", "Stadtrat", date(2021, 12, 3), ""),
    ],
)
def test_announced_meetings(line: str, body: str, on: date, subject: str) -> None:
    head = "Protokoll zur Sitzung der Fachgruppe Energie\nDatum: 04.12.2020\n\nI. A\n1 B\n"
    assert [(found.body, found.on, found.subject) for found in read_text(f"{head}- {line}\n").announced] == [
        (body, on, subject)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Nächste Schritte: Treffen am 14.01.2021",
        "Vorgehen in den kommenden Monaten bis zum Beschluss",
        "Nächste Sitzung im Januar",
        "Nächster Termin: 31.02.",
    ],
)
def test_nothing_is_announced(line: str) -> None:
    head = "Protokoll zur Sitzung der Fachgruppe Energie\nDatum: 04.12.2020\n\nI. A\n1 B\n"
    assert read_text(f"{head}- {line}\n").announced == ()


def test_without_a_day_of_the_protocol_only_full_dates_announce() -> None:
    head = "Protokoll zur Sitzung der Fachgruppe Energie\n\nI. A\n1 B\n"
    assert read_text(f"{head}- Nächster Termin: 14.01.\n").announced == ()
    assert read_text(f"{head}- Nächster Termin: 14.01.2021\n").announced[0].on == date(2021, 1, 14)


def test_protocol_alone_is_the_title_and_below_the_title_asks_for_the_keeper() -> None:
    head = head_of("Protokoll\n\n5. Sitzung der AG Verkehr\nDatum: 04.12.2020\nProtokoll\nKim Muster")
    assert (head.number, head.body, head.keeper) == (5, "AG Verkehr", "Kim Muster")
    assert head_of("# Protokoll\n\nFreitag, 4. Dezember 2020", "protokoll.md").held_on == date(2020, 12, 4)
