"""What an opened list asks of its meeting (pilots/meeting_holds.py), and the way out of one that is not held."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from common.templatetags.dates import day
from common.transitions import TransitionError
from ideas.enums import IdeaStatus
from people.models import User
from pilots.enums import ListStatus
from pilots.models import PilotList, Resolution
from pilots.services.decision_mails import decision_mails
from tests.factories.ideas import ContactFactory
from tests.factories.people import BodyFactory, UserFactory
from tests.factories.pilots import SourceFactory, list_with
from tests.factories.workshops import MeetingFactory
from tests.pilots.meetings import approve, entries_of, list_to_decide, record
from workshops.enums import MeetingStatus
from workshops.models import Meeting
from workshops.services.meetings import edit_meeting
from workshops.services.statuses import cancel_meeting

OPENED = (ListStatus.IN_REVIEW, ListStatus.CLOSED)


def edited(pilot_list: PilotList, team: User, **head: object) -> Meeting:
    meeting = pilot_list.meeting
    return edit_meeting(meeting, version=meeting.version, head=head, by=team)


@pytest.mark.parametrize("status", OPENED)
def test_body_of_an_opened_list_stays(status: str, team: User) -> None:
    pilot_list = list_with(1, status=status)
    with pytest.raises(TransitionError, match="ist für ihr Gremium eröffnet"):
        edited(pilot_list, team, body=BodyFactory())
    pilot_list.meeting.refresh_from_db()
    assert edited(pilot_list, team, place="Rathaus").place == "Rathaus"


def test_body_under_a_draft_may_change(team: User) -> None:
    body = BodyFactory()
    assert edited(list_with(1), team, body=body).body == body


def test_head_form_says_why_the_body_stays(client: Client, team: User) -> None:
    meeting = list_with(1, status=ListStatus.CLOSED).meeting
    client.force_login(team)
    body = BodyFactory()
    page = client.post(
        f"/workshops/{meeting.slug}/kopfdaten/",
        {"body": body.pk, "held_on": meeting.held_on, "format": meeting.format, "version": meeting.version},
    )
    assert page.status_code == 422
    assert "ist für ihr Gremium eröffnet" in page.content.decode()


def test_day_of_a_list_in_review_moves_ahead_only(team: User) -> None:
    pilot_list = list_with(1, status=ListStatus.IN_REVIEW)
    today = timezone.localdate()
    with pytest.raises(TransitionError, match="der noch bevorsteht"):
        edited(pilot_list, team, held_on=today - timedelta(days=1))
    pilot_list.meeting.refresh_from_db()
    assert edited(pilot_list, team, held_on=today + timedelta(days=30)).held_on == today + timedelta(days=30)


@pytest.mark.parametrize("status", OPENED)
def test_meeting_of_an_opened_list_is_moved_and_not_cancelled(status: str, team: User) -> None:
    meeting = list_with(1, status=status).meeting
    with pytest.raises(TransitionError, match="verlegen Sie die Sitzung über ihre Kopfdaten"):
        cancel_meeting(meeting, by=team, reason="Zu wenige")


def test_meeting_of_a_draft_is_cancelled(team: User) -> None:
    meeting = MeetingFactory(status=MeetingStatus.PLANNED)
    list_with(1, meeting=meeting)
    assert cancel_meeting(meeting, by=team, reason="Zu wenige").status == MeetingStatus.CANCELLED


def test_later_meeting_decides_in_place_of_the_own(client: Client, team: User) -> None:
    today = timezone.localdate()
    pilot_list = list_to_decide(1, held_on=today - timedelta(days=7))
    own = pilot_list.meeting
    own.status = MeetingStatus.CANCELLED
    own.save()
    later = MeetingFactory(body=own.body, held_on=today, number=None)
    client.force_login(team)
    page = client.get(f"/piloten/listen/{pilot_list.slug}/beschluss/").content.decode()
    assert f'<option value="{later.pk}"' in page

    [entry] = entries_of(pilot_list)
    UserFactory(organisation=entry.pilot.lead)
    ContactFactory(idea=SourceFactory(pilot=entry.pilot, idea__status=IdeaStatus.PILOT).idea)

    record(pilot_list, [approve(entry)], by=team, meeting=later)

    for mail in decision_mails(pilot_list):
        assert f"{day(today, 'j. F Y')} " in mail.message
        assert day(own.held_on, "j. F Y") not in mail.message
    assert decision_mails(pilot_list).count() == 2

    assert Resolution.objects.get().decision.point.protocol.meeting == later
    pilot_list.refresh_from_db()
    assert pilot_list.status == ListStatus.DECIDED
