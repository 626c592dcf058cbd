"""What a printed protocol says, before it becomes a file."""

from dataclasses import replace
from datetime import time

import pytest

from tests.workshops.protocols import APPROVED, FULL, HEAD, TITLE
from workshops.content import AttendanceContent, HeadContent, ProtocolContent
from workshops.documents.layout import Table, excerpt_layout, protocol_layout, time_span

LAYOUT = protocol_layout(FULL, title=TITLE, state=APPROVED)


def rows(table: Table) -> list[list[str]]:
    return [["".join(run.text for run in cell) for cell in row] for row in table.rows]


def test_facts_stand_in_order() -> None:
    assert LAYOUT.facts == (
        ("Gremium", "Strategiekreis"),
        ("Datum", "14.01.2021"),
        ("Zeit", "14:00–16:30 Uhr"),
        ("Ort", "Rathaus, Saal 200"),
        ("Moderation", "Tilia GmbH"),
        ("Protokollführung", "SMARTCity-Team"),
        ("Verteiler", "Strategiekreis, Fachgruppe"),
    )


def test_what_is_not_recorded_has_no_line() -> None:
    layout = protocol_layout(ProtocolContent(HeadContent(body="Stadtrat")), title=TITLE, state=APPROVED)
    assert layout.facts == (("Gremium", "Stadtrat"),)
    assert layout.attendance is None
    assert layout.overviews == ()


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (time(9), time(10, 30), "9:00–10:30 Uhr"),
        (time(9, 5), None, "ab 9:05 Uhr"),
        (None, time(10), "bis 10:00 Uhr"),
        (None, None, ""),
    ],
)
def test_time_span(start: time | None, end: time | None, words: str) -> None:
    assert time_span(start, end) == words


def test_attendance_shows_names_only_where_there_are_any() -> None:
    assert LAYOUT.attendance is not None
    assert LAYOUT.attendance.header == ("Organisation", "vertreten durch", "Teilnahme")
    assert rows(LAYOUT.attendance) == [
        ["TAG Wohnen & Service GmbH", "Alex Beispiel", "anwesend"],
        ["Gera Kultur GmbH", "", "entschuldigt"],
        ["Tilia GmbH", "", "Gast"],
    ]
    nameless = replace(HEAD, attendance=(AttendanceContent("Tilia GmbH"),))
    table = protocol_layout(ProtocolContent(nameless), title=TITLE, state=APPROVED).attendance
    assert table is not None
    assert table.header == ("Organisation", "Teilnahme")
    assert rows(table) == [["Tilia GmbH", "anwesend"]]


def test_before_the_meeting_organisations_are_expected() -> None:
    table = protocol_layout(FULL, title=TITLE, state=APPROVED, was_held=False).attendance
    assert table is not None
    assert [row[-1] for row in rows(table)] == ["erwartet", "entschuldigt", "Gast"]


def test_sections_and_items_are_numbered() -> None:
    assert [section.number for section in LAYOUT.sections] == ["I", "II"]
    assert [item.number for section in LAYOUT.sections for item in section.items] == ["I.1", "I.2", "II.1", "II.2"]


def test_kinds_are_marked_by_words() -> None:
    points = LAYOUT.sections[1].items[0].points
    assert [(point.number, point.label, point.details) for point in points[3:]] == [
        ("II.1.1.1.1.1", "", ""),
        ("II.1.2", "Beschluss B-2021-001:", "(Ja: 12, Nein: 1, Enthaltungen: 2, Befangen: 3)"),
        ("II.1.3", "Beschluss:", ""),
        ("II.1.3.1", "Aufgabe:", "(verantwortlich: Elstertal Infraprojekt, bis 12.02.2021, Status: offen)"),
        ("II.1.4", "Aufgabe:", "(Status: erledigt)"),
        ("II.1.5", "Statement:", "(Gera Kultur GmbH)"),
        ("II.1.6", "Meilenstein:", "(bis 31.03.2021)"),
    ]


def test_decisions_and_tasks_have_their_tables() -> None:
    decisions, tasks = LAYOUT.overviews
    assert (decisions.title, *decisions.header) == (
        "Beschlüsse",
        "Nr.",
        "Beschluss",
        "Ja",
        "Nein",
        "Enthaltungen",
        "Befangen",
    )
    assert rows(decisions) == [
        ["B-2021-001 (II.1.2)", "14 Pilotprojekte werden umgesetzt.", "12", "1", "2", "3"],
        ["II.1.3", "Acht kommen in den Themenspeicher.", "–", "–", "–", "–"],
    ]
    assert (tasks.title, *tasks.header) == ("Festlegungen", "Nr.", "Festlegung", "verantwortlich", "Termin", "Status")
    assert rows(tasks) == [
        ["II.1.3.1", "Ausschreibung vorbereiten", "Elstertal Infraprojekt", "12.02.2021", "offen"],
        ["II.1.4", "Einladung versenden", "–", "–", "erledigt"],
    ]


def test_two_people_sign_a_protocol_and_one_an_excerpt() -> None:
    assert LAYOUT.signatures == (("Moderation", "Tilia GmbH"), ("Protokollführung", "SMARTCity-Team"))
    excerpt = excerpt_layout(FULL, title=TITLE, state=APPROVED, item="II.1")
    assert excerpt is not None
    assert excerpt.signatures == (("Für die Richtigkeit des Auszugs", ""),)


def test_excerpt_keeps_numbers_and_leaves_out_the_rest() -> None:
    excerpt = excerpt_layout(FULL, title=TITLE, state=APPROVED, item="II.1")
    assert excerpt is not None
    assert excerpt.title == "Auszug aus dem Protokoll zur Sitzung des Strategiekreises"
    assert [(section.number, [item.number for item in section.items]) for section in excerpt.sections] == [
        ("II", ["II.1"])
    ]
    assert excerpt.overviews == LAYOUT.overviews
    assert excerpt.attendance is None
    assert "Verteiler" not in dict(excerpt.facts)


@pytest.mark.parametrize("item", ["", "II", "II.3", "III.1", "II.1.1", "ii.1"])
def test_excerpt_of_an_unknown_item_does_not_exist(item: str) -> None:
    assert excerpt_layout(FULL, title=TITLE, state=APPROVED, item=item) is None
