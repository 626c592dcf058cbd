"""The register of pilots, the page of one, and who sees what of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from people.models import User
from pilots.enums import PilotStatus
from pilots.models import Pilot, PilotFile
from tests.factories.ideas import IdeaFactory
from tests.factories.pilots import (
    ConditionFactory,
    CostFactory,
    EntryFactory,
    PartnerFactory,
    PilotFactory,
    PilotFileFactory,
    PilotListFactory,
    ProgressReportFactory,
    ResolutionFactory,
    SourceFactory,
    TenderFactory,
)
from tests.visitors import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db

REGISTER = "/piloten/"


def titles(user: User | None, **query: str) -> list[str]:
    return [pilot.title for pilot in client_of(user).get(REGISTER, query).context["page_obj"]]


def full_pilot(**fields: object) -> Pilot:
    """A pilot about which there is everything."""
    pilot = PilotFactory(status=PilotStatus.RUNNING, published_at=timezone.now(), **fields)
    PartnerFactory(pilot=pilot)
    PilotFileFactory(pilot=pilot, name="angebot.pdf")
    SourceFactory(pilot=pilot)
    entry = EntryFactory(pilot=pilot, list=PilotListFactory(status="decided"))
    ConditionFactory(resolution=ResolutionFactory(entry=entry, outcome=PilotStatus.CONDITIONAL), text="Nur mit Zaun.")
    TenderFactory(pilot=pilot, subject="Sensoren", status="awarded")
    ProgressReportFactory(pilot=pilot, text="Intern berichtet.")
    ProgressReportFactory(pilot=pilot, text="Offen berichtet.", is_public=True)
    return pilot


def test_register_shows_to_each_what_is_theirs(team: User, board: User, company: User) -> None:
    PilotFactory(title="Kandidat")
    PilotFactory(title="Gelistet", status=PilotStatus.LISTED)
    PilotFactory(title="Begleitet", sponsor=company)
    PilotFactory(title="Betreut")
    TenderFactory(pilot=Pilot.objects.get(title="Betreut"), sponsor=company)
    PilotFactory(title="Öffentlich", published=True)
    PilotFactory(title="Abgelehnt", status=PilotStatus.REJECTED, published_at=timezone.now())
    assert set(titles(team)) == {"Kandidat", "Gelistet", "Begleitet", "Betreut", "Öffentlich", "Abgelehnt"}
    assert set(titles(board)) == {"Gelistet", "Öffentlich", "Abgelehnt"}
    assert set(titles(company)) == {"Begleitet", "Betreut", "Öffentlich"}
    assert titles(None) == ["Öffentlich"]


def test_register_filters_and_searches(team: User) -> None:
    mobility = PilotFactory(title="Straßenlaternen", summary="Licht", is_quick_win=True, quick_win_reason="Schnell.")
    PilotFactory(title="Bäume", status=PilotStatus.RUNNING)
    assert titles(team, q="strassen licht") == ["Straßenlaternen"]
    assert titles(team, q="baume") == titles(team, status="running") == ["Bäume"]
    assert titles(team, quickwin="on") == titles(team, federfuehrung=str(mobility.lead_id)) == ["Straßenlaternen"]
    assert titles(team, q="Bäume", quickwin="on") == []


def test_public_reads_what_is_published_and_nothing_else() -> None:
    pilot = full_pilot(added_value="Weniger Suchverkehr.", risks="Strafzinsen.", prerequisites="Genehmigung.")
    pilot.sponsor = User.objects.create_user("pate@example.org", name="Pat Ideenpate")
    pilot.save()
    text = text_of(client_of(None).get(pilot.get_absolute_url()))
    assert "Weniger Suchverkehr." in text
    assert "Offen berichtet." in text
    for internal in ("Strafzinsen", "Genehmigung", "20.000", "Pat Ideenpate", "Nur mit Zaun", "angebot.pdf", "Sensoren",
                     "Intern berichtet", "B-20", "I-2020"):  # fmt: skip
        assert internal not in text, internal


def test_editors_read_everything(team: User) -> None:
    pilot = full_pilot(risks="Strafzinsen.")
    text = text_of(client_of(team).get(pilot.get_absolute_url()))
    for shown in ("Strafzinsen", "20.000", "Nur mit Zaun", "angebot.pdf", "Sensoren", "Intern berichtet", "I-2020"):
        assert shown in text, shown


def test_each_field_names_the_ideas_that_it_came_from(team: User) -> None:
    pilot = PilotFactory(summary="Aus zweien.", added_value="Aus einer.")
    first, second = IdeaFactory(reference="I-2020-0001"), IdeaFactory(reference="I-2020-0002")
    SourceFactory(pilot=pilot, idea=first, fields=["summary", "added_value"])
    SourceFactory(pilot=pilot, idea=second, fields=["summary"])
    page = client_of(team).get(pilot.get_absolute_url()).context["page"]
    assert {passage.name: passage.origins for passage in page.passages} == {
        "summary": [first, second],
        "added_value": [first],
    }


def test_files_follow_the_pilot(team: User, board: User, company: User) -> None:
    pilot = PilotFactory(published=True)
    report = ProgressReportFactory(pilot=pilot)
    attachment = PilotFileFactory(pilot=pilot)
    picture = PilotFileFactory(pilot=pilot, kind="picture")
    internal = PilotFileFactory(pilot=pilot, kind="picture", report=report)
    assert set(PilotFile.objects.visible_to(team)) == set(PilotFile.objects.visible_to(board)) == {
        attachment, picture, internal,
    }  # fmt: skip
    assert set(PilotFile.objects.visible_to(company)) == set(PilotFile.objects.public()) == {picture}


@pytest.mark.parametrize("who", ["team", "board", "guest"])
def test_pages_ask_few_queries(who: str, request: pytest.FixtureRequest) -> None:
    client = client_of(None if who == "guest" else request.getfixturevalue(who))
    pilot = full_pilot()
    few = queries_of(client, pilot.get_absolute_url()), queries_of(client, REGISTER)
    for _ in range(3):
        CostFactory(pilot=pilot, year=2022 + _)
        PartnerFactory(pilot=pilot)
        SourceFactory(pilot=pilot)
        ProgressReportFactory(pilot=pilot, is_public=True)
        full_pilot()
    assert (queries_of(client, pilot.get_absolute_url()), queries_of(client, REGISTER)) == few
    assert max(few) <= 10


def test_navigation_names_tenders_for_those_who_read_them(team: User, board: User, company: User) -> None:
    link = f'href="{reverse("pilots:tenders")}"'
    assert [link in text_of(client_of(user).get(REGISTER)) for user in (team, board, company, None)] == [
        True, True, False, False,
    ]  # fmt: skip
