"""Changes in the admin: with a reason, never over what others saved, through the services, and reversible."""

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from people.models import Body, Membership, Organisation, User
from tests.factories.people import BodyFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.workshops import AttendanceFactory, MeetingFactory, PointFactory, row_below
from workshops.enums import MeetingStatus, ProtocolStatus, TaskStatus
from workshops.models import Attendance, Meeting, Point
from workshops.services.outline import edit_row, remove_row

pytestmark = pytest.mark.django_db

REASON = "Schreibfehler"


@pytest.fixture
def team(client: Client) -> User:
    user = UserFactory(team=True, name="Kim Team")
    client.force_login(user)
    return user


@pytest.fixture
def administrator(client: Client) -> User:
    user = UserFactory(admin=True, name="Alex Admin")
    client.force_login(user)
    return user


def url_of(obj: Any, name: str = "change", *args: Any) -> str:
    pk = [] if isinstance(obj, type) else [obj.pk]
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{name}", args=[*pk, *args])


def filled_in(response: HttpResponse) -> dict[str, Any]:
    """What a browser would send back from the form on this page."""
    context = response.context[0] if isinstance(response.context, list) else response.context
    form = context["adminform"].form
    data = {bound.html_name: bound.value() for bound in form}
    for inline in context.get("inline_admin_formsets", []):
        for bound in inline.formset.management_form:
            data[bound.html_name] = bound.value()
        for row in inline.formset.initial_forms:
            data |= {bound.html_name: bound.value() for bound in row}
    return {name: "" if value is None else value for name, value in data.items() if value is not False}


def change(client: Client, obj: Any, **values: Any) -> HttpResponse:
    address = url_of(obj)
    return client.post(address, {**filled_in(client.get(address)), "change_reason": REASON, **values})


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def last_change(obj: Any) -> tuple[str, str, str]:
    row = obj.history.first()
    return row.history_type, row.history_user_name, row.history_change_reason


def test_change_names_person_and_reason(client: Client, team: User) -> None:
    organisation = OrganisationFactory(name="Gera Kultur")
    response = change(client, organisation, name="Gera Kultur GmbH")
    assert response.status_code == 302
    organisation.refresh_from_db()
    assert organisation.name == "Gera Kultur GmbH"
    assert last_change(organisation) == ("~", "Kim Team", REASON)
    assert organisation.history.count() == 2


def test_change_without_reason_is_refused_and_keeps_the_input(client: Client, team: User) -> None:
    organisation = OrganisationFactory(name="Gera Kultur")
    response = change(client, organisation, name="Neuer Name", change_reason=" ")
    form = response.context["adminform"].form
    assert list(form.errors) == ["change_reason"]
    assert b'value="Neuer Name"' in response.content
    assert Organisation.objects.get().name == "Gera Kultur"


def test_saving_without_a_change_leaves_no_history(client: Client, team: User) -> None:
    organisation = OrganisationFactory()
    assert change(client, organisation).status_code == 302
    assert organisation.history.count() == 1


def test_adding_needs_no_reason_and_says_where_it_came_from(client: Client, team: User) -> None:
    response = client.post(url_of(Organisation, "add"), {"name": "Gera Netz GmbH", "short_name": ""})
    assert response.status_code == 302
    assert last_change(Organisation.objects.get()) == ("+", "Kim Team", "In der Verwaltung angelegt")


def test_stale_form_saves_nothing_and_shows_both(client: Client, team: User) -> None:
    organisation = OrganisationFactory(name="Alt", short_name="A")
    address = url_of(organisation)
    loaded = filled_in(client.get(address))
    other = UserFactory(admin=True, name="Alex Admin")
    elsewhere = Client()
    elsewhere.force_login(other)
    change(elsewhere, organisation, name="Von Alex")

    response = client.post(address, {**loaded, "name": "Von Kim", "change_reason": REASON})
    form = response.context["adminform"].form
    assert "Alex Admin" in form.non_field_errors()[0]
    assert form.errors["name"] == ["Jetzt gespeichert: Von Alex"]
    assert "short_name" not in form.errors
    assert b'value="Von Kim"' in response.content
    assert Organisation.objects.get().name == "Von Alex"

    again = client.post(address, {**filled_in(response), "change_reason": REASON})
    assert again.status_code == 302
    assert Organisation.objects.get().name == "Von Kim"


