"""Who took part: the list and its form."""

from typing import Any

import pytest

from people.models import Body, Organisation, User
from tests.factories.people import OrganisationFactory
from tests.factories.workshops import AttendanceFactory, MeetingFactory
from tests.visitors import client_of, messages_of, queries_of, text_of
from workshops.enums import AttendanceStatus, MeetingStatus, ProtocolStatus
from workshops.models import Attendance, Meeting
from workshops.selectors import attendance_stamp

pytestmark = pytest.mark.django_db

Row = dict[str, Any]


@pytest.fixture
def meeting(body: Body) -> Meeting:
    return MeetingFactory(body=body)


def url_of(meeting: Meeting) -> str:
    return f"/workshops/{meeting.slug}/teilnahme/"


def rows_of(answer: Any) -> list[Row]:
    """What a browser would send back, one dictionary for each row."""
    return [
        {name: form[name].value() or "" for name in ("id", "organisation", "status", "name")}
        for form in answer.context["formset"].forms
    ]


def form_with(rows: list[Row], stamp: str, **extra: str) -> dict[str, Any]:
    data: dict[str, Any] = {"teilnahme-TOTAL_FORMS": len(rows), "teilnahme-INITIAL_FORMS": 0, "stamp": stamp, **extra}
    for number, row in enumerate(rows):
        data |= {f"teilnahme-{number}-{name}": value for name, value in row.items()}
    return data


def save(user: User, meeting: Meeting, *rows: Row, **extra: str) -> Any:
    return client_of(user).post(url_of(meeting), form_with(list(rows), attendance_stamp(meeting), **extra))


def stored(meeting: Meeting) -> list[tuple[str, str, str]]:
    return [(entry.organisation.name, entry.status, entry.name) for entry in meeting.attendances.all()]


def errors_of(answer: Any, row: int) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["formset"].forms[row].errors)


def test_list_is_saved_in_its_order(team: User, meeting: Meeting) -> None:
    for name in ("Gera Netz GmbH", "Gera Kultur GmbH"):
        OrganisationFactory(name=name)
    answer = save(
        team, meeting,
        {"organisation": "gera kultur gmbh", "status": "excused"},
        {"organisation": "", "status": "present", "name": ""},
        {"organisation": " Gera Netz GmbH ", "status": "guest", "name": "Frau Beispiel"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert messages_of(answer) == ["Die Teilnahme ist gespeichert."]
    assert stored(meeting) == [
        ("Gera Kultur GmbH", AttendanceStatus.EXCUSED, ""), ("Gera Netz GmbH", AttendanceStatus.GUEST, "Frau Beispiel"),
    ]  # fmt: skip


def test_short_name_finds_the_organisation(team: User, meeting: Meeting) -> None:
    OrganisationFactory(name="Zweckverband Wasser/Abwasser", short_name="ZVME")
    save(team, meeting, {"organisation": "zvme", "status": "present"})
    assert stored(meeting) == [("Zweckverband Wasser/Abwasser", AttendanceStatus.PRESENT, "")]


def test_unchanged_rows_leave_no_history(team: User, meeting: Meeting) -> None:
    kept, changed, gone = [AttendanceFactory(meeting=meeting, position=position) for position in range(3)]
    rows = rows_of(client_of(team).get(url_of(meeting)))[:3]
    rows[1]["name"] = "Frau Beispiel"
    rows[2]["DELETE"] = "on"
    assert save(team, meeting, *rows).status_code == 302
    assert [entry.pk for entry in meeting.attendances.all()] == [kept.pk, changed.pk]
    assert [one.history.count() for one in (kept, changed)] == [1, 2]
    assert Attendance.history.get(id=gone.pk, history_type="-").history_user == team


def test_unknown_organisation_asks_before_it_is_created(team: User, meeting: Meeting) -> None:
    answer = save(team, meeting, {"organisation": "Gera Kultr GmbH", "status": "present"})
    assert "gibt es noch nicht" in errors_of(answer, 0)["organisation"][0]
    assert "neu anlegen" in text_of(answer)
    assert not Organisation.objects.exists()
    rows = [
        {"organisation": "Gera Kultur GmbH", "status": "present", "is_new": "on", "name": name} for name in ("A", "B")
    ]
    save(team, meeting, *rows)
    assert stored(meeting) == [("Gera Kultur GmbH", "present", "A"), ("Gera Kultur GmbH", "present", "B")]
    assert Organisation.objects.get().history.get().history_user == team


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        ({"organisation": "", "name": "Frau Beispiel"}, "organisation", "Bitte nennen Sie die Organisation."),
        ({"organisation": "x" * 201, "is_new": "on"}, "organisation", "höchstens 200 Zeichen"),
        ({"organisation": "Gera Netz GmbH", "name": "x" * 201}, "name", "höchstens 200 Zeichen"),
        ({"organisation": "Gera Netz GmbH", "status": "late"}, "status", "gültige Auswahl"),
        ({"organisation": "Gera Netz GmbH", "id": "999999"}, "__all__", "inzwischen entfernt"),
        ({"organisation": "Gera Netz GmbH", "id": "x"}, "id", "ganze Zahl"),
    ],
)
def test_bad_row_is_refused_and_kept(team: User, meeting: Meeting, row: Row, field: str, sentence: str) -> None:
    OrganisationFactory(name="Gera Netz GmbH")
    answer = save(team, meeting, {"status": "present", **row})
    assert list(errors_of(answer, 0)) == [field]
    assert sentence in errors_of(answer, 0)[field][0]
    assert answer.context["formset"].forms[0]["organisation"].value() == row["organisation"]
    assert stored(meeting) == []


