"""The example data of the first start, and their removal."""

import json
import stat
from datetime import date, time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from post_office.models import Email

from common.models import StatusChange
from people.models import Body, Membership, Organisation, User
from smartcity.example_data.load import load_example_data
from smartcity.example_data.people import write_logins
from smartcity.example_data.remove import remove_example_data
from tests.factories.workshops import MeetingFactory
from workshops.enums import MeetingStatus, PointKind, ProtocolStatus
from workshops.models import Meeting, Point, Protocol, ProtocolImport, Section

pytestmark = pytest.mark.django_db


@pytest.fixture
def logins() -> dict[str, dict[str, str]]:
    return load_example_data()


def test_workshop_is_the_seed_protocol(logins: object) -> None:
    meeting = Meeting.objects.get(slug="fachgruppe-unternehmen-5")
    assert meeting.title == "5. Workshop der Fachgruppe Unternehmen der kommunalen Infrastruktur"
    assert (meeting.held_on, meeting.starts_at, meeting.ends_at) == (date(2020, 12, 4), time(9), time(10, 30))
    assert (meeting.status, meeting.protocol.status) == (MeetingStatus.HELD, ProtocolStatus.APPROVED)
    assert meeting.is_public
    assert meeting.moderation == "Tilia GmbH"
    assert meeting.attendances.count() == 7
    days = Point.objects.filter(kind=PointKind.MILESTONE).order_by("due_on").values_list("due_on", flat=True)
    assert list(days) == [date(2021, 3, 31), date(2021, 6, 30), date(2021, 9, 30)]
    assert Point.objects.filter(kind=PointKind.STATEMENT).count() == 2


def test_board_meeting_is_planned_with_agenda_and_draft(logins: object) -> None:
    meeting = Meeting.objects.get(slug="strategiekreis-2021-01-14")
    assert (meeting.status, meeting.protocol.status) == (MeetingStatus.PLANNED, ProtocolStatus.DRAFT)
    titles = [item.title for item in Section.objects.get(protocol=meeting.protocol).items.all()]
    assert titles == [
        "Begrüßung und Feststellung der Beschlussfähigkeit",
        "Vorstellung der Pilotprojekte",
        "Beschluss der Pilotprojekte",
        "Nächste Schritte auf dem Weg zur Strategie",
    ]


def test_each_role_can_sign_in_and_nobody_got_mail(logins: dict[str, dict[str, str]]) -> None:
    assert list(logins) == ["admin", "team", "company", "member", "board"]
    for login in logins.values():
        assert User.objects.get(email=login["email"]).check_password(login["password"])
    assert Email.objects.count() == 0


def test_logins_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "demo-logins.json"
    write_logins({"team": {"email": "team@example.org", "password": "geheim"}}, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == {"team": {"email": "team@example.org", "password": "geheim"}}


def test_command_refuses_an_installation_with_accounts(logins: object) -> None:
    with pytest.raises(CommandError, match="schon Konten"):
        call_command("load_example_data")


def test_removal_leaves_nothing_behind(logins: object) -> None:
    remove_example_data()
    models = [Meeting, Protocol, Section, Point, Organisation, Body, Membership, User, ProtocolImport, StatusChange]
    assert {model.__name__: model._default_manager.count() for model in models} == dict.fromkeys(
        [model.__name__ for model in models], 0
    )
    histories = [Meeting, Protocol, Section, Point, Organisation, Body, Membership, User]
    assert [model.history.count() for model in histories] == [0] * len(histories)


def test_removal_keeps_what_real_data_need(logins: object) -> None:
    body = Body.objects.get(slug="strategiekreis")
    real = MeetingFactory(body=body)
    _, kept = remove_example_data()
    assert kept == ["Strategiekreis"]
    body.refresh_from_db()
    assert not body.is_example
    assert list(Meeting.objects.all()) == [real]