def test_stale_version_of_a_point_is_refused(client: Client, team: User) -> None:
    point = row_below(MeetingFactory().protocol, text="Vorher")
    address = url_of(point)
    loaded = filled_in(client.get(address))
    edit_row(point, version=1, content={"text": "Aus dem Editor"}, by=team)
    response = client.post(address, {**loaded, "text": "Aus der Verwaltung", "change_reason": REASON})
    assert response.context["adminform"].form.errors["text"] == ["Jetzt gespeichert: Aus dem Editor"]
    point.refresh_from_db()
    assert (point.text, point.version) == ("Aus dem Editor", 2)


def test_stored_text_is_escaped_in_the_comparison(client: Client, team: User) -> None:
    organisation = OrganisationFactory(name="Alt")
    loaded = filled_in(client.get(url_of(organisation)))
    change(client, organisation, name="<script>alert(1)</script>")
    response = client.post(url_of(organisation), {**loaded, "name": "Neu", "change_reason": REASON})
    assert b"<script>alert(1)" not in response.content
    assert b"&lt;script&gt;alert(1)" in response.content


def test_earlier_state_is_restored_with_a_reason(client: Client, team: User) -> None:
    organisation = OrganisationFactory(name="Erste Fassung")
    first = organisation.history.first().history_id
    change(client, organisation, name="Zweite Fassung")
    address = url_of(organisation, "simple_history", first)
    page = client.get(address)
    data = filled_in(page)
    assert (data["name"], data["change_reason"]) == ("Erste Fassung", "Früheren Stand wiederhergestellt")
    assert client.post(address, data).status_code == 302
    organisation.refresh_from_db()
    assert organisation.name == "Erste Fassung"
    assert last_change(organisation) == ("~", "Kim Team", "Früheren Stand wiederhergestellt")


def test_restoring_a_meeting_leaves_its_status_and_address(client: Client, team: User) -> None:
    meeting = MeetingFactory(place="Rathaus", number=5)
    first = meeting.history.first().history_id
    change(client, meeting, place="Videokonferenz")
    client.post(url_of(meeting, "button", "einladen"))
    address = url_of(meeting, "simple_history", first)
    assert client.post(address, filled_in(client.get(address))).status_code == 302
    stored = Meeting.objects.get()
    assert (stored.place, stored.status, stored.version) == ("Rathaus", MeetingStatus.INVITED, 3)


def test_history_compares_in_words(client: Client, team: User) -> None:
    meeting = MeetingFactory(is_public=False, place="")
    change(client, meeting, place="Rathaus", is_public="on")
    client.post(url_of(meeting, "button", "einladen"))
    text = client.get(url_of(meeting, "history")).content.decode()
    for part in ("<del>geplant</del> → <ins>eingeladen</ins>", "<del>nein</del> → <ins>ja</ins>",
                 "<del>leer</del> → <ins>Rathaus</ins>", REASON, "Kim Team"):  # fmt: skip
        assert part in text
    assert "Version" not in text


def test_deleted_object_comes_back_with_its_id(client: Client, administrator: User) -> None:
    organisation = OrganisationFactory(name="Gera Netz")
    pk, first = organisation.pk, organisation.history.first().history_id
    assert "Grund" in client.get(url_of(organisation, "delete")).content.decode()
    client.post(url_of(organisation, "delete"), {"post": "yes", "reason": "Doppelt"})
    assert not Organisation.objects.exists()
    assert last_change(organisation) == ("-", "Alex Admin", "Doppelt")
    address = reverse("admin:people_organisation_simple_history", args=[pk, first])
    client.post(address, filled_in(client.get(address)))
    assert Organisation.objects.get().pk == pk


def test_deleting_is_for_the_administration(client: Client, team: User) -> None:
    assert client.get(url_of(OrganisationFactory(), "delete")).status_code == 403


def test_used_organisation_is_not_deleted(client: Client, administrator: User) -> None:
    organisation = AttendanceFactory().organisation
    client.post(url_of(organisation, "delete"), {"post": "yes", "reason": "Doppelt"})
    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_inline_rows_get_the_reason_too(client: Client, administrator: User) -> None:
    body = BodyFactory()
    membership = MembershipFactory(body=body)
    response = change(client, body, **{"memberships-0-ends_on": "31.12.2021"})
    assert response.status_code == 302
    membership.refresh_from_db()
    assert membership.ends_on == date(2021, 12, 31)
    assert last_change(membership) == ("~", "Alex Admin", REASON)
    assert body.history.count() == 1


def test_overlapping_membership_is_refused_in_german(client: Client, administrator: User) -> None:
    membership = MembershipFactory()
    data = {"body": membership.body_id, "user": membership.user_id, "function": "member", "starts_on": "01.02.2021"}
    response = client.post(url_of(Membership, "add"), data)
    assert "schon eine Mitgliedschaft in dieser Zeit" in response.content.decode()
    assert Membership.objects.count() == 1