def test_entry_of_another_meeting_is_not_taken_over(team: User, meeting: Meeting) -> None:
    foreign = AttendanceFactory()
    answer = save(team, meeting, {"id": foreign.pk, "organisation": foreign.organisation.name, "status": "guest"})
    assert list(errors_of(answer, 0)) == ["__all__"]
    foreign.refresh_from_db()
    assert (foreign.status, foreign.meeting == meeting) == (AttendanceStatus.PRESENT, False)


def test_same_attendance_twice_is_refused(team: User, meeting: Meeting) -> None:
    OrganisationFactory(name="Gera Netz GmbH", short_name="GNG")
    answer = save(team, meeting, {"organisation": "Gera Netz GmbH"}, {"organisation": "GNG"})
    assert errors_of(answer, 1)["organisation"] == ["Diese Teilnahme steht schon in Zeile 1."]
    assert stored(meeting) == []


def test_too_many_rows_are_refused(team: User, meeting: Meeting) -> None:
    OrganisationFactory(name="Gera Netz GmbH")
    rows = [{"organisation": "Gera Netz GmbH", "name": f"Person {number}"} for number in range(201)]
    answer = save(team, meeting, *rows)
    assert answer.status_code == 422
    assert "Möglich sind höchstens 200 Zeilen. Bitte entfernen Sie die übrigen." in text_of(answer)
    assert stored(meeting) == []


def test_button_gives_one_more_row_and_saves_nothing(team: User, meeting: Meeting) -> None:
    AttendanceFactory(meeting=meeting, organisation__name="Gera Netz GmbH")
    rows = rows_of(client_of(team).get(url_of(meeting)))
    rows[0]["name"] = "Frau Beispiel"
    rows[1]["organisation"] = "Noch nicht fertig"
    answer = save(team, meeting, *rows, add="1")
    assert answer.status_code == 200
    assert [(row["organisation"], row["name"]) for row in rows_of(answer)] == [
        ("Gera Netz GmbH", "Frau Beispiel"), ("Noch nicht fertig", ""), ("", ""),
    ]  # fmt: skip
    assert stored(meeting) == [("Gera Netz GmbH", "present", "")]


def test_stale_list_saves_nothing_and_shows_both(team: User, admin: User, meeting: Meeting) -> None:
    for name in ("Gera Netz GmbH", "Gera Kultur GmbH"):
        OrganisationFactory(name=name)
    stamp = attendance_stamp(meeting)
    save(admin, meeting, {"organisation": "Gera Netz GmbH", "status": "present"})
    mine = [{"organisation": "Gera Kultur GmbH", "status": "guest"}]
    answer = client_of(team).post(url_of(meeting), form_with(mine, stamp))
    assert answer.status_code == 409
    assert rows_of(answer)[0]["organisation"] == "Gera Kultur GmbH"
    [(_, entries)] = answer.context["stored"]
    assert [str(entry.organisation) for entry in entries] == ["Gera Netz GmbH"]
    assert stored(meeting) == [("Gera Netz GmbH", "present", "")]
    again = client_of(team).post(url_of(meeting), form_with(mine, answer.context["stamp"]))
    assert again.status_code == 302
    assert stored(meeting) == [("Gera Kultur GmbH", "guest", "")]


