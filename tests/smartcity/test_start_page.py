"""The start page: what a guest reads, what waits for those who are signed in, and what empty lists say."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.workshops import MeetingFactory, PointFactory

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
    assert list(shown) == ["Veröffentlichte Protokolle", "Nächste Termine"]
    assert shown["Veröffentlichte Protokolle"].count("Workshop der") == 1
    assert published.title in shown["Veröffentlichte Protokolle"]
    assert coming.title in shown["Nächste Termine"]


def test_guest_reads_what_will_appear_where_nothing_is_yet(client: Client) -> None:
    assert panels(client) == {
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


def test_start_and_health_answer_who_asks_for_the_head_only(client: Client) -> None:
    assert [client.head(address).status_code for address in ("/", "/healthz")] == [200, 200]
