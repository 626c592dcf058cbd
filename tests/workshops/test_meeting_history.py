"""The Verlauf of a meeting, and restoring an earlier state."""

from datetime import date
from typing import Any

import pytest

from common.history import delete_with_reason
from people.models import Body, User
from tests.factories.people import OrganisationFactory
from tests.factories.workshops import AgendaItemFactory, MeetingFactory, PointFactory, SectionFactory
from tests.visitors import client_of, messages_of, queries_of, text_of
from workshops.enums import PointKind, ProtocolStatus
from workshops.models import AgendaItem, Meeting, Point, Protocol, Section
from workshops.selectors import outline_rows
from workshops.services.meetings import create_meeting, edit_meeting, record_attendance
from workshops.services.outline import MovedRow, NewRow, edit_row, place_rows, remove_row
from workshops.services.statuses import circulate_protocol

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(body: Body, team: User) -> Meeting:
    return create_meeting(body=body, held_on=date(2020, 12, 4), number=5, place="Rathaus", by=team)


def place(meeting: Meeting, by: User, *texts: str) -> list[Any]:
    """Put points with these texts at the end of the protocol."""
    rows = [NewRow(Point, content={"text": text}) for text in texts]
    existing = outline_rows(meeting.protocol)
    return place_rows(meeting.protocol, rows, after=existing[-1] if existing else None, by=by)


def texts(meeting: Meeting) -> list[str]:
    return [row.text if isinstance(row, Point) else row.title for row in outline_rows(meeting.protocol)]


def entries(user: User, meeting: Meeting, query: str = "") -> list[dict[str, Any]]:
    return client_of(user).get(f"/workshops/{meeting.slug}/verlauf/?{query}").context["entries"]


def words(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(change.field, change.old, change.new) for change in entry["changes"]]


def restore(user: User, url: str) -> Any:
    client = client_of(user)
    return client.post(url, {"version": client.get(url).context["preview"].version})


def test_verlauf_tells_who_changed_what_and_why(team: User, admin: User, meeting: Meeting) -> None:
    [point] = place(meeting, team, "Es muss jetzt beginnen")
    statement = {"kind": PointKind.STATEMENT, "organisation": OrganisationFactory(name="Gera Netz")}
    edit_row(point, version=1, content=statement, by=admin)
    remove_row(meeting.protocol, point, version=2, by=team)
    edit_meeting(meeting, version=1, head={"place": "Videokonferenz"}, by=admin)
    told = [(entry["title"], entry["by"], entry["reason"], words(entry)) for entry in entries(team, meeting)]
    assert told[:4] == [
        ("Sitzung: Kopfdaten geändert", "Alex Admin", "Kopfdaten bearbeitet", [("Ort", "Rathaus", "Videokonferenz")]),
        ("Punkt „Es muss jetzt beginnen“ entfernt", "Kim Team", "Zeile entfernt",
         [("Art", "Statement", ""), ("Organisation", "Gera Netz", "")]),
        ("Punkt „Es muss jetzt beginnen“ geändert", "Alex Admin", "Text bearbeitet",
         [("Art", "Information", "Statement"), ("Organisation", "", "Gera Netz")]),
        ("Punkt „Es muss jetzt beginnen“ angelegt", "Kim Team", "Zeile angelegt", []),
    ]  # fmt: skip
    assert told[-1][:3] == ("Sitzung angelegt", "Kim Team", "Sitzung angelegt")


def test_statuses_are_steps_of_the_verlauf(team: User, meeting: Meeting) -> None:
    place(meeting, team, "Ein Punkt")
    circulate_protocol(meeting.protocol, by=team, reason="Bitte prüfen")
    first = entries(team, meeting)[0]
    assert (first["title"], first["reason"], words(first)) == (
        "Protokoll: Status geändert", "Bitte prüfen", [("Status", "Entwurf", "im Umlauf")],
    )  # fmt: skip


def test_attendance_and_moved_rows_are_told(team: User, meeting: Meeting) -> None:
    record_attendance(meeting, entries=[], by=team)
    first, second = place(meeting, team, "Eins", "Zwei")
    place_rows(meeting.protocol, [MovedRow(first)], after=second, by=team)
    assert entries(team, meeting)[0]["title"] == "Punkt „Eins“ verschoben"


