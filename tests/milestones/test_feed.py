"""The calendar, read back by a second library (vobject); who reads what in it, and what it costs."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import vobject
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milestones.enums import DateKind
from milestones.ics import Entry, calendar_of
from milestones.models import CalendarKey
from milestones.services.calendar import end_calendar_key, renew_calendar_key
from milestones.services.dates import NewDate, change_date
from milestones.services.milestones import edit_milestone
from people.models import User
from tests.factories.milestones import CalendarKeyFactory, MilestoneFactory
from tests.factories.people import OrganisationFactory
from tests.visitors import client_of, messages_of, queries_of, text_of

FEED = "/meilensteine.ics"
WHY = "Die Arbeitsgruppen brauchen mehr Zeit."


def events(content: bytes) -> list[Any]:
    """Return the events as vobject reads them."""
    return list(vobject.readOne(content.decode()).contents.get("vevent", []))


def feed(query: str = "", client: Client | None = None) -> list[Any]:
    answer = (client or Client()).get(f"{FEED}{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return events(answer.content)


def secret_of(user: User) -> str:
    return f"?schluessel={CalendarKeyFactory(user=user).token}"


@pytest.mark.django_db
def test_event_says_what_the_page_says() -> None:
    milestone = MilestoneFactory(
        public=True,
        reference="M-02",
        title="Ideen; Teilkonzepte, Strategie\\Entwurf",
        description="Aus Steckbriefen,\nWettbewerben; und Formular.",
        organisation=OrganisationFactory(name="Stadtverwaltung Gera"),
        forecast_on=date(2021, 4, 15),
    )
    [event] = feed()
    assert event.uid.value == str(milestone.uid)
    assert event.summary.value == "M-02 Ideen; Teilkonzepte, Strategie\\Entwurf"
    assert (event.dtstart.value, event.dtend.value) == (date(2021, 4, 15), date(2021, 4, 16))
    assert event.description.value.splitlines() == [
        "Geplant: 31.03.2021",
        "Voraussichtlich: 15.04.2021",
        "Verantwortlich: Stadtverwaltung Gera",
        "",
        "Aus Steckbriefen,",
        "Wettbewerben; und Formular.",
        "",
        event.url.value,
    ]
    assert re.fullmatch(r"http://[^/]+/meilensteine/M-02/", event.url.value)
    assert event.dtstamp.value.replace(microsecond=0) == milestone.updated_at.replace(microsecond=0)
    assert event.transp.value == "TRANSPARENT"


@pytest.mark.django_db
def test_uid_stays_and_sequence_grows_with_each_change(team: User) -> None:
    milestone = MilestoneFactory(public=True)
    steps = []

    def look() -> None:
        [event] = feed()
        steps.append((event.uid.value, int(event.sequence.value), event.dtstart.value))

    look()
    look()
    change_date(milestone, NewDate(DateKind.PLANNED, date(2021, 4, 14), WHY), was=date(2021, 3, 31), by=team)
    look()
    edit_milestone(milestone, version=2, content={"title": "Anders"}, by=team)
    look()
    change_date(milestone, NewDate(DateKind.REACHED, date(2021, 4, 1), "Fertig."), was=None, by=team)
    look()
    uid = str(milestone.uid)
    assert steps == [
        (uid, 0, date(2021, 3, 31)),
        (uid, 0, date(2021, 3, 31)),
        (uid, 1, date(2021, 4, 14)),
        (uid, 2, date(2021, 4, 14)),
        (uid, 3, date(2021, 4, 1)),
    ]
    assert feed()[0].summary.value == f"{milestone.reference} Anders (erreicht)"


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    title=st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=200),
    description=st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=400),
    sequence=st.integers(1, 10_000),
    on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_whatever_is_written_arrives(title: str, description: str, sequence: int, on: date) -> None:
    updated_at = datetime(2021, 1, 14, 10, tzinfo=UTC)
    content = calendar_of(
        [Entry("M-04", uuid4(), title, description, on, None, None, sequence + 1, updated_at)], name="Meilensteine"
    )
    [event] = events(content)
    # A calendar has no difference between the ways in which lines end, and vobject trims the end of a value.
    assert event.summary.value.rstrip() == f"M-04 {title}".rstrip()
    assert (event.dtstart.value, int(event.sequence.value)) == (on, sequence)
    assert (description in event.description.value) or not description
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_control_characters_do_not_reach_calendars() -> None:
    updated_at = datetime(2021, 1, 14, 10, tzinfo=UTC)
    entry = Entry("M-04", uuid4(), "Ein\x07s\r\nzwei", "a\r\nb\tc\x7f", date(2021, 1, 14), None, None, 1, updated_at)
    [event] = events(calendar_of([entry], name="Meilensteine"))
    assert event.summary.value == "M-04 Eins\nzwei"
    assert "a\nb\tc" in event.description.value.split("\n\n")[1]


@pytest.mark.django_db
def test_empty_calendar_is_one() -> None:
    assert feed() == []


@pytest.mark.django_db
def test_guests_read_what_is_published_and_accounts_everything(company: User, team: User) -> None:
    shown, hidden = MilestoneFactory(public=True), MilestoneFactory()
    titles = {
        who: [event.uid.value for event in feed(query)]
        for who, query in (("guest", ""), ("company", secret_of(company)), ("team", secret_of(team)))
    }
    everything = [str(shown.uid), str(hidden.uid)]
    assert titles == {"guest": everything[:1], "company": everything, "team": everything}


@pytest.mark.django_db
def test_signing_in_is_not_what_calendars_do(team: User) -> None:
    MilestoneFactory()
    assert feed(client=client_of(team)) == []


@pytest.mark.django_db
def test_secret_that_was_renewed_ended_or_guessed_reads_nothing(company: User) -> None:
    first = renew_calendar_key(company).token
    second = renew_calendar_key(company).token
    assert first != second
    for unknown in (first, "", "x", second.swapcase()):
        assert Client().get(FEED, {"schluessel": unknown}).status_code == 404
    assert Client().get(FEED, {"schluessel": second}).status_code == 200
    end_calendar_key(company)
    assert Client().get(FEED, {"schluessel": second}).status_code == 404


@pytest.mark.django_db
def test_account_that_was_closed_reads_nothing(company: User) -> None:
    query = secret_of(company)
    company.is_active = False
    company.save()
    assert Client().get(f"{FEED}{query}").status_code == 404


@pytest.mark.django_db
def test_feed_is_filtered_as_the_list_is(team: User) -> None:
    late, done = (
        MilestoneFactory(public=True, title="Straßenbeleuchtung"),
        MilestoneFactory(public=True, reached_on=date(2021, 3, 1)),
    )
    future = MilestoneFactory(public=True, planned_on=timezone.localdate() + timedelta(days=90))
    queries = {
        "?status=reached": [done],
        "?status=overdue": [late],
        "?status=offen": [late, future],
        "?q=strasse": [late],
    }
    assert {query: {event.uid.value for event in feed(query)} for query in queries} == {
        query: {str(one.uid) for one in found} for query, found in queries.items()
    }
    name = vobject.readOne(text_of(Client().get(f"{FEED}?status=overdue"))).contents["x-wr-calname"][0].value
    assert name == "Meilensteine SMARTCity Gera (Status: überfällig)"


@pytest.mark.django_db
def test_unchanged_calendar_is_not_sent_again() -> None:
    milestone = MilestoneFactory(public=True)
    etag = Client().get(FEED)["ETag"]
    assert Client().get(FEED, headers={"If-None-Match": etag}).status_code == 304
    change_date(milestone, NewDate(DateKind.PLANNED, date(2021, 4, 14), WHY), was=date(2021, 3, 31), by=None)
    assert Client().get(FEED, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.django_db
def test_feed_takes_as_many_queries_for_thirty_as_for_one() -> None:
    MilestoneFactory(public=True, organisation=OrganisationFactory())
    one = queries_of(Client(), FEED)
    MilestoneFactory.create_batch(29, public=True, organisation=OrganisationFactory())
    assert queries_of(Client(), FEED) == one <= 3


@pytest.mark.django_db
def test_page_makes_renews_and_ends_the_own_address(company: User) -> None:
    client, page = client_of(company), "/meilensteine/kalender/"
    assert "Persönliche Adresse anlegen" in text_of(client.get(page))
    client.post(f"{page}adresse/")
    token = CalendarKey.objects.get(user=company).token
    assert f"schluessel={token}&amp;status=offen" in text_of(client.get(f"{page}?status=offen"))
    client.post(f"{page}adresse/")
    assert CalendarKey.objects.get(user=company).token != token
    answer = client.post(f"{page}adresse/", {"beenden": "1"})
    assert messages_of(answer)[-1] == "Ihre Kalenderadresse gilt nicht mehr."
    assert not CalendarKey.objects.exists()


@pytest.mark.django_db
def test_nobody_sees_anothers_address(company: User, team: User) -> None:
    token = CalendarKeyFactory(user=company).token
    for visitor in (None, team):
        assert token not in text_of(client_of(visitor).get("/meilensteine/kalender/"))
