"""Pages of tasks."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from people.models import Body, User
from tests.factories.people import OrganisationFactory
from tests.factories.workshops import MeetingFactory, PointFactory, row_below
from tests.visitors import client_of, messages_of, queries_of, text_of
from workshops.enums import ProtocolStatus, TaskStatus
from workshops.models import Meeting, Point

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(body: Body) -> Meeting:
    return MeetingFactory(body=body, protocol__status=ProtocolStatus.CIRCULATED)


def task_in(meeting: Meeting, **fields: Any) -> Point:
    return row_below(meeting.protocol, task=True, **fields)


def listed(user: User, query: str = "") -> list[str]:
    page = client_of(user).get(f"/aufgaben/?{query}")
    return [task.text for task in page.context["page_obj"]]


def test_open_tasks_are_listed_by_due_day(meeting: Meeting, team: User) -> None:
    task_in(meeting, text="ohne Termin")
    task_in(meeting, text="spät", due_on=date(2021, 6, 30))
    task_in(meeting, text="früh", due_on=date(2021, 3, 31), task_status=TaskStatus.IN_PROGRESS)
    task_in(meeting, text="erledigt", task_status=TaskStatus.DONE)
    task_in(meeting, text="entfallen", task_status=TaskStatus.DROPPED)
    row_below(meeting.protocol, text="keine Aufgabe")
    assert listed(team) == ["früh", "spät", "ohne Termin"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("stand=done", ["erledigt"]),
        ("stand=alle", ["offen", "erledigt"]),
        ("stand=unsinn", ["offen"]),
        ("faellig=true", ["offen"]),
        ("faellig=true&stand=alle", ["offen"]),
        ("gremium=fachgruppe-verkehr", ["offen"]),
        ("gremium=gibt-es-nicht", ["offen"]),
        ("wer=kultur", ["offen"]),
        ("wer=GKG", ["offen"]),
        ("wer=niemand", []),
    ],
)
def test_filter(meeting: Meeting, team: User, query: str, expected: list[str]) -> None:
    culture = OrganisationFactory(name="Gera Kultur GmbH", short_name="GKG")
    task_in(meeting, text="offen", organisation=culture, due_on=date(2021, 1, 1))
    task_in(meeting, text="erledigt", task_status=TaskStatus.DONE, due_on=date(2021, 1, 2))
    assert listed(team, query) == expected


def test_filter_by_body_and_person(meeting: Meeting, team: User) -> None:
    task_in(meeting, text="Verkehr", person="Frau Beispiel")
    PointFactory(task=True, text="anderswo", person="Herr Muster")
    assert listed(team, "gremium=fachgruppe-verkehr") == ["Verkehr"]
    assert listed(team, "wer=muster") == ["anderswo"]


def test_overdue_is_a_word_and_ends_with_the_task(meeting: Meeting, team: User) -> None:
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    task_in(meeting, text="gestern", due_on=yesterday)
    task_in(meeting, text="heute", due_on=today)
    task_in(meeting, text="fertig", due_on=yesterday, task_status=TaskStatus.DONE)
    page = client_of(team).get("/aufgaben/?stand=alle")
    assert [task.text for task in page.context["page_obj"] if task.is_overdue] == ["gestern"]
    assert text_of(page).count(">überfällig<") == 1


def test_tasks_are_seen_with_their_protocol(meeting: Meeting, member: User, stranger: User, company: User) -> None:
    task_in(meeting, text="im Umlauf")
    task_in(MeetingFactory(body=meeting.body), text="im Entwurf")
    published = MeetingFactory(is_public=True, protocol__status=ProtocolStatus.APPROVED)
    task_in(published, text="veröffentlicht")
    assert sorted(listed(member)) == ["im Umlauf", "veröffentlicht"]
    assert listed(stranger) == listed(company) == ["veröffentlicht"]


def test_guest_is_asked_to_sign_in() -> None:
    assert client_of(None).get("/aufgaben/").url == "/konto/login/?next=/aufgaben/"


def test_query_count_does_not_grow_with_rows(meeting: Meeting, team: User) -> None:
    task_in(meeting, organisation=OrganisationFactory())
    few = queries_of(client_of(team), "/aufgaben/")
    for _ in range(29):
        task_in(MeetingFactory(protocol__status=ProtocolStatus.CIRCULATED), organisation=OrganisationFactory())
    assert queries_of(client_of(team), "/aufgaben/") == few <= 10


def test_summary_and_empty_state_speak_german(meeting: Meeting, team: User) -> None:
    assert "Keine offenen Aufgaben" in text_of(client_of(team).get("/aufgaben/"))
    task_in(meeting)
    page = text_of(client_of(team).get("/aufgaben/?gremium=fachgruppe-verkehr&faellig=true"))
    assert "Keine Aufgaben" in page
    assert "Gremium: Fachgruppe Verkehr, nur überfällige" in page
    assert "Keine Aufgabe passt zu diesem Filter" in page


def test_text_is_shown_without_markup_and_escaped(meeting: Meeting, team: User) -> None:
    task_in(meeting, text="**Einladung** <script>alert(1)</script>")
    page = text_of(client_of(team).get("/aufgaben/"))
    assert "Einladung &lt;script&gt;alert(1)&lt;/script&gt;</a>" in page


def post(user: User, task: Point, step: str, reason: str = "") -> Any:
    return client_of(user).post(f"/aufgaben/{task.pk}/", {"step": step, "reason": reason})


def test_step_is_taken_on_the_page_of_the_task(meeting: Meeting, team: User) -> None:
    task = task_in(meeting)
    answer = post(team, task, "beginnen", "Heute angefangen")
    assert (answer.status_code, answer.url) == (302, f"/aufgaben/{task.pk}/")
    assert messages_of(answer) == ["Die Aufgabe ist jetzt in Arbeit."]
    [entry] = client_of(team).get(f"/aufgaben/{task.pk}/").context["entries"]
    assert (entry["by"], entry["reason"], entry["changes"][0].new) == ("Kim Team", "Heute angefangen", "in Arbeit")


def test_task_of_an_approved_protocol_still_moves(team: User) -> None:
    task = task_in(MeetingFactory(protocol__status=ProtocolStatus.APPROVED))
    post(team, task, "beginnen")
    post(team, task, "erledigen")
    task.refresh_from_db()
    assert task.task_status == TaskStatus.DONE


def test_dropping_needs_a_reason(meeting: Meeting, team: User) -> None:
    task = task_in(meeting)
    answer = post(team, task, "entfallen")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason": ["Bitte nennen Sie einen Grund für diesen Schritt."]}
    post(team, task, "entfallen", "Doppelt")
    task.refresh_from_db()
    assert task.task_status == TaskStatus.DROPPED


def test_second_click_is_harmless(meeting: Meeting, team: User) -> None:
    task = task_in(meeting)
    post(team, task, "beginnen")
    answer = post(team, task, "beginnen")
    assert messages_of(answer) == ["Die Aufgabe ist jetzt in Arbeit."]
    assert task.history.count() == 2


def test_unknown_step_is_not_found(meeting: Meeting, team: User) -> None:
    assert post(team, task_in(meeting), "vergessen").status_code == 404


def test_point_that_is_no_task_has_no_page(meeting: Meeting, team: User) -> None:
    assert client_of(team).get(f"/aufgaben/{row_below(meeting.protocol).pk}/").status_code == 404


def test_member_reads_and_does_not_change(meeting: Meeting, member: User) -> None:
    task = task_in(meeting)
    page = client_of(member).get(f"/aufgaben/{task.pk}/")
    assert page.status_code == 200
    assert "Stand ändern" not in text_of(page)
    assert post(member, task, "beginnen").status_code == 404
    task.refresh_from_db()
    assert task.task_status == TaskStatus.OPEN


def test_task_of_a_hidden_protocol_is_not_found(meeting: Meeting, stranger: User) -> None:
    assert client_of(stranger).get(f"/aufgaben/{task_in(meeting).pk}/").status_code == 404
