"""Reminders: 7 and 2 days before the end, once each, to those who have not handed in."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from post_office.models import Email

from people.models import User
from pilots.list_steps import closing
from pilots.models import PilotList
from pilots.results import result_of
from pilots.selectors.reviews import lists_waiting_for
from pilots.services.lists import edit_list, open_review
from pilots.services.reminders import remind_reviewers
from tests.factories.people import MembershipFactory
from tests.factories.pilots import ReviewerFactory, list_with, opened_list, review_of
from tests.visitors import client_of, text_of

pytestmark = pytest.mark.django_db


def ending_in(days: float, pilot_list: PilotList) -> PilotList:
    """Let the reviewing end in so many days, an hour before midnight local time."""
    end = timezone.localtime().replace(hour=23, minute=0) + timedelta(days=days)
    pilot_list.review_until = end
    pilot_list.save()
    return pilot_list


def test_reminders_go_out_once_each() -> None:
    pilot_list = opened_list(1, reviewers=1)
    sent = []
    for days in (9, 8, 7, 7, 6, 3, 2, 2, 1, 0):
        ending_in(days, pilot_list)
        sent.append(remind_reviewers())
    assert sent == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0]


def test_reminder_that_was_missed_goes_out_late_and_never_two_at_once() -> None:
    late, very_late = opened_list(1, reviewers=1), opened_list(1, reviewers=1)
    ending_in(5, late)
    ending_in(1, very_late)
    assert [remind_reviewers(), remind_reviewers()] == [2, 0]


def test_only_open_reviews_are_reminded_of() -> None:
    pilot_list = ending_in(7, opened_list(2, reviewers=0))
    begun = ReviewerFactory(list=pilot_list)
    review_of(begun, pilot_list.entries.first(), [1, 1, 1, 1, 1])
    ReviewerFactory(list=pilot_list, handed_in=True)
    ReviewerFactory(list=pilot_list, user=MembershipFactory(user__is_active=False).user)
    ending_in(7, opened_list(1, reviewers=1, status="closed"))
    ending_in(-1, opened_list(1, reviewers=1, review_from=None))
    remind_reviewers()
    mail = Email.objects.get()
    assert mail.to == [begun.user.email]
    assert "Offen: 1 von 2" in mail.message
    assert pilot_list.get_review_url() in mail.message


def test_who_left_the_body_before_the_meeting_is_no_longer_expected(team: User) -> None:
    pilot_list = ending_in(7, opened_list(1, reviewers=1))
    stays = pilot_list.reviewers.get()
    gone, done = ReviewerFactory(list=pilot_list), ReviewerFactory(list=pilot_list, handed_in=True)
    for reviewer in (gone, done):
        membership = reviewer.user.memberships.get()
        membership.ends_on = timezone.localdate() - timedelta(days=1)
        membership.save()

    remind_reviewers()

    assert [mail.to for mail in Email.objects.all()] == [[stays.user.email]]
    assert lists_waiting_for(gone.user) == []
    assert len(lists_waiting_for(stays.user)) == 1
    assert result_of(pilot_list).reviewers == 2
    assert closing(pilot_list)[0] == "Abgegeben haben 1 von 2."
    page = text_of(client_of(team).get(pilot_list.get_absolute_url()))
    assert str(stays) in page
    assert str(gone) not in page


def test_invitation_within_the_last_week_stands_for_the_first_reminder(team: User) -> None:
    pilot_list = ending_in(5, list_with(1))
    MembershipFactory(body=pilot_list.meeting.body)
    open_review(pilot_list, by=team)
    assert remind_reviewers() == 0
    pilot_list.refresh_from_db()
    ending_in(2, pilot_list)
    assert [remind_reviewers(), remind_reviewers()] == [1, 0]


def test_later_end_is_reminded_of_anew(team: User) -> None:
    pilot_list = ending_in(2, opened_list(1, reviewers=1))
    assert remind_reviewers() == 1
    later = pilot_list.review_until + timedelta(days=7)
    pilot_list = edit_list(pilot_list, version=1, head={"review_until": later}, by=team)
    assert remind_reviewers() == 0
    ending_in(7, pilot_list)
    assert [remind_reviewers(), remind_reviewers()] == [1, 0]


def test_command_says_how_many() -> None:
    ending_in(7, opened_list(1, reviewers=2))
    out = StringIO()
    call_command("remind_reviewers", stdout=out)
    assert out.getvalue() == "2 Erinnerungen an Bewertungen eingereiht.\n"
