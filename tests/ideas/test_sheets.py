"""The register as a table: export, and taking assignments back by number."""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from post_office.models import Email

from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.services.triage import assign_idea
from ideas.sheet import COLUMNS, sheet_rows
from people.models import Body, User
from tests.factories.ideas import ContactFactory, IdeaFactory, QuestionFactory
from tests.factories.people import UserFactory
from tests.factories.strategy import ActionFieldFactory
from tests.visitors import client_of, messages_of, text_of

pytestmark = pytest.mark.django_db

IMPORT = "/ideen/abgleich/"


def exported(user: User, kind: str = "xlsx", query: str = "") -> bytes:
    return b"".join(client_of(user).get(f"/ideen/export.{kind}?{query}"))


def sheet(content: bytes) -> list[list[Any]]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def uploaded(user: User, content: bytes, name: str = "ideen.xlsx") -> Any:
    return client_of(user).post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def csv_of(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8-sig")


def changed(content: bytes, reference: str, **cells: str) -> bytes:
    """Return the workbook with other values in the line of one idea."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    headings = [cell.value for cell in book.active[1]]
    for row in book.active.iter_rows(min_row=2):
        if row[0].value == reference:
            for heading, value in cells.items():
                row[headings.index(heading)].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_export_holds_what_the_filter_shows(team: User, body: Body) -> None:
    IdeaFactory(reference="I-2020-0007", title="Laterne", editor=team, body=body)
    IdeaFactory(title="Chor")
    headings, *rows = sheet(exported(team, query="q=laterne"))
    assert headings == list(COLUMNS)
    [row] = rows
    assert row[:2] == ["I-2020-0007", "Laterne"]
    assert row[headings.index("Gruppe")] == "Fachgruppe Verkehr"
    assert row[headings.index("Bearbeitung (E-Mail)")] == team.email
    assert row[headings.index("Eingereicht am")] == datetime.fromisoformat("2020-11-02T11:15")


def test_export_refuses_an_unknown_value_of_the_filter(team: User) -> None:
    answer = client_of(team).get("/ideen/export.csv?status=foo")
    assert (answer.status_code, answer.url) == (302, "/ideen/?status=foo")
    assert "Einen Wert dieses Filters gibt es nicht" in messages_of(answer)[0]


def test_csv_is_what_a_german_excel_reads(team: User) -> None:
    IdeaFactory(reference="I-2020-0007", title="Größe; Maß", summary="Zeile 1\nZeile 2")
    text = exported(team, "csv").decode("utf-8-sig")
    assert text.startswith("Nummer;Titel;Status")
    assert 'I-2020-0007;"Größe; Maß";eingereicht;Steckbrief' in text
    assert ";02.11.2020 11:15;" in text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("text", ["=1+1", "+49 365", "-2", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(team: User, kind: str, text: str) -> None:
    IdeaFactory(title="x", summary=text, approach="\x07Ton")
    content = exported(team, kind)
    if kind == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
        assert [cell for cell in cells if cell.data_type == "f"] == []
        assert "'" + text.strip() in {str(cell.value).replace("\t", "") for cell in cells}
    else:
        assert f";'{text}".encode() in content or f";\"'{text}".encode() in content


def test_export_reads_in_chunks_with_few_queries(team: User, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        IdeaFactory(editor=team)
    client = client_of(team)
    with django_assert_max_num_queries(6):
        b"".join(client.get("/ideen/export.xlsx"))


def test_export_leaves_the_rows_in_the_database_until_they_are_needed(team: User) -> None:
    IdeaFactory.create_batch(2)
    parts = sheet_rows(Idea.objects.all())
    next(parts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '_django_curs%%'", [])
        assert cursor.fetchone() == (1,)
    parts.close()


def test_own_export_changes_nothing(team: User, body: Body) -> None:
    IdeaFactory(editor=team, body=body, action_field=ActionFieldFactory(name="=Böse"), title="=1+1")
    for kind in ("xlsx", "csv"):
        plan = uploaded(team, exported(team, kind), f"a.{kind}").context["plan"]
        assert (list(plan.changes), list(plan.problems), plan.unchanged) == ([], [], 1)


def test_untouched_lines_of_closed_ideas_are_unchanged(team: User) -> None:
    IdeaFactory(reference="I-2020-0007", status=IdeaStatus.MERGED)
    content = exported(team)
    plan = uploaded(team, content).context["plan"]
    assert (list(plan.problems), plan.unchanged) == ([], 1)
    plan = uploaded(team, changed(content, "I-2020-0007", **{"Bearbeitung (E-Mail)": team.email})).context["plan"]
    assert (list(plan.changes), [why for *_, why in plan.problems]) == ([], ["Der Status ist „zusammengeführt“."])


def test_answers_that_are_not_personal_are_exported(team: User) -> None:
    first = QuestionFactory(label="Kosten?", kind="number")
    second = QuestionFactory(call=first.call, label="Wo?")
    IdeaFactory(call=first.call, answers={str(second.pk): ["Markt", "=Bahnhof"], str(first.pk): "1234.5", "0": "weg"})
    ContactFactory(idea__call=first.call, answers={str(second.pk): "Geheim"})
    headings, *rows = sheet(exported(team))
    place = headings.index("Antworten auf Zusatzfragen")
    assert {row[place] for row in rows} == {None, "Kosten?: 1.234,5\nWo?: Markt, =Bahnhof"}


def test_plan_belongs_to_the_account_that_made_it(team: User, admin: User) -> None:
    IdeaFactory(reference="I-2020-0007")
    page = uploaded(team, csv_of("Nummer;Bearbeitung (E-Mail)", f"I-2020-0007;{admin.email}"), "a.csv")
    answer = client_of(admin).post(IMPORT, {"plan": page.context["signed"]})
    assert "laden Sie die Tabelle neu hoch" in messages_of(answer)[0]
    assert Idea.objects.get().editor is None


def test_reimport_changes_only_assignments_and_never_adds(team: User, admin: User) -> None:
    idea = IdeaFactory(reference="I-2020-0007", title="Alt", editor=team)
    field = ActionFieldFactory(name="Mobilität")
    filled = changed(
        exported(team), "I-2020-0007", **{"Titel": "Neu", "Status": "übernommen", "Handlungsfeld": "mobilität",
                                          "Bearbeitung (E-Mail)": admin.email.upper()},
    )  # fmt: skip
    page = uploaded(team, filled)
    assert [(change.heading, change.old, change.new) for change in page.context["plan"].changes] == [
        ("Handlungsfeld", "", "Mobilität"),
        ("Bearbeitung (E-Mail)", team.email, admin.email),
    ]
    assert [why for *_, why in page.context["plan"].problems] == [
        "Der geänderte Titel wird nicht übernommen; nur Zuordnungen werden es."
    ]
    assert Idea.objects.get().editor == team
    answer = client_of(team).post(IMPORT, {"plan": page.context["signed"]})
    assert messages_of(answer) == ["1 Idee ist geändert."]
    idea.refresh_from_db()
    assert (idea.title, idea.status, idea.editor, idea.action_field) == ("Alt", "submitted", admin, field)
    assert Idea.objects.count() == 1
    assert [mail.to for mail in Email.objects.all()] == [[admin.email]]
    assert uploaded(team, filled).context["plan"].unchanged == 1


def test_empty_cell_takes_the_assignment_away_and_missing_column_does_not(team: User) -> None:
    idea = IdeaFactory(reference="I-2020-0007", editor=team, sponsor=UserFactory())
    page = uploaded(team, csv_of("Nummer;Bearbeitung (E-Mail)", "I-2020-0007;"), "a.csv")
    client_of(team).post(IMPORT, {"plan": page.context["signed"]})
    idea.refresh_from_db()
    assert idea.editor is None
    assert idea.sponsor is not None


def test_lines_that_cannot_be_taken_over_are_named(team: User, company: User) -> None:
    IdeaFactory(reference="I-2020-0007")
    IdeaFactory(reference="I-2020-0008", status="withdrawn")
    lines = ["Nummer;Bearbeitung (E-Mail)", "I-2020-0007;", "I-2020-9999;", "", "I-2020-0007;"]
    lines.append(f"I-2020-0008;{team.email}")
    page = uploaded(team, csv_of(*lines), "a.csv")
    assert [(number, why) for number, _, why in page.context["plan"].problems] == [
        (3, "Diese Nummer gibt es nicht. Ideen werden aus Tabellen nicht angelegt."),
        (5, "Diese Nummer steht schon weiter oben; die Zeile wird übergangen."),
        (6, "Der Status ist „zurückgezogen“."),
    ]
    page = uploaded(team, csv_of("Nummer,Bearbeitung (E-Mail)", f"I-2020-0007,{company.email}"), "a.csv")
    assert [why for *_, why in page.context["plan"].problems] == [
        f"Bearbeitung (E-Mail): „{company.email}“ gibt es nicht."
    ]
    assert not page.context["plan"].changes


def test_what_changed_since_the_preview_is_left_alone(team: User, admin: User) -> None:
    idea, other = IdeaFactory(reference="I-2020-0007"), IdeaFactory(reference="I-2020-0008")
    lines = ["Nummer;Bearbeitung (E-Mail)", f"I-2020-0007;{team.email}", f"I-2020-0008;{team.email}"]
    page = uploaded(team, csv_of(*lines), "a.csv")
    assign_idea(other, changes={"editor": admin}, by=admin)
    answer = client_of(team).post(IMPORT, {"plan": page.context["signed"]})
    assert "Es ist nichts gespeichert" in messages_of(answer)[0]
    idea.refresh_from_db()
    assert idea.editor is None


def test_second_click_changes_and_tells_nothing_more(team: User, admin: User) -> None:
    IdeaFactory(reference="I-2020-0007")
    page = uploaded(team, csv_of("Nummer;Bearbeitung (E-Mail)", f"I-2020-0007;{admin.email}"), "a.csv")
    for said in ("1 Idee ist geändert.", "Diese Zuordnungen sind schon übernommen."):
        assert messages_of(client_of(team).post(IMPORT, {"plan": page.context["signed"]})) == [said]
    assert Email.objects.count() == 1


def test_plan_of_somebody_else_is_refused(team: User) -> None:
    answer = client_of(team).post(IMPORT, {"plan": "W10:1abc:gefaelscht"})
    assert "Es ist nichts gespeichert" in messages_of(answer)[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04kaputt", "lässt sich nicht als Excel-Tabelle lesen"),
        (b"Titel;Status\r\nA;B", "fehlt die Spalte „Nummer“"),
        (b"\x89PNG\r\n\x1a\n", "fehlt die Spalte „Nummer“"),
        (b"", "Die Datei ist leer."),
    ],
)
def test_files_that_are_no_table_are_refused_with_a_sentence(team: User, content: bytes, sentence: str) -> None:
    answer = uploaded(team, content)
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_excel_bomb_is_refused(team: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ideas.sheet.MAX_UNPACKED", 100)
    assert "entpackt zu groß" in text_of(uploaded(team, exported(team)))
