"""The pages that ask before a status changes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from people.models import Body, User
from tests.factories.people import MembershipFactory
from tests.factories.workshops import MeetingFactory, row_below
from tests.visitors import client_of, messages_of, text_of
from workshops.enums import MeetingStatus, ProtocolStatus
from workshops.models import Meeting, Protocol

pytestmark = pytest.mark.django_db


def step_url(meeting: Meeting, step: str, of: str = "status") -> str:
    return f"/workshops/{meeting.slug}/{of}/{step}/"


@pytest.fixture
def meeting(body: Body, member: User) -> Meeting:
    return MeetingFactory(body=body, held_on=timezone.localdate() + timedelta(days=7))


def test_page_says_what_will_happen_and_changes_nothing(meeting: Meeting, team: User, body: Body) -> None:
    MembershipFactory(body=body)
    page = client_of(team).get(step_url(meeting, "einladen"))
    assert page.context["consequences"][0] == "2 Mitglieder erhalten eine E-Mail."
    assert Meeting.objects.get().status == MeetingStatus.PLANNED
    assert not Email.objects.exists()


def test_step_is_taken_with_its_reason(meeting: Meeting, team: User, member: User) -> None:
    answer = client_of(team).post(step_url(meeting, "einladen"), {"reason": "Alles bereit"})
    assert (answer.status_code, answer.url) == (302, f"/workshops/{meeting.slug}/")
    assert messages_of(answer) == ["Die Sitzung ist jetzt eingeladen."]
    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.INVITED
    assert meeting.history.first().history_change_reason == "Alles bereit"
    assert Email.objects.get().to == [member.email]


def test_second_click_changes_and_mails_nothing(meeting: Meeting, team: User) -> None:
    client = client_of(team)
    client.post(step_url(meeting, "einladen"))
    answer = client.post(step_url(meeting, "einladen"))
    assert messages_of(answer)[-1] == "Die Sitzung ist jetzt eingeladen."
    assert Email.objects.count() == 1
    assert meeting.history.count() == 2


def test_required_reason_is_asked_for_at_the_field(meeting: Meeting, team: User) -> None:
    answer = client_of(team).post(step_url(meeting, "absagen"), {"reason": " "})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"reason": ["Bitte nennen Sie einen Grund für diesen Schritt."]}
    assert Meeting.objects.get().status == MeetingStatus.PLANNED


def test_overlong_reason_is_refused_and_kept(meeting: Meeting, team: User) -> None:
    answer = client_of(team).post(step_url(meeting, "absagen"), {"reason": "x" * 2_001})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["reason"]
    assert "x" * 2_001 in text_of(answer)


@pytest.mark.parametrize("method", ["get", "post"])
def test_step_that_is_not_possible_now_is_refused_in_words(meeting: Meeting, team: User, method: str) -> None:
    answer = getattr(client_of(team), method)(step_url(meeting, "durchgefuehrt"))
    assert answer.status_code == 302
    [sentence] = messages_of(answer)
    assert "nicht möglich" in sentence or "noch in der Zukunft" in sentence
    assert Meeting.objects.get().status == MeetingStatus.PLANNED


@pytest.mark.parametrize("address", ["status/verschieben", "protokoll/einladen", "status/umlauf"])
def test_unknown_step_is_not_found(meeting: Meeting, team: User, address: str) -> None:
    assert client_of(team).get(f"/workshops/{meeting.slug}/{address}/").status_code == 404


@pytest.mark.parametrize("who", ["member", "stranger", "company", "board"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_steps_do_not_exist_for_others(meeting: Meeting, who: str, method: str, request: pytest.FixtureRequest) -> None:
    client = client_of(request.getfixturevalue(who))
    assert getattr(client, method)(step_url(meeting, "einladen")).status_code == 404
    assert getattr(client, method)(step_url(meeting, "umlauf", of="protokoll")).status_code == 404
    assert Meeting.objects.get().status == MeetingStatus.PLANNED


def test_past_meeting_announces_that_no_mail_leaves(body: Body, member: User, team: User) -> None:
    meeting = MeetingFactory(body=body)
    assert client_of(team).get(step_url(meeting, "einladen")).context["consequences"][0] == (
        "Der Termin liegt in der Vergangenheit: Es wird keine E-Mail verschickt."
    )


def test_body_without_accounts_announces_that_no_mail_leaves(team: User) -> None:
    meeting = MeetingFactory(held_on=timezone.localdate())
    assert client_of(team).get(step_url(meeting, "einladen")).context["consequences"][0] == (
        "Das Gremium hat noch keine Mitglieder mit Konto: Es wird keine E-Mail verschickt."
    )


@pytest.mark.parametrize(
    ("is_public", "audience"),
    [
        (True, "Die Sitzung ist öffentlich: Das Protokoll ist danach ohne Anmeldung zu lesen."),
        (False, "Die Sitzung ist nicht öffentlich: Das Protokoll lesen weiterhin nur die Mitglieder des Gremiums."),
    ],
)
def test_approval_announces_numbers_and_audience(team: User, is_public: bool, audience: str) -> None:
    meeting = MeetingFactory(is_public=is_public, protocol__status=ProtocolStatus.CIRCULATED)
    row_below(meeting.protocol, decision=True)
    row_below(meeting.protocol, decision=True)
    page = client_of(team).get(step_url(meeting, "genehmigen", of="protokoll"))
    assert page.context["consequences"] == [
        "Die Zeilen sind danach endgültig.", "2 Beschlüsse erhalten ihre Nummern.", audience,
    ]  # fmt: skip


def test_protocol_goes_all_the_way(team: User) -> None:
    meeting = MeetingFactory()
    row_below(meeting.protocol)
    client = client_of(team)
    for step, status in (
        ("umlauf", ProtocolStatus.CIRCULATED), ("entwurf", ProtocolStatus.DRAFT),
        ("umlauf", ProtocolStatus.CIRCULATED), ("genehmigen", ProtocolStatus.APPROVED),
    ):  # fmt: skip
        assert client.get(step_url(meeting, step, of="protokoll")).status_code == 200
        client.post(step_url(meeting, step, of="protokoll"), {"reason": "Weil"})
        assert Protocol.objects.get().status == status


def test_empty_protocol_stays_a_draft_and_says_why(team: User) -> None:
    meeting = MeetingFactory()
    answer = client_of(team).post(step_url(meeting, "umlauf", of="protokoll"))
    assert messages_of(answer) == ["Das Protokoll ist noch leer. Bitte schreiben Sie zuerst mindestens einen Punkt."]
    assert Protocol.objects.get().status == ProtocolStatus.DRAFT