def test_other_meetings_do_not_show_up(team: User, meeting: Meeting) -> None:
    before = len(entries(team, meeting))
    PointFactory()
    MeetingFactory()
    assert len(entries(team, meeting)) == before


def test_long_verlauf_is_paged(team: User, meeting: Meeting) -> None:
    place(meeting, team, *[f"Punkt {number}" for number in range(60)])
    address = f"/workshops/{meeting.slug}/verlauf/"
    first, second = (client_of(team).get(f"{address}?page={number}") for number in (1, 2))
    assert [len(page.context["entries"]) for page in (first, second)] == [50, 14]
    assert [(page.context["newer"], page.context["older"]) for page in (first, second)] == [(0, 2), (1, 0)]
    beyond = client_of(team).get(f"{address}?page=99")
    assert "So weit reicht der Verlauf nicht zurück." in text_of(beyond)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30])
def test_bad_page_number_is_no_error(team: User, meeting: Meeting, page: str) -> None:
    assert len(entries(team, meeting, f"page={page}")) == len(entries(team, meeting))


def test_query_count_does_not_grow_with_steps(team: User, meeting: Meeting) -> None:
    edit_meeting(meeting, version=1, head={"place": "Videokonferenz"}, by=team)
    address = f"/workshops/{meeting.slug}/verlauf/"
    few = queries_of(client_of(team), address)
    place(meeting, team, *[f"Punkt {number}" for number in range(30)])
    assert queries_of(client_of(team), address) == few <= 10


def test_written_text_is_escaped(team: User, meeting: Meeting) -> None:
    [point] = place(meeting, team, "<script>alert(1)</script>")
    edit_row(point, version=1, content={"text": "<script>alert(2)</script>"}, by=team)
    page = text_of(client_of(team).get(f"/workshops/{meeting.slug}/verlauf/"))
    assert "<script>alert" not in page
    assert "<del>&lt;script&gt;alert(1)&lt;/script&gt;</del>" in page


# Restoring


def test_earlier_text_of_a_line_is_restored(team: User, admin: User, meeting: Meeting) -> None:
    [point] = place(meeting, team, "Erste Fassung")
    edit_row(point, version=1, content={"text": "Zweite Fassung"}, by=admin)
    newest, oldest = entries(team, meeting)[:2]
    assert newest["restore_url"] == ""
    page = client_of(team).get(oldest["restore_url"])
    assert [(change.old, change.new) for change in page.context["preview"].changes] == [
        ("Zweite Fassung", "Erste Fassung")
    ]
    answer = restore(team, oldest["restore_url"])
    assert messages_of(answer) == ["Der frühere Stand ist wiederhergestellt."]
    point.refresh_from_db()
    assert (point.text, point.version) == ("Erste Fassung", 3)
    assert point.history.first().history_change_reason == "Früheren Stand wiederhergestellt"


def test_removed_line_returns_to_its_place_with_its_address(team: User, meeting: Meeting) -> None:
    lines = place(meeting, team, "Eins", "Zwei", "Drei")
    before, address = texts(meeting), lines[1].anchor
    remove_row(meeting.protocol, lines[1], version=1, by=team)
    restore(team, entries(team, meeting)[0]["restore_url"])
    assert texts(meeting) == before
    assert Point.objects.get(text="Zwei").anchor == address


def test_line_whose_agenda_item_is_gone_returns_at_the_end(team: User, meeting: Meeting) -> None:
    section = SectionFactory(protocol=meeting.protocol, title="Abschnitt")
    first, gone = AgendaItemFactory(section=section, title="Bleibt"), AgendaItemFactory(section=section, title="Geht")
    PointFactory(item=first, text="Eins")
    point = PointFactory(item=gone, text="Zwei")
    remove_row(meeting.protocol, point, version=1, by=team)
    removed = entries(team, meeting)[0]["restore_url"]
    delete_with_reason(AgendaItem.objects.get(pk=gone.pk), by=team, reason="Zeile entfernt")
    restore(team, removed)
    assert texts(meeting) == ["Abschnitt", "Bleibt", "Eins", "Zwei"]