def test_buttons_call_the_services(client: Client, team: User) -> None:
    meeting = MeetingFactory()
    page = client.get(url_of(meeting)).content.decode()
    assert "Zur Sitzung einladen" in page
    assert "Als durchgeführt melden" not in page
    ask = client.get(url_of(meeting, "button", "einladen"))
    assert Meeting.objects.get().status == MeetingStatus.PLANNED
    assert ask.status_code == 200
    response = client.post(url_of(meeting, "button", "einladen"), {"reason": "Alles bereit"})
    assert messages_of(response) == ["Die Sitzung ist jetzt eingeladen."]
    assert Meeting.objects.get().status == MeetingStatus.INVITED
    assert last_change(meeting) == ("~", "Kim Team", "Alles bereit")


def test_button_asks_for_a_required_reason(client: Client, team: User) -> None:
    meeting = MeetingFactory()
    response = client.post(url_of(meeting, "button", "absagen"), {"reason": ""})
    assert response.status_code == 200
    assert Meeting.objects.get().status == MeetingStatus.PLANNED
    client.post(url_of(meeting, "button", "absagen"), {"reason": "Zu wenige Zusagen"})
    assert Meeting.objects.get().status == MeetingStatus.CANCELLED


@pytest.mark.parametrize("button", ["durchgefuehrt", "gibt-es-nicht"])
def test_step_that_is_not_open_changes_nothing(client: Client, team: User, button: str) -> None:
    meeting = MeetingFactory()
    response = client.post(url_of(meeting, "button", button), {"reason": ""}, follow=True)
    assert "Dieser Schritt ist jetzt nicht möglich" in response.content.decode()
    assert Meeting.objects.get().status == MeetingStatus.PLANNED


def test_step_that_a_service_would_refuse_is_not_taken(client: Client, team: User) -> None:
    protocol = MeetingFactory().protocol
    response = client.post(url_of(protocol, "button", "umlauf"), {"reason": ""})
    assert messages_of(response) == ["Dieser Schritt ist jetzt nicht möglich. Der Stand hat sich vielleicht geändert."]
    protocol.refresh_from_db()
    assert protocol.status == ProtocolStatus.DRAFT


def test_task_has_buttons_and_other_points_have_none(client: Client, team: User) -> None:
    task = PointFactory(task=True)
    client.post(url_of(task, "button", "beginnen"), {"reason": ""})
    task.refresh_from_db()
    assert task.task_status == TaskStatus.IN_PROGRESS
    assert b"/schritt/" not in client.get(url_of(PointFactory())).content


def test_new_meeting_gets_protocol_address_and_attendance(client: Client, team: User) -> None:
    body, organisation = BodyFactory(slug="fachgruppe-verkehr"), OrganisationFactory()
    add = url_of(Meeting, "add")
    data = filled_in(client.get(add)) | {
        "body": body.pk, "number": "6", "held_on": "04.03.2021", "attendances-TOTAL_FORMS": "1",
        "attendances-0-organisation": organisation.pk, "attendances-0-status": "present", "attendances-0-position": "0",
    }  # fmt: skip
    assert client.post(add, data).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.slug, meeting.protocol.status) == ("fachgruppe-verkehr-6", ProtocolStatus.DRAFT)
    assert Attendance.objects.get().organisation == organisation


def test_head_of_a_circulated_protocol_is_refused_in_the_form(client: Client, team: User) -> None:
    meeting = MeetingFactory(protocol__status=ProtocolStatus.CIRCULATED, place="Rathaus")
    response = change(client, meeting, place="Videokonferenz")
    assert "im Umlauf" in response.context["adminform"].form.non_field_errors()[0]
    assert b'value="Videokonferenz"' in response.content
    meeting.refresh_from_db()
    assert meeting.place == "Rathaus"
    assert change(client, meeting, is_public="on").status_code == 302


def test_attendance_is_fixed_after_the_draft(client: Client, team: User) -> None:
    entry = AttendanceFactory(meeting=MeetingFactory(protocol__status=ProtocolStatus.APPROVED))
    assert b"attendances-0-name" not in client.get(url_of(entry.meeting)).content
    assert b'name="_save"' not in client.get(url_of(entry)).content


@pytest.mark.parametrize("status", [ProtocolStatus.CIRCULATED, ProtocolStatus.APPROVED])
def test_lines_are_fixed_after_the_draft(client: Client, team: User, status: str) -> None:
    point = row_below(MeetingFactory(protocol__status=status).protocol, text="Fest")
    assert b'name="_save"' not in client.get(url_of(point)).content
    assert client.post(url_of(point), {"text": "Neu", "change_reason": REASON}).status_code == 403
    assert Point.objects.get().text == "Fest"


