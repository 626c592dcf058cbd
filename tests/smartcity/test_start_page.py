"""The start page: what a guest reads, what waits for those who are signed in, and what empty lists say."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from lxml import html

from ideas.enums import Access, IdeaStatus
from people.models import User
from tests.factories.ideas import SUBMITTED_AT, CallFactory, IdeaFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.pilots import ReviewerFactory, opened_list
from tests.factories.strategy import SubConceptFactory
from tests.factories.workshops import MeetingFactory, PointFactory, ProtocolFactory
from tests.visitors import client_of, queries_of

pytestmark = pytest.mark.django_db


def panels(client: Client) -> dict[str, str]:
    """Return the text of each panel under its heading."""
    page = html.document_fromstring(client.get("/").content.decode())
    sections = page.xpath("//section[contains(@class, 'panel')]")
    return {section.xpath(".//h2")[0].text: " ".join(section.text_content().split()) for section in sections}


def test_guest_sees_published_protocols_and_public_meetings(client: Client) -> None:
    published = MeetingFactory(is_public=True, protocol__status="approved")
    MeetingFactory(is_public=True, protocol__status="draft")
    MeetingFactory(is_public=False, protocol__status="approved")
    coming = MeetingFactory(is_public=True, held_on=timezone.localdate() + timedelta(days=7))
    shown = panels(client)
    assert list(shown) == [
        "Ihre Idee für Gera",
        "Veröffentlichte Protokolle",
        "Nächste Termine",
        "Was veröffentlicht ist",
    ]
    assert shown["Veröffentlichte Protokolle"].count("Workshop der") == 1
    assert published.title in shown["Veröffentlichte Protokolle"]
    assert client.get("/").context["recent_protocols"][0].details == ()  # the title names the body
    assert coming.title in shown["Nächste Termine"]


def test_guest_reads_what_will_appear_where_nothing_is_yet(client: Client) -> None:
    assert panels(client) == {
        "Ihre Idee für Gera": "Ihre Idee für Gera Veröffentlichte Ideen Ideenformular immer offen Idee einreichen",
        "Veröffentlichte Protokolle": "Veröffentlichte Protokolle Noch kein Protokoll veröffentlicht "
        "Protokolle öffentlicher Sitzungen erscheinen hier nach ihrer Genehmigung.",
        "Nächste Termine": "Nächste Termine Alle Sitzungen Kein öffentlicher Termin geplant "
        "Öffentliche Sitzungen erscheinen hier, sobald sie angesetzt sind.",
        "Was veröffentlicht ist": "Was veröffentlicht ist Protokolle 0 Ideen in der Galerie 0 Pilotprojekte 0 "
        "Beschlüsse 0 Meilensteine 0",
    }


def test_editor_sees_drafts_and_open_tasks(client: Client) -> None:
    client.force_login(UserFactory(team=True))
    PointFactory(task=True, text="**Einladung** versenden")
    shown = panels(client)
    assert list(shown) == [
        "Was zu tun ist",
        "Was festhängt",
        "Lücken",
        "Von der Idee zur Maßnahme",
        "Protokolle im Entwurf",
        "Offene Aufgaben",
        "Nächste Termine",
        "Zuletzt genehmigte Protokolle",
    ]
    assert "Einladung versenden" in shown["Offene Aufgaben"]


def test_drafts_of_coming_meetings_push_no_circulated_protocol_out(client: Client) -> None:
    circulated = MeetingFactory(held_on=date(2020, 12, 4), protocol__status="circulated")
    ProtocolFactory.create_batch(12)
    client.force_login(UserFactory(team=True))
    assert [one.url for one in client.get("/").context["circulated"]] == [circulated.get_absolute_url()]


def test_member_sees_circulated_protocols_but_no_drafts(client: Client) -> None:
    membership = MembershipFactory()
    MeetingFactory(body=membership.body, protocol__status="draft")
    circulated = MeetingFactory(body=membership.body, protocol__status="circulated")
    client.force_login(membership.user)
    shown = panels(client)
    assert "Protokolle im Entwurf" not in shown
    assert circulated.title in shown["Protokolle im Umlauf"]


def test_editor_is_told_how_to_begin(client: Client) -> None:
    client.force_login(UserFactory(team=True))
    shown = panels(client)
    assert "Sitzung anlegen" in shown["Nächste Termine"]
    assert "Aufgaben entstehen beim Protokollieren" in shown["Offene Aufgaben"]


def test_open_calls_are_shown_to_those_who_may_hand_in(client: Client) -> None:
    CallFactory(title="Steckbriefe der Unternehmen", access=Access.ORGANISATIONS)
    assert "Steckbriefe der Unternehmen" not in panels(client)["Ihre Idee für Gera"]
    client.force_login(UserFactory())
    assert "Steckbriefe der Unternehmen" in panels(client)["Ihre Idee für Gera"]
    client.force_login(UserFactory(team=True))
    assert "Ihre Idee für Gera" not in panels(client)


def test_submitter_sees_drafts_and_questions_that_wait(client: Client) -> None:
    person = UserFactory(organisation=OrganisationFactory())
    IdeaFactory(draft=True, submitter=person, title="", created_at=SUBMITTED_AT)
    IdeaFactory(status=IdeaStatus.INQUIRY, organisation=person.organisation, title="Laternen", reference="I-2020-0007")
    IdeaFactory(submitter=person, title="Läuft schon")
    IdeaFactory(status=IdeaStatus.INQUIRY, title="Fremd")
    client.force_login(person)
    assert panels(client)["Ideen, die auf Sie warten"] == (
        "Ideen, die auf Sie warten Alle Ideen Entwurf ohne Titel noch nicht eingereicht Entwurf"
        " Laternen I-2020-0007 Rückfrage"
    )


def test_editor_sees_own_and_new_ideas_the_oldest_first(client: Client) -> None:
    editor = UserFactory(team=True)
    IdeaFactory(title="Meine", reference="I-2020-0002", editor=editor, status=IdeaStatus.IN_REVIEW)
    IdeaFactory(title="Neu", reference="I-2020-0001", submitted_at=SUBMITTED_AT - timedelta(days=1))
    IdeaFactory(title="Von anderen", editor=UserFactory(team=True))
    IdeaFactory(title="Fertig", editor=editor, status=IdeaStatus.ACCEPTED)
    IdeaFactory(title="Gefragt", editor=editor, status=IdeaStatus.INQUIRY)
    IdeaFactory(title="Unbearbeitet, aber in Prüfung", status=IdeaStatus.IN_REVIEW)
    client.force_login(editor)
    assert panels(client)["Ideen, die auf Sie warten"] == (
        "Ideen, die auf Sie warten Alle Ideen Neu I-2020-0001noch niemandem zugewiesen eingereicht"
        " Meine I-2020-0002 in Prüfung"
    )


def test_start_page_needs_as_many_queries_for_many_ideas(client: Client) -> None:
    editor = UserFactory(team=True)
    client.force_login(editor)
    IdeaFactory(editor=editor)
    one = queries_of(client, "/")
    IdeaFactory.create_batch(8, editor=editor)
    assert queries_of(client, "/") == one <= 10


def test_start_and_health_answer_who_asks_for_the_head_only(client: Client) -> None:
    assert [client.head(address).status_code for address in ("/", "/healthz")] == [200, 200]


def test_guest_reads_where_the_process_stands(client: Client) -> None:
    today = timezone.localdate()
    MilestoneFactory(public=True, title="Die Ideen sind integriert", planned_on=today + timedelta(days=30))
    long_ago = today - timedelta(days=300)
    MilestoneFactory(public=True, title="Lange her", planned_on=long_ago, reached_on=long_ago)
    MilestoneFactory(public=True, title="Lange fällig", planned_on=long_ago)
    MilestoneFactory(title="Intern", planned_on=today)
    page = client.get("/")
    assert [row.milestone.title for row in page.context["rows"]] == ["Lange fällig", "Die Ideen sind integriert"]
    assert "Wo der Prozess steht" in page.content.decode()


def test_member_sees_the_teilkonzepte_of_own_groups() -> None:
    membership = MembershipFactory()
    SubConceptFactory(title="Beleuchtung", body=membership.body)
    SubConceptFactory(title="Fremd")
    assert panels(client_of(membership.user))["Ihre Teilkonzepte"] == "Ihre Teilkonzepte Beleuchtung Entwurf"


def test_board_finds_the_next_meeting_with_its_papers(board: User) -> None:
    meeting = MeetingFactory(
        body=board.memberships.get().body, held_on=timezone.localdate() + timedelta(days=3), place="Ratssaal"
    )
    pilot_list = opened_list(2, reviewers=0, meeting=meeting)
    page = html.document_fromstring(client_of(board).get("/").content.decode())
    [panel] = [one for one in page.xpath("//section") if one.xpath("./h2[text()='Unterlagen zur Sitzung']")]
    assert "Ratssaal" in panel.text_content()
    assert [link.get("href") for link in panel.xpath(".//a")] == [
        meeting.get_absolute_url(),
        pilot_list.get_absolute_url(),
        f"/piloten/listen/{pilot_list.slug}/vorlage.pdf",
        f"/piloten/listen/{pilot_list.slug}/ergebnis/",
    ]


def test_whoever_has_reviews_to_write_finds_one_thing_to_do_first(board: User) -> None:
    pilot_list = opened_list(2, reviewers=0, meeting__body=board.memberships.get().body)
    ReviewerFactory(list=pilot_list, user=board)
    page = html.document_fromstring(client_of(board).get("/").content.decode())
    buttons = page.xpath("//main//a[contains(@class, 'kern-btn--primary')]")
    assert [button.text_content().strip() for button in buttons] == ["Weiter bewerten"]
    assert f"bis {date_format(localtime(pilot_list.review_until), 'j. F Y')}" in page.text_content()


def test_company_sees_what_became_of_its_ideas(company: User) -> None:
    IdeaFactory.create_batch(2, submitter=company, status=IdeaStatus.ACCEPTED)
    IdeaFactory(organisation=company.organisation, status=IdeaStatus.STORED)
    IdeaFactory(status=IdeaStatus.STORED)
    shown = panels(client_of(company))
    assert shown["Was aus Ihren Ideen wurde"].endswith("Übernommen 2 Themenspeicher 1")


@pytest.mark.parametrize("who", ["guest", "company", "member", "board", "team"])
def test_start_page_needs_ten_queries_for_everybody(who: str, request: pytest.FixtureRequest) -> None:
    user = None if who == "guest" else request.getfixturevalue(who)
    if who == "board":
        pilot_list = opened_list(3, reviewers=0, meeting__body=user.memberships.get().body)
        ReviewerFactory(list=pilot_list, user=user)
    IdeaFactory(status=IdeaStatus.INQUIRY, submitter=user)
    MeetingFactory(is_public=True, held_on=timezone.localdate(), protocol__status="approved")
    MilestoneFactory(public=True, planned_on=timezone.localdate())
    PointFactory(task=True)
    assert queries_of(client_of(user), "/") <= 10
