"""Reminders: two weeks and two days before, and once when the day is over; each exactly once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from post_office.models import Email

from milestones.enums import DateKind, ReminderKind
from milestones.models import Reminder
from milestones.services.dates import NewDate, change_date
from milestones.services.reminders import remind_of_milestones
from people.models import User
from smartcity.example_data.clock import stopped_at
from tests.factories.milestones import CriterionFactory, MilestoneFactory, ReminderFactory
from tests.factories.people import UserFactory

DUE = date(2021, 3, 31)


@contextmanager
def days_before(days: int) -> Iterator[None]:
    with stopped_at(DUE - timedelta(days=days)):
        yield


@pytest.mark.django_db
def test_each_reminder_goes_out_once_however_often_it_is_asked_for(team: User) -> None:
    MilestoneFactory(planned_on=DUE)
    sent = []
    for days in (16, 15, 14, 14, 13, 3, 2, 2, 1, 0, -1, -1, -2, -30):
        with days_before(days):
            sent.append(remind_of_milestones())
    assert sent == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert Email.objects.count() == 3
    assert list(Reminder.objects.order_by("pk").values_list("kind", flat=True)) == list(ReminderKind)


@pytest.mark.django_db
def test_reminder_that_was_missed_goes_out_late_and_never_two_at_once(team: User) -> None:
    MilestoneFactory(planned_on=DUE)
    with days_before(1):
        assert [remind_of_milestones(), remind_of_milestones()] == [1, 0]
    assert Reminder.objects.get().kind == ReminderKind.TWO_DAYS


@pytest.mark.django_db
def test_date_that_moved_is_reminded_of_anew(team: User) -> None:
    milestone = MilestoneFactory(planned_on=DUE)
    with days_before(14):
        remind_of_milestones()
    change_date(milestone, NewDate(DateKind.FORECAST, DUE + timedelta(days=20), "Später."), was=None, by=None)
    with days_before(7):
        assert remind_of_milestones() == 0
    assert Reminder.objects.count() == 1
    with days_before(-1):
        assert remind_of_milestones() == 1
    assert Reminder.objects.first().kind == ReminderKind.OVERDUE


@pytest.mark.django_db
def test_forecast_is_what_the_reminder_is_about(team: User) -> None:
    MilestoneFactory(planned_on=DUE + timedelta(days=30), forecast_on=DUE)
    with days_before(14):
        remind_of_milestones()
    assert Reminder.objects.get().due_on == DUE


@pytest.mark.django_db
def test_reached_milestones_are_not_reminded_of(team: User) -> None:
    MilestoneFactory(planned_on=DUE, reached_on=DUE - timedelta(days=40))
    with days_before(2):
        assert remind_of_milestones() == 0


@pytest.mark.django_db
def test_mail_goes_to_who_is_responsible_or_to_the_team(team: User, admin: User, company: User) -> None:
    MilestoneFactory(planned_on=DUE, responsible=company, title="Für das Unternehmen")
    MilestoneFactory(planned_on=DUE, title="Für das Team")
    MilestoneFactory(planned_on=DUE, responsible=UserFactory(is_active=False), title="Verwaist")
    with days_before(2):
        remind_of_milestones()
    told = {mail.subject.split(" ", 4)[-1]: mail.to for mail in Email.objects.all()}
    assert told == {
        "Für das Unternehmen": [company.email],
        "Für das Team": [team.email],
        "Verwaist": [team.email],
    }
    asked = {mail.subject.split(" ", 4)[-1] for mail in Email.objects.all() if "Hier tragen Sie ein" in mail.message}
    assert asked == {"Für das Team", "Verwaist"}


@pytest.mark.django_db
def test_mail_says_what_is_open(team: User) -> None:
    milestone = MilestoneFactory(reference="M-02", title="Ideen & Teilkonzepte", planned_on=DUE)
    CriterionFactory(milestone=milestone, done=True, text="Entwurf liegt vor")
    CriterionFactory(milestone=milestone, text="Entwurf ist geprüft")
    with days_before(14):
        remind_of_milestones()
    mail = Email.objects.get()
    assert mail.subject == "Fällig am 31.03.2021: M-02 Ideen & Teilkonzepte"
    assert "am Mittwoch, 31. März 2021 fällig. Erfüllt ist 1 von 2 Kriterien (50 Prozent)." in mail.message
    assert "Noch offen:\n- Entwurf ist geprüft (offen)\n" in mail.message
    assert "Hier tragen Sie ein, was erfüllt ist" in mail.message
    assert mail.message.count("http") == 1
    assert "/meilensteine/M-02/" in mail.message


@pytest.mark.django_db
def test_mail_asks_who_may_not_write_to_tell_the_team(company: User) -> None:
    MilestoneFactory(planned_on=DUE, responsible=company)
    with days_before(2):
        remind_of_milestones()
    mail = Email.objects.get()
    assert "Bitte sagen Sie dem SMARTCity-Team, was davon erfüllt ist" in mail.message
    assert "tragen Sie ein" not in mail.message


@pytest.mark.django_db
def test_without_anybody_to_remind_nothing_is_noted() -> None:
    MilestoneFactory(planned_on=DUE)
    with days_before(2):
        assert remind_of_milestones() == 0
    assert not Reminder.objects.exists()


@pytest.mark.django_db
def test_database_takes_each_reminder_once() -> None:
    reminder = ReminderFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderFactory(milestone=reminder.milestone, kind=reminder.kind, due_on=reminder.due_on)


@pytest.mark.django_db(transaction=True)
def test_two_commands_at_once_remind_once() -> None:
    UserFactory(team=True)
    MilestoneFactory(planned_on=DUE)

    def remind(_: int) -> int:
        try:
            return remind_of_milestones()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(remind, range(4))) == 1
    assert (Reminder.objects.count(), Email.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_command_prints_how_many(team: User) -> None:
    MilestoneFactory(planned_on=DUE)
    printed = StringIO()
    with days_before(2):
        call_command("remind_of_milestones", stdout=printed)
    assert printed.getvalue() == "1 Erinnerungen an Meilensteine eingereiht.\n"
