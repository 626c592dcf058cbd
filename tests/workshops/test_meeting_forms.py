"""The forms of a new meeting, of the next one of a series, and of the head."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from people.models import Body, User
from tests.factories.people import BodyFactory, OrganisationFactory
from tests.factories.workshops import AgendaItemFactory, AttendanceFactory, MeetingFactory
from tests.visitors import client_of, messages_of, text_of
from workshops.enums import MeetingFormat, MeetingStatus, ProtocolStatus
from workshops.models import AgendaItem, Meeting
from workshops.models.meetings import HEAD_FIELDS
from workshops.services.meetings import edit_meeting

pytestmark = pytest.mark.django_db

NEW = "/workshops/neu/"


def head(body: Body, **fields: Any) -> dict[str, Any]:
    return {"body": body.pk, "format": "workshop", "number": "6", "held_on": "2021-01-14", **fields}


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def filled_in(answer: Any) -> dict[str, Any]:
    """What a browser would send back from the form on this page."""
    values = {field.html_name: field.value() for field in answer.context["form"]}
    return {name: value for name, value in values.items() if value not in (None, False)}


# A new meeting


def test_meeting_is_created_with_protocol_agenda_and_attendance(team: User, body: Body) -> None:
    expected = [OrganisationFactory(name=name) for name in ("Gera Kultur GmbH", "Gera Netz GmbH")]
    answer = client_of(team).post(NEW, head(
        body, starts_at="09:00", ends_at="10:30", place="Rathaus", moderation="Tilia GmbH", is_public="on",
        agenda="Begrüßung\n\n  Ausblick  \n", attendance=[one.pk for one in expected],
    ))  # fmt: skip
    meeting = Meeting.objects.get()
    assert (answer.status_code, answer.url) == (302, "/workshops/fachgruppe-verkehr-6/")
    assert (meeting.number, meeting.held_on, meeting.starts_at, meeting.ends_at, meeting.is_public) == (
        6, date(2021, 1, 14), time(9), time(10, 30), True,
    )  # fmt: skip
    assert meeting.status == MeetingStatus.PLANNED
    assert meeting.protocol.status == ProtocolStatus.DRAFT
    assert [item.title for item in AgendaItem.objects.all()] == ["Begrüßung", "Ausblick"]
    assert [entry.organisation for entry in meeting.attendances.all()] == expected
    assert meeting.history.first().history_user == team


def test_german_dates_are_understood(team: User, body: Body) -> None:
    client_of(team).post(NEW, head(body, held_on="14.01.2021", starts_at="9:00"))
    assert (Meeting.objects.get().held_on, Meeting.objects.get().starts_at) == (date(2021, 1, 14), time(9))


def test_meeting_without_number_is_called_by_its_day(team: User, body: Body) -> None:
    client_of(team).post(NEW, head(body, number=""))
    assert Meeting.objects.get().slug == "fachgruppe-verkehr-2021-01-14"


BAD_INPUT = [
    ({"body": ""}, "body", "Bitte wählen Sie das Gremium."),
    ({"body": "999999"}, "body", "Bitte eine gültige Auswahl treffen."),
    ({"body": "x"}, "body", "Bitte eine gültige Auswahl treffen."),
    ({"format": "party"}, "format", "Bitte eine gültige Auswahl treffen."),
    ({"held_on": ""}, "held_on", "Bitte nennen Sie das Datum."),
    ({"held_on": "morgen"}, "held_on", "Das ist kein Datum."),
    ({"held_on": "2021-02-30"}, "held_on", "Das ist kein Datum."),
    ({"held_on": "1999-12-31"}, "held_on", "vor dem Jahr 2000"),
    ({"held_on": "0021-01-14"}, "held_on", "vor dem Jahr 2000"),
    ({"held_on": "2201-01-14"}, "held_on", "mehr als 2 Jahre in der Zukunft"),
    ({"number": "0"}, "number", "mindestens 1"),
    ({"number": "-1"}, "number", "mindestens 1"),
    ({"number": "fünf"}, "number", "Das ist keine Zahl."),
    ({"number": "99999999999"}, "number", "höchstens 9999"),
    ({"starts_at": "25:00"}, "starts_at", "Das ist keine Uhrzeit."),
    ({"starts_at": "10:00", "ends_at": "09:00"}, "ends_at", "Das Ende liegt vor dem Beginn."),
    ({"starts_at": "10:00", "ends_at": "10:00"}, "ends_at", "Das Ende liegt vor dem Beginn."),
    ({"place": "x" * 201}, "place", "höchstens 200 Zeichen"),
    ({"place": "Rat\0haus"}, "place", "Nullzeichen"),
    ({"distribution": "x" * 501}, "distribution", "höchstens 500 Zeichen"),
    ({"agenda": "kurz\n" + "x" * 301}, "agenda", "Der 2. Tagesordnungspunkt ist zu lang: Er hat 301 Zeichen"),
    ({"agenda": "x\n" * 101}, "agenda", "Das sind 101 Tagesordnungspunkte"),
    ({"attendance": ["999999"]}, "attendance", "keine gültige Auswahl"),
    ({"attendance": ["x"]}, "attendance", "kein gültiger Wert"),
]


@pytest.mark.parametrize(
    ("fields", "name", "sentence"), BAD_INPUT, ids=[f"{name}-{n}" for n, (_, name, _) in enumerate(BAD_INPUT)]
)
def test_bad_input_is_refused_at_its_field_and_kept(
    team: User, body: Body, fields: dict[str, Any], name: str, sentence: str
) -> None:
    answer = client_of(team).post(NEW, head(body, moderation="Tilia GmbH") | fields)
    errors = errors_of(answer)
    assert list(errors) == [name]
    assert sentence in errors[name][0]
    assert answer.context["form"]["moderation"].value() == "Tilia GmbH"
    assert answer.context["form"][name].value() == fields[name]
    assert not Meeting.objects.exists()


def test_two_years_ahead_are_still_possible(team: User, body: Body) -> None:
    day = timezone.localdate() + timedelta(days=720)
    client_of(team).post(NEW, head(body, held_on=day.isoformat()))
    assert Meeting.objects.get().held_on == day


def test_taken_number_is_refused_at_its_field(team: User, body: Body) -> None:
    MeetingFactory(body=body, number=6)
    MeetingFactory(number=7)
    assert "Nummer 6 hat in diesem Gremium schon" in errors_of(client_of(team).post(NEW, head(body)))["number"][0]
    assert client_of(team).post(NEW, head(body, number="7")).status_code == 302


@pytest.mark.parametrize("starts_at", ["", "09:00"])
def test_second_click_creates_no_second_meeting(team: User, body: Body, starts_at: str) -> None:
    client = client_of(team)
    form = head(body, number="", starts_at=starts_at)
    assert client.post(NEW, form).status_code == 302
    assert "schon eine Sitzung" in errors_of(client.post(NEW, form))["starts_at"][0]
    assert Meeting.objects.count() == 1


def test_cancelled_meeting_leaves_its_time_free(team: User, body: Body) -> None:
    MeetingFactory(body=body, number=None, held_on=date(2021, 1, 14), starts_at=time(9), status=MeetingStatus.CANCELLED)
    assert client_of(team).post(NEW, head(body, number="", starts_at="09:00")).status_code == 302
    assert Meeting.objects.count() == 2


def test_html_stays_text(team: User, body: Body) -> None:
    script = "<script>alert(1)</script>"
    answer = client_of(team).post(NEW, head(body, place=script, agenda=script), follow=True)
    assert Meeting.objects.get().place == script
    assert script not in text_of(answer)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text_of(answer)


def test_form_without_its_token_is_refused(team: User, body: Body) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(team)
    assert client.post(NEW, head(body)).status_code == 403
    assert not Meeting.objects.exists()


# The next one of a series


def test_next_meeting_is_proposed_from_the_last(team: User, body: Body) -> None:
    last = MeetingFactory(body=body, number=5, place="Rathaus", moderation="Tilia GmbH", is_public=True)
    MeetingFactory(body=body, number=8)
    entry = AttendanceFactory(meeting=last)
    AttendanceFactory(meeting=last, organisation=entry.organisation, name="Frau Beispiel")
    for title in ("Begrüßung", "", "Ausblick"):
        AgendaItemFactory(section__protocol=last.protocol, title=title)
    form = client_of(team).get(f"/workshops/{last.slug}/folgetermin/").context["form"]
    proposed = {name: form[name].value() for name in HEAD_FIELDS}
    assert proposed == {
        "body": body.pk, "format": MeetingFormat.WORKSHOP, "number": 9, "held_on": None, "starts_at": time(9),
        "ends_at": time(10, 30), "place": "Rathaus", "moderation": "Tilia GmbH", "keeper": "",
        "project": "SMARTCity Gera", "distribution": "", "is_public": True,
    }  # fmt: skip
    assert form["agenda"].value() == "Begrüßung\nAusblick"
    assert form["attendance"].value() == [entry.organisation_id]


def test_series_without_numbers_stays_without(team: User) -> None:
    last = MeetingFactory(number=None)
    assert client_of(team).get(f"/workshops/{last.slug}/folgetermin/").context["form"]["number"].value() is None


def test_proposed_meeting_is_created_from_what_the_page_shows(team: User, body: Body) -> None:
    last = MeetingFactory(body=body, number=5, place="Rathaus")
    AgendaItemFactory(section__protocol=last.protocol, title="Ausblick")
    organisation = AttendanceFactory(meeting=last).organisation
    client = client_of(team)
    address = f"/workshops/{last.slug}/folgetermin/"
    form = filled_in(client.get(address)) | {"held_on": "2021-03-04", "body": body.pk}
    assert client.post(address, form).url == "/workshops/fachgruppe-verkehr-6/"
    created = Meeting.objects.get(number=6)
    assert (created.place, created.held_on, created.starts_at) == ("Rathaus", date(2021, 3, 4), time(9))
    assert [entry.organisation for entry in created.attendances.all()] == [organisation]
    assert AgendaItem.objects.get(section__protocol=created.protocol).title == "Ausblick"


# The head


@pytest.fixture
def meeting(body: Body) -> Meeting:
    return MeetingFactory(body=body, number=5, slug="fachgruppe-verkehr-5", place="Rathaus")


def head_url(meeting: Meeting) -> str:
    return f"/workshops/{meeting.slug}/kopfdaten/"


def test_head_is_edited(team: User, meeting: Meeting) -> None:
    client = client_of(team)
    form = filled_in(client.get(head_url(meeting))) | {"place": "Videokonferenz", "starts_at": "14:00", "ends_at": ""}
    answer = client.post(head_url(meeting), form)
    assert (answer.status_code, answer.url) == (302, "/workshops/fachgruppe-verkehr-5/")
    assert messages_of(answer) == ["Die Kopfdaten sind gespeichert."]
    meeting.refresh_from_db()
    assert (meeting.place, meeting.starts_at, meeting.ends_at, meeting.version) == ("Videokonferenz", time(14), None, 2)


def test_address_of_a_planned_meeting_follows_its_number(team: User, meeting: Meeting) -> None:
    client = client_of(team)
    form = filled_in(client.get(head_url(meeting))) | {"number": "7"}
    assert client.post(head_url(meeting), form).url == "/workshops/fachgruppe-verkehr-7/"


def test_address_stays_from_the_invitation_on(team: User, meeting: Meeting) -> None:
    meeting.status = MeetingStatus.INVITED
    meeting.save()
    client = client_of(team)
    form = filled_in(client.get(head_url(meeting))) | {"number": "7"}
    assert client.post(head_url(meeting), form).url == "/workshops/fachgruppe-verkehr-5/"


def test_stale_save_changes_nothing_and_shows_both(team: User, admin: User, meeting: Meeting) -> None:
    client = client_of(team)
    form = filled_in(client.get(head_url(meeting)))
    other = BodyFactory(name="Stadtrat")
    edit_meeting(
        meeting, version=1, head={"place": "Stadtbibliothek", "body": other, "keeper": "Frau Beispiel"}, by=admin
    )
    meeting.refresh_from_db()
    answer = client.post(head_url(meeting), form | {"place": "<b>Videokonferenz</b>", "moderation": "Tilia GmbH"})
    assert answer.status_code == 409
    assert [(one.field, one.new, one.old) for one in answer.context["conflicts"]] == [
        ("Gremium", "Fachgruppe Verkehr", "Stadtrat"),
        ("Ort", "<b>Videokonferenz</b>", "Stadtbibliothek"),
        ("Moderation", "Tilia GmbH", ""),
        ("Protokollführung", "", "Frau Beispiel"),
    ]
    shown = answer.context["form"]
    assert shown["place"].value() == "<b>Videokonferenz</b>"
    assert shown.errors["place"] == ["Inzwischen gespeichert: Stadtbibliothek"]
    assert shown.errors["moderation"] == ["Inzwischen gespeichert: (leer)"]
    assert "held_on" not in shown.errors
    assert "Inzwischen hat Alex Admin die Kopfdaten geändert (" in text_of(answer)
    assert "<b>Videokonferenz" not in text_of(answer)
    meeting.refresh_from_db()
    assert (meeting.place, meeting.version) == ("Stadtbibliothek", 2)


def test_whoever_has_seen_both_may_save(team: User, admin: User, meeting: Meeting) -> None:
    client = client_of(team)
    form = filled_in(client.get(head_url(meeting)))
    edit_meeting(meeting, version=1, head={"place": "Stadtbibliothek"}, by=admin)
    refused = client.post(head_url(meeting), form | {"place": "Videokonferenz"})
    assert client.post(head_url(meeting), filled_in(refused)).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.version) == ("Videokonferenz", 3)


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "99"])
def test_forged_version_changes_nothing(team: User, meeting: Meeting, version: str) -> None:
    client = client_of(team)
    form = filled_in(client.get(head_url(meeting))) | {"place": "Videokonferenz", "version": version}
    assert client.post(head_url(meeting), form).status_code in (409, 422)
    meeting.refresh_from_db()
    assert meeting.place == "Rathaus"


@pytest.mark.parametrize("status", [ProtocolStatus.CIRCULATED, ProtocolStatus.APPROVED])
def test_head_is_final_with_the_protocol_but_for_its_visibility(team: User, body: Body, status: str) -> None:
    meeting = MeetingFactory(body=body, place="Rathaus", protocol__status=status)
    client = client_of(team)
    page = client.get(head_url(meeting))
    assert "nicht mehr zu ändern" in text_of(page)
    assert {name for name, field in page.context["form"].fields.items() if not field.disabled} == {
        "is_public",
        "version",
    }
    assert client.post(head_url(meeting), {"version": "1", "is_public": "on"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.is_public, meeting.version) == ("Rathaus", True, 2)


def test_protocol_that_was_circulated_meanwhile_keeps_its_head(team: User, meeting: Meeting) -> None:
    client = client_of(team)
    form = filled_in(client.get(head_url(meeting))) | {"place": "Videokonferenz"}
    meeting.protocol.status = ProtocolStatus.CIRCULATED
    meeting.protocol.save()
    answer = client.post(head_url(meeting), form)
    assert "Dieses Protokoll ist im Umlauf und kann nicht mehr bearbeitet werden." in errors_of(answer)["__all__"][0]
    assert answer.context["form"]["place"].value() == "Videokonferenz"
    meeting.refresh_from_db()
    assert meeting.place == "Rathaus"


@pytest.mark.parametrize("who", ["member", "stranger", "company", "board"])
def test_forms_do_not_exist_for_others(meeting: Meeting, body: Body, who: str, request: pytest.FixtureRequest) -> None:
    client = client_of(request.getfixturevalue(who))
    for address in (NEW, head_url(meeting), f"/workshops/{meeting.slug}/folgetermin/"):
        assert client.get(address).status_code == 404
        assert client.post(address, head(body)).status_code == 404
    assert Meeting.objects.count() == 1