def test_lines_are_not_deleted_here(client: Client, team: User) -> None:
    point = PointFactory()
    response = client.post(url_of(point, "delete"), {"post": "yes", "reason": "weg"}, follow=True)
    assert "entfernen Sie im Editor" in response.content.decode()
    assert Point.objects.count() == 1
    assert b"deletelink" not in client.get(url_of(point)).content


def test_draft_meeting_is_deleted_with_its_protocol(client: Client, administrator: User) -> None:
    point = row_below(MeetingFactory().protocol)
    meeting = Meeting.objects.get()
    client.post(url_of(meeting, "delete"), {"post": "yes", "reason": "Doppelt angelegt"})
    assert not Meeting.objects.exists()
    assert last_change(meeting) == ("-", "Alex Admin", "Doppelt angelegt")
    assert point.history.first().history_type == "-"


def test_autocomplete_finds_organisations(client: Client, team: User) -> None:
    OrganisationFactory(name="Gera Kultur GmbH")
    query = {"term": "kultur", "app_label": "workshops", "model_name": "point", "field_name": "organisation"}
    results = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [entry["text"] for entry in results] == ["Gera Kultur GmbH"]


def test_new_body_is_reachable_by_its_address(client: Client, team: User) -> None:
    add = url_of(Body, "add")
    data = filled_in(client.get(add)) | {"name": "Arbeitsgruppe Energie", "slug": "ag-energie", "kind": "working_group"}
    assert client.post(add, data).status_code == 302
    assert Body.objects.get().slug == "ag-energie"


def test_deleted_objects_are_listed_until_they_are_back(client: Client, administrator: User) -> None:
    organisation = OrganisationFactory(name="Gera Netz")
    pk = organisation.pk
    deleted = url_of(Organisation, "deleted")
    assert "noch nichts gelöscht" in client.get(deleted).content.decode()
    client.post(url_of(organisation, "delete"), {"post": "yes", "reason": "Doppelt"})
    page = client.get(deleted).content.decode()
    history = reverse("admin:people_organisation_history", args=[pk])
    for part in ("Gera Netz", "Alex Admin", "Doppelt", f'href="{history}"'):
        assert part in page


def test_deleted_meeting_comes_back_with_everything(client: Client, administrator: User) -> None:
    meeting = AttendanceFactory().meeting
    kept, gone = (row_below(meeting.protocol, text=text) for text in ("Bleibt", "Vorher entfernt"))
    remove_row(meeting.protocol, gone, version=1, by=administrator)
    pk, state = meeting.pk, meeting.history.first().history_id
    client.post(url_of(meeting, "delete"), {"post": "yes", "reason": "Versehen"})
    assert not Point.objects.exists()
    address = reverse("admin:workshops_meeting_simple_history", args=[pk, state])
    assert client.post(address, filled_in(client.get(address))).status_code == 302
    restored = Meeting.objects.get()
    assert (restored.pk, restored.slug, restored.attendances.count()) == (pk, meeting.slug, 1)
    assert [(point.pk, point.text) for point in Point.objects.all()] == [(kept.pk, "Bleibt")]
    assert restored.protocol.is_editable


def test_history_of_a_row_whose_meeting_is_gone_answers_404(client: Client, administrator: User) -> None:
    entry = AttendanceFactory()
    pk, state = entry.pk, entry.history.first().history_id
    client.post(url_of(entry.meeting, "delete"), {"post": "yes", "reason": "Versehen"})
    assert client.get(reverse("admin:workshops_attendance_history", args=[pk])).status_code == 404
    assert client.get(reverse("admin:workshops_attendance_simple_history", args=[pk, state])).status_code == 404


@pytest.mark.parametrize("address", ["abc/history/", "abc/history/1/", "{pk}/history/abc/"])
def test_history_of_what_cannot_be_a_number_answers_404(client: Client, administrator: User, address: str) -> None:
    path = address.format(pk=OrganisationFactory().pk)
    assert client.get(f"{url_of(Organisation, 'changelist')}{path}").status_code == 404


@pytest.mark.parametrize("status", ProtocolStatus.values)
def test_lines_lead_to_the_editor_while_they_are_a_draft(client: Client, team: User, status: str) -> None:
    point = row_below(MeetingFactory(protocol__status=status).protocol)
    editor = f"{point.item.section.protocol.get_absolute_url()}bearbeiten/"
    assert (editor in client.get(url_of(point)).content.decode()) is (status == ProtocolStatus.DRAFT)