@pytest.mark.parametrize("status", [ProtocolStatus.CIRCULATED, ProtocolStatus.APPROVED])
def test_list_is_final_with_the_protocol(team: User, body: Body, status: str) -> None:
    meeting = MeetingFactory(body=body, protocol__status=status)
    AttendanceFactory(meeting=meeting, organisation__name="Gera Netz GmbH")
    page = client_of(team).get(url_of(meeting))
    assert "nicht mehr zu ändern" in text_of(page)
    assert "Speichern" not in text_of(page)
    answer = save(team, meeting, *rows_of(page)[:1], {"organisation": "Gera Netz GmbH", "name": "Frau Beispiel"})
    assert answer.status_code == 422
    assert "kann nicht mehr bearbeitet werden" in messages_of(answer)[0]
    assert "Frau Beispiel" in text_of(answer)
    assert stored(meeting) == [("Gera Netz GmbH", "present", "")]


def test_draft_of_the_list_comes_back(team: User, meeting: Meeting) -> None:
    AttendanceFactory(meeting=meeting, organisation__name="Gera Netz GmbH")
    client = client_of(team)
    rows = rows_of(client.get(url_of(meeting)))
    rows[1] |= {"organisation": "Gera Kultur GmbH", "status": "guest"}
    client.post(url_of(meeting), form_with(rows, "alt", draft="save"))
    page = client.get(url_of(meeting))
    assert [(row["organisation"], row["status"]) for row in rows_of(page)[:2]] == [
        ("Gera Netz GmbH", "present"), ("Gera Kultur GmbH", "guest"),
    ]  # fmt: skip
    assert page.context["stamp"] == "alt"


@pytest.mark.parametrize(
    "data", [{}, {"teilnahme-TOTAL_FORMS": "x"}, {"teilnahme-TOTAL_FORMS": "-1"}, {"add": "1", "stamp": "x"}]
)
def test_broken_form_saves_nothing_and_says_so(team: User, meeting: Meeting, data: dict[str, str]) -> None:
    AttendanceFactory(meeting=meeting)
    answer = client_of(team).post(url_of(meeting), data)
    assert answer.status_code == 422
    assert "Die Seite wurde unvollständig übertragen. Bitte öffnen Sie sie neu" in text_of(answer)
    assert meeting.attendances.count() == 1


@pytest.mark.parametrize(
    ("status", "first"),
    [
        (MeetingStatus.PLANNED, "erwartet"),
        (MeetingStatus.INVITED, "erwartet"),
        (MeetingStatus.HELD, "anwesend"),
        (MeetingStatus.CANCELLED, "erwartet"),
    ],
)
def test_organisations_are_expected_until_the_meeting_was_held(team: User, body: Body, status: str, first: str) -> None:
    meeting = MeetingFactory(body=body, status=status)
    AttendanceFactory(meeting=meeting)
    rows = client_of(team).get(url_of(meeting)).context["formset"].forms
    assert [row["status"].value() or row["status"].initial for row in rows] == ["present", None]
    for row in rows:
        assert [label for _, label in row.fields["status"].choices] == [first, "entschuldigt", "Gast"]


def test_query_count_does_not_grow_with_rows(team: User, meeting: Meeting) -> None:
    AttendanceFactory(meeting=meeting)
    few = queries_of(client_of(team), url_of(meeting))
    for _ in range(29):
        AttendanceFactory(meeting=meeting)
    assert queries_of(client_of(team), url_of(meeting)) == few <= 10


@pytest.mark.parametrize("who", ["member", "stranger", "company", "board"])
def test_form_does_not_exist_for_others(meeting: Meeting, who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    assert client_of(user).get(url_of(meeting)).status_code == 404
    assert save(user, meeting, {"organisation": "X", "is_new": "on"}).status_code == 404
    assert not Attendance.objects.exists()
