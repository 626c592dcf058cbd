"""The whole way of a list in a real browser: opened, reviewed, closed, decided, and locked in the protocol."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.enums import BodyKind
from people.models import User
from pilots.enums import PilotStatus
from pilots.models import Pilot, PilotList
from tests.browser import DESKTOP, PHONE, axe_violations, complaints, overflow, signed_in_context, take_picture
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.pilots import CriterionFactory, EntryFactory, PilotListFactory
from tests.factories.workshops import MeetingFactory
from workshops.models import Decision

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team() -> User:
    return UserFactory(team=True, name="Kim Team")


@pytest.fixture
def member(pilot_list: PilotList) -> User:
    """The only voting member of the board."""
    started = timezone.localdate() - timedelta(days=100)
    return MembershipFactory(body=pilot_list.meeting.body, user__name="Mia Mitglied", starts_on=started).user


@pytest.fixture
def pilot_list(db: None) -> PilotList:
    """A draft with two pilots for a meeting next week."""
    in_a_week = timezone.localdate() + timedelta(days=7)
    meeting = MeetingFactory(
        body__name="Strategiekreis", body__genitive="des Strategiekreises", body__kind=BodyKind.STEERING,
        format="session", number=None, held_on=in_a_week,
    )  # fmt: skip
    pilot_list = PilotListFactory(meeting=meeting, review_until=timezone.now() + timedelta(days=3), budget=30_000)
    CriterionFactory(list=pilot_list, name="Nutzen für Gera")
    for title in ("Smarte Laternen", "Leihräder am Bahnhof"):
        UserFactory(organisation=EntryFactory(list=pilot_list, pilot__title=title).pilot.lead)
    return pilot_list


@pytest.fixture
def context(browser: Browser, live_server: Any, team: User) -> Iterator[BrowserContext]:
    context = signed_in_context(browser, str(live_server), team, viewport=DESKTOP)
    yield context
    context.close()


def check(page: Page, name: str) -> None:
    """Look at the page wide and light, then narrow and dark."""
    page.emulate_media(color_scheme="light")
    assert axe_violations(page) == []
    take_picture(page, f"{name}-light-wide")
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    assert axe_violations(page) == []
    assert overflow(page) == 0
    take_picture(page, f"{name}-dark-320")
    page.set_viewport_size(DESKTOP)


def take_step(page: Page, pilot_list: PilotList, label: str) -> None:
    """Take a step of the list on the page that asks before it."""
    page.goto(pilot_list.get_absolute_url())
    page.get_by_role("link", name=label, exact=True).click()
    page.get_by_role("button", name=label).click()
    expect(page.get_by_role("heading", name="Pilotliste", level=1)).to_be_visible()


def hand_in_review(browser: Browser, base_url: str, member: User, pilot_list: PilotList) -> None:
    """Review all pilots in the table and hand in, as a member whose browser runs no scripts."""
    context = signed_in_context(browser, base_url, member, viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{pilot_list.get_absolute_url()}bewerten/tabelle/")
    for choice in page.locator("main table select").all():
        choice.select_option(index=2)
    page.get_by_role("button", name="Speichern").click()
    page.goto(f"{pilot_list.get_absolute_url()}bewerten/")
    page.get_by_role("button", name="Ganze Liste abgeben").click()
    expect(page.get_by_role("heading", name="Abgegeben am")).to_be_visible()
    context.close()


def decide(page: Page, pilot_list: PilotList) -> None:
    """Approve the first pilot with a condition and put the second one back; record it after the dry run."""
    page.goto(pilot_list.get_absolute_url())
    page.get_by_role("link", name="Beschließen").click()
    rows = page.locator(".decide__row")
    rows.nth(0).get_by_role("combobox").select_option("conditional")
    rows.nth(1).get_by_role("combobox").select_option("stored")
    page.get_by_label("Ja: mit Auflagen beschlossen").fill("1")
    condition = page.get_by_role("group", name="Auflage 1")
    condition.get_by_label("verantwortlich").select_option(index=1)
    condition.get_by_label("bis").fill((timezone.localdate() + timedelta(days=90)).isoformat())
    condition.get_by_label("Auflage", exact=True).fill("Der Datenschutz ist geprüft")
    page.get_by_role("button", name="Vorschau").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte tragen Sie die Stimmen ein.")
    check(page, "sheet")
    page.get_by_label("Ja: zurückgestellt").fill("1")
    page.get_by_label("Wiedervorlage: zurückgestellt").fill((timezone.localdate() + timedelta(days=180)).isoformat())
    page.get_by_label("Begründung: zurückgestellt").fill("Die Förderung ist offen.")
    page.get_by_role("button", name="Vorschau").last.click()
    expect(page.get_by_role("heading", name="2 Beschlüsse festhalten")).to_be_visible()
    check(page, "preview")
    page.get_by_role("button", name="Jetzt festhalten").click()
    expect(page.get_by_text("2 Beschlüsse sind festgehalten.")).to_be_visible()
    check(page, "decided")


def test_list_goes_from_opening_to_the_protocol(
    browser: Browser, live_server: Any, context: BrowserContext, pilot_list: PilotList, member: User
) -> None:
    page = context.new_page()
    errors = complaints(page)
    take_step(page, pilot_list, "Bewertung öffnen")
    hand_in_review(browser, str(live_server), member, pilot_list)
    take_step(page, pilot_list, "Bewertung schließen")
    meeting = pilot_list.meeting
    meeting.held_on = timezone.localdate()  # the day comes
    meeting.save()

    decide(page, pilot_list)

    page.get_by_role("link", name="lesen, ändern oder anhalten").click()
    check(page, "mails")
    page.get_by_role("button", name="Alle 2 anhalten").click()
    expect(page.get_by_text("2 E-Mails sind angehalten.")).to_be_visible()
    page.goto(f"{pilot_list.get_absolute_url()}beschluss/")
    page.get_by_role("link", name="Berichtigen").first.click()
    check(page, "correction")

    first, second = Decision.objects.order_by("reference")
    assert [one.status for one in Pilot.objects.order_by("pk")] == [PilotStatus.CONDITIONAL, PilotStatus.STORED]
    page.goto(second.get_absolute_url())
    page.locator(f"a[href$='#{second.point.anchor}']").click()
    line = page.locator(f"#{first.point.anchor}")
    expect(line).to_contain_text(f"{first.reference} Das Pilotprojekt")

    page.goto(f"{meeting.get_absolute_url()}bearbeiten/")
    check_locked(page, first)
    # What the browser says of answers that refuse.
    assert [error for error in errors if "422" not in error] == []


def check_locked(page: Page, decision: Decision) -> None:
    """Try to change and to remove a recorded line with keyboard and mouse."""
    row = page.locator(f"#row-{decision.point.key}")
    text = row.get_by_role("textbox").first
    expect(text).to_have_js_property("readOnly", True)
    expect(text).to_have_accessible_description(re.compile(f"Beschluss {decision.reference}, festgehalten"))
    text.click()
    page.keyboard.press("Home")
    page.keyboard.type("Nicht ")
    page.keyboard.press("Backspace")
    expect(text).to_have_value(decision.point.text)
    page.get_by_role("toolbar").get_by_role("button", name="Entfernen").click()
    expect(page.locator("#outline-hint")).to_contain_text("hält einen Beschluss fest")
    page.keyboard.press("Alt+Digit1")
    expect(row).to_have_attribute("data-kind", "decision")
    check(page, "editor")
