"""The start page: what a guest reads, what waits for those who are signed in, and what empty lists say."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from ideas.enums import Access, IdeaStatus
from tests.factories.ideas import SUBMITTED_AT, CallFactory, IdeaFactory
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.workshops import MeetingFactory, PointFactory, ProtocolFactory
from tests.visitors import queries_of

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
    assert list(shown) == ["Ihre Idee für Gera", "Veröffentlichte Protokolle", "Nächste Termine"]
    assert shown["Veröffentlichte Protokolle"].count("Workshop der") == 1
    assert published.title in shown["Veröffentlichte Protokolle"]
    assert coming.title in shown["Nächste Termine"]


def test_guest_reads_what_will_appear_where_nothing_is_yet(client: Client) -> None:
    assert panels(client) == {
        "Ihre Idee für Gera": "Ihre Idee für Gera Veröffentlichte Ideen Ideenformular immer offen Idee einreichen",
        "Veröffentlichte Protokolle": "Veröffentlichte Protokolle Noch kein Protokoll veröffentlicht "
        "Protokolle öffentlicher Sitzungen erscheinen hier nach ihrer Genehmigung.",
        "Nächste Termine": "Nächste Termine Alle Sitzungen Kein öffentlicher Termin geplant "
        "Öffentliche Sitzungen erscheinen hier, sobald sie angesetzt sind.",
    }


def test_editor_sees_drafts_and_open_tasks(client: Client) -> None:
    client.force_login(UserFactory(team=True))
    PointFactory(task=True, text="**Einladung** versenden")
    shown = panels(client)
    assert list(shown) == ["Protokolle im Entwurf", "Offene Aufgaben", "Nächste Termine", "Zuletzt genehmigt"]
    assert "Einladung versenden" in shown["Offene Aufgaben"]


def test_drafts_of_coming_meetings_push_no_circulated_protocol_out(client: Client) -> None:
    circulated = MeetingFactory(held_on=date(2020, 12, 4), protocol__status="circulated")
    ProtocolFactory.create_batch(12)
    client.force_login(UserFactory(team=True))
    assert [one.meeting for one in client.get("/").context["circulated"]] == [circulated]


def test_member_sees_circulated_protocols_but_no_drafts(client: Client) -> None:
    membership = MembershipFactory()
    MeetingFactory(body=membership.body, protocol__status="draft")
    circulated = MeetingFactory(body=membership.body, protocol__status="circulated")
    client.force_login(membership.user)
    shown = panels(client)
    assert "Protokolle im Entwurf" not in shown
    assert circulated.title in shown["Im Umlauf"]


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
