"""What kind of point a line is, by its words."""

from datetime import date

import pytest

from tests.workshops.outlines import read_text
from workshops.content import PointContent, Votes
from workshops.enums import PointKind, TaskStatus

HEAD = "Protokoll zur Sitzung der Fachgruppe Energie\nDatum: 04.12.2020\nTeilnehmer: Tilia GmbH\n\nI. A\n1 B\n"


def the_point(line: str, filename: str = "protokoll.txt") -> PointContent:
    (point,) = read_text(f"{HEAD}- {line}\n", filename).content.sections[0].items[0].points
    return point


def task(text: str, who: str = "", due_on: date | None = None, status: TaskStatus = TaskStatus.OPEN) -> PointContent:
    return PointContent(text, kind=PointKind.TASK, who=who, due_on=due_on, task_status=status)


@pytest.mark.parametrize(
    ("line", "point"),
    [
        ("Aufgabe: Einladung versenden", task("Einladung versenden")),
        ("Festlegung: Einladung versenden bis 12.03.2021", task("Einladung versenden", due_on=date(2021, 3, 12))),
        ("To-do: Einladung (bis zum 12.3.21)", task("Einladung", due_on=date(2021, 3, 12))),
        (
            "Aufgabe: Einladung (verantwortlich: Tilia GmbH, bis 12.03.2021, Status: in Arbeit)",
            task("Einladung", "Tilia GmbH", date(2021, 3, 12), TaskStatus.IN_PROGRESS),
        ),
        (
            "Einladung versenden, verantwortlich: Zweckverband (ZVME), bis 12.03.2021",
            task("Einladung versenden", "Zweckverband (ZVME)", date(2021, 3, 12)),
        ),
        ("Einladung versenden – verantwortlich: Stadt Gera", task("Einladung versenden", "Stadt Gera")),
        ("Die Stadt ist verantwortlich für die Mittel", PointContent("Die Stadt ist verantwortlich für die Mittel")),
        ("Vorstellung bis zum Beschluss", PointContent("Vorstellung bis zum Beschluss")),
    ],
)
def test_tasks(line: str, point: PointContent) -> None:
    assert the_point(line) == point


@pytest.mark.parametrize(
    ("line", "point"),
    [
        ("Beschluss: Die Liste gilt.", PointContent("Die Liste gilt.", kind=PointKind.DECISION)),
        (
            "Beschluss B-2021-007: Die Liste gilt. (Ja: 12, Nein: 0, Enthaltungen: 1, Befangen: 2)",
            PointContent("Die Liste gilt.", kind=PointKind.DECISION, votes=Votes(12, 0, 1, 2), reference="B-2021-007"),
        ),
        (
            "Die Liste gilt. Ja: 12, Nein: 1",
            PointContent("Die Liste gilt.", kind=PointKind.DECISION, votes=Votes(12, 1, 0, 0)),
        ),
        ("Zielstellung: Beschluss der Piloten", PointContent("Zielstellung: Beschluss der Piloten")),
    ],
)
def test_decisions(line: str, point: PointContent) -> None:
    assert the_point(line) == point


def test_organisation_of_an_attending_person_speaks() -> None:
    head = HEAD.replace("Tilia GmbH", "Max Muster (Tilia GmbH)")
    (point,) = read_text(f"{head}- Tilia GmbH: „Es muss jetzt beginnen“\n").content.sections[0].items[0].points
    assert point == PointContent("„Es muss jetzt beginnen“", kind=PointKind.STATEMENT, who="Tilia GmbH")


@pytest.mark.parametrize(
    ("line", "text", "who"),
    [
        ("„Es muss jetzt beginnen“", "„Es muss jetzt beginnen“", ""),
        ('"Es muss jetzt beginnen."', '"Es muss jetzt beginnen."', ""),
        ("»Es muss jetzt beginnen«", "»Es muss jetzt beginnen«", ""),
        ("„Es muss jetzt beginnen“ (Gera Kultur GmbH)", "„Es muss jetzt beginnen“", "Gera Kultur GmbH"),
        ("„Es muss jetzt beginnen“ – Frau Beispiel", "„Es muss jetzt beginnen“", "Frau Beispiel"),
        ("Tilia GmbH: „Es muss jetzt beginnen“", "„Es muss jetzt beginnen“", "Tilia GmbH"),
        ("Statement: Es muss jetzt beginnen", "Es muss jetzt beginnen", ""),
    ],
)
def test_statements(line: str, text: str, who: str) -> None:
    assert the_point(line) == PointContent(text, kind=PointKind.STATEMENT, who=who)


@pytest.mark.parametrize(
    "line",
    ["Diskussion „Der Weg“", "„Der Weg“ und „Das Ziel“", "Motto: „Es muss jetzt beginnen“", "„Der Weg“ ist frei"],
)
def test_a_quotation_inside_a_line_is_no_statement(line: str) -> None:
    assert the_point(line) == PointContent(line)


@pytest.mark.parametrize(
    ("line", "text", "due_on"),
    [
        ("Bis 31.03.2021 - Integration", "Bis 31.03.2021 - Integration", date(2021, 3, 31)),
        ("30.09.2021 – Feinschliff", "30.09.2021 – Feinschliff", date(2021, 9, 30)),
        ("am 1.2.21: Auftakt", "am 1.2.21: Auftakt", date(2021, 2, 1)),
        ("Meilenstein: Auftakt am 01.02.2021", "Auftakt am 01.02.2021", date(2021, 2, 1)),
        ("Meilenstein: Auftakt", "Auftakt", None),
    ],
)
def test_milestones(line: str, text: str, due_on: date | None) -> None:
    assert the_point(line) == PointContent(text, kind=PointKind.MILESTONE, due_on=due_on)


@pytest.mark.parametrize("line", ["Am 31.03.2021 trifft sich das Team", "Bis 31.02.2021 beginnen", "31.3. – ohne Jahr"])
def test_a_day_inside_a_line_is_no_milestone(line: str) -> None:
    assert the_point(line) == PointContent(line)


def test_a_day_that_does_not_exist_sets_no_due_day() -> None:
    assert the_point("Bis 31.02.2021 - Integration").due_on is None


def test_a_label_without_text_is_information() -> None:
    assert the_point("Beschluss:") == PointContent("Beschluss:")


def test_responsibility_on_its_own_line_belongs_to_the_point_before() -> None:
    content = read_text(f"{HEAD}- Einladung\n\nverantwortlich: Tilia GmbH, bis 12.03.2021\n").content
    assert content.sections[0].items[0].points == (task("Einladung", "Tilia GmbH", date(2021, 3, 12)),)


def test_formats_survive_around_a_label_in_markdown() -> None:
    assert the_point("**Aufgabe:** *Einladung* versenden", "protokoll.md") == task("*Einladung* versenden")


def test_signs_of_markdown_are_only_text_in_a_text_file() -> None:
    assert the_point("5 * 3 und *so*") == PointContent(r"5 \* 3 und \*so\*")


def test_a_paragraph_longer_than_a_point_becomes_several() -> None:
    points = read_text(f"{HEAD}- {'Wort ' * 2_500}\n").content.sections[0].items[0].points
    assert [len(point.text) for point in points] == [4999, 4999, 2499]