@pytest.mark.parametrize("model", [Section, AgendaItem])
def test_removed_heading_returns_to_its_place(team: User, meeting: Meeting, model: type) -> None:
    protocol: Protocol = meeting.protocol
    for title in ("Eins", "Zwei"):
        section = SectionFactory(protocol=protocol, title=f"Abschnitt {title}")
        PointFactory(item=AgendaItemFactory(section=section, title=f"Thema {title}"), text=f"Punkt {title}")
    row = [one for one in outline_rows(protocol) if isinstance(one, model)][-1]
    before = texts(meeting)
    if model is AgendaItem:
        # The rows below an agenda item need another one above them that takes them.
        AgendaItemFactory(section=row.section, title="Davor", position=row.position - 1)
        before = texts(meeting)
    remove_row(protocol, row, version=1, by=team)
    restore(team, entries(team, meeting)[0]["restore_url"])
    assert sorted(texts(meeting)) == sorted(before)
    assert type(row).objects.filter(pk=row.pk).exists()


def test_earlier_head_is_restored(team: User, meeting: Meeting) -> None:
    edit_meeting(meeting, version=1, head={"place": "Videokonferenz", "keeper": "Frau Beispiel"}, by=team)
    answer = restore(team, entries(team, meeting)[-1]["restore_url"])
    meeting.refresh_from_db()
    assert (meeting.place, meeting.keeper, meeting.version) == ("Rathaus", "", 3)
    assert answer.url == f"/workshops/{meeting.slug}/"


def test_change_since_the_preview_is_not_overwritten(team: User, admin: User, meeting: Meeting) -> None:
    [point] = place(meeting, team, "Erste Fassung")
    edit_row(point, version=1, content={"text": "Zweite Fassung"}, by=team)
    url = entries(team, meeting)[1]["restore_url"]
    edit_row(point, version=2, content={"text": "Dritte Fassung"}, by=admin)
    answer = client_of(team).post(url, {"version": "2"})
    assert "Inzwischen hat jemand anderes diesen Text geändert" in messages_of(answer)[0]
    point.refresh_from_db()
    assert point.text == "Dritte Fassung"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_forged_version_restores_nothing(team: User, meeting: Meeting, version: str) -> None:
    [point] = place(meeting, team, "Erste Fassung")
    edit_row(point, version=1, content={"text": "Zweite Fassung"}, by=team)
    client_of(team).post(entries(team, meeting)[1]["restore_url"], {"version": version})
    point.refresh_from_db()
    assert point.text == "Zweite Fassung"


@pytest.mark.parametrize("status", [ProtocolStatus.CIRCULATED, ProtocolStatus.APPROVED])
def test_nothing_is_restored_after_the_draft(team: User, meeting: Meeting, status: str) -> None:
    [point] = place(meeting, team, "Erste Fassung")
    edit_row(point, version=1, content={"text": "Zweite Fassung"}, by=team)
    edit_meeting(meeting, version=1, head={"place": "Videokonferenz"}, by=team)
    urls = [entry["restore_url"] for entry in entries(team, meeting) if entry["restore_url"]]
    assert len(urls) == 2
    protocol = meeting.protocol
    protocol.status = status
    protocol.save()
    assert [entry["restore_url"] for entry in entries(team, meeting) if entry["restore_url"]] == []
    for url in urls:
        assert "kann nicht mehr bearbeitet werden" in messages_of(restore(team, url))[0]
    point.refresh_from_db()
    meeting.refresh_from_db()
    assert (point.text, meeting.place) == ("Zweite Fassung", "Videokonferenz")


def test_state_of_another_meeting_is_not_found(team: User, meeting: Meeting) -> None:
    foreign = PointFactory()
    record = foreign.history.get().history_id
    for what in ("punkt", "top", "kopf", "teilnahme", "unsinn"):
        assert client_of(team).get(f"/workshops/{meeting.slug}/verlauf/{what}/{record}/").status_code == 404


@pytest.mark.parametrize("who", ["member", "stranger", "company", "board"])
def test_verlauf_does_not_exist_for_others(
    team: User, meeting: Meeting, who: str, request: pytest.FixtureRequest
) -> None:
    [point] = place(meeting, team, "Erste Fassung")
    edit_row(point, version=1, content={"text": "Zweite Fassung"}, by=team)
    url = entries(team, meeting)[1]["restore_url"]
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/workshops/{meeting.slug}/verlauf/").status_code == 404
    assert client.post(url, {"version": "2"}).status_code == 404
    point.refresh_from_db()
    assert point.text == "Zweite Fassung"
