"""The pages of meetings in a real browser: with the keyboard alone, without scripts, with drafts, and with axe."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from common.models import FormDraft
from people.models import Body, User
from tests.browser import DESKTOP, PHONE, axe_violations, complaints, overflow, signed_in_context, wait_until
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.workshops import AttendanceFactory, DecisionFactory, MeetingFactory, PointFactory, row_below
from tests.visitors import client_of
from workshops.enums import MeetingStatus, ProtocolStatus
from workshops.models import Meeting
from workshops.selectors import attendance_stamp
from workshops.services.meetings import edit_meeting
from workshops.services.outline import edit_row

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "ein-langes-passwort-2020"


@pytest.fixture
def context(browser: Browser, live_server: Any, team: User) -> Iterator[BrowserContext]:
    """A browser in which the team is signed in, with the right to the clipboard."""
    permissions = ["clipboard-read", "clipboard-write"]
    context = signed_in_context(browser, str(live_server), team, viewport=DESKTOP, permissions=permissions)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until ``control`` has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if control.and_(page.locator(":focus")).count():
            return
    raise AssertionError(f"Tab does not lead to {control}.")


def test_filter_changes_the_list_in_place(page: Page, body: Body) -> None:
    MeetingFactory(body=body, number=5)
    MeetingFactory(body__name="Stadtrat", body__genitive="des Stadtrats", number=None)
    errors = complaints(page)
    page.goto("/workshops/")
    page.evaluate("window.stays = true")
    page.get_by_label("Gremium").select_option(label="Fachgruppe Verkehr")
    expect(page.get_by_text("1 Sitzung (Gremium: Fachgruppe Verkehr)")).to_be_visible()
    expect(page.get_by_role("link", name="Workshop des Stadtrats")).to_have_count(0)
    assert "gremium=fachgruppe-verkehr" in page.url
    page.get_by_label("Suchwort").fill("nirgends")
    expect(page.get_by_text("Keine Sitzung passt zu diesem Filter")).to_be_visible()
    assert page.evaluate("window.stays") is True
    page.reload()
    expect(page.get_by_label("Gremium")).to_have_value("fachgruppe-verkehr")
    assert errors == []


def test_link_to_a_line_is_copied_with_the_keyboard(page: Page, live_server: Any, body: Body) -> None:
    point = row_below(MeetingFactory(body=body).protocol, text="Es muss jetzt beginnen")
    page.goto(point.item.section.protocol.get_absolute_url())
    tab_to(page, page.locator("[data-copy-link]"))
    link = page.locator(".copy-link:focus")
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.locator("#announcement")).to_have_text("Link kopiert.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_server}{point.get_absolute_url()}"


def test_address_of_a_line_marks_it(page: Page, body: Body) -> None:
    point = row_below(MeetingFactory(body=body).protocol, text="Es muss jetzt beginnen")
    page.goto(point.get_absolute_url())
    assert page.locator("li:target").inner_text().startswith("Es muss jetzt beginnen")


def test_meeting_is_created_with_the_keyboard_alone(page: Page, body: Body) -> None:
    organisation = OrganisationFactory(name="Gera Kultur GmbH")
    page.goto("/workshops/")
    tab_to(page, page.get_by_role("link", name="Sitzung anlegen"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/workshops/neu/")
    for label, typed in (
        ("Gremium", "Fachgruppe V"), ("Nummer", "6"),
        # A day and an hour that read the same in the German and in the English order of the browser's controls.
        ("Datum", "02022021"), ("Beginn", "0900A"), ("Tagesordnung", "Begrüßung\nAusblick"), ("Gera Kultur GmbH", " "),
    ):  # fmt: skip
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(typed)
    tab_to(page, page.get_by_role("button", name="Sitzung anlegen"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Angelegt: 6. Sitzung der Fachgruppe Verkehr.")).to_be_visible()
    meeting = Meeting.objects.get()
    assert (meeting.held_on, str(meeting.starts_at)) == (date(2021, 2, 2), "09:00:00")
    assert [entry.organisation for entry in meeting.attendances.all()] == [organisation]


def test_status_is_changed_with_the_keyboard_alone(page: Page, body: Body, member: User) -> None:
    meeting = MeetingFactory(body=body)
    page.goto(meeting.get_absolute_url())
    tab_to(page, page.locator("summary", has_text="Nächster Schritt"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Sitzung absagen"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/status/absagen/")
    reason, button = page.get_by_role("textbox", name="Grund"), page.get_by_role("button", name="Sitzung absagen")
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(reason).to_have_attribute("aria-invalid", "true")
    tab_to(page, reason)
    page.keyboard.type("Zu wenige Zusagen")
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Die Sitzung ist jetzt abgesagt.")).to_be_visible()
    assert Meeting.objects.get().status == MeetingStatus.CANCELLED


def test_draft_is_kept_while_writing_and_discarded(page: Page, body: Body) -> None:
    errors = complaints(page)
    page.goto("/workshops/neu/")
    page.get_by_label("Ort").fill("Rathaus")
    expect(page.get_by_text(re.compile(r"Entwurf gesichert um \d\d:\d\d Uhr\."))).to_be_visible()
    page.reload()
    expect(page.get_by_label("Ort")).to_have_value("Rathaus")
    expect(page.get_by_text("ist wieder da")).to_be_visible()
    page.get_by_role("button", name="Entwurf verwerfen").click()
    expect(page.get_by_label("Ort")).to_have_value("")
    assert errors == []


def test_leaving_the_page_at_once_loses_nothing(page: Page, body: Body) -> None:
    page.goto("/workshops/neu/")
    page.get_by_label("Ort").fill("Rathaus")
    page.get_by_role("link", name="Aufgaben").click()
    page.wait_for_url("**/aufgaben/")
    wait_until(FormDraft.objects.exists)
    page.goto("/workshops/neu/")
    expect(page.get_by_label("Ort")).to_have_value("Rathaus")


def test_ended_session_returns_to_the_form_with_its_text(context: BrowserContext, body: Body) -> None:
    editor = UserFactory(team=True, password=PASSWORD)
    page = context.new_page()
    page.goto("/workshops/neu/")
    page.get_by_label("Ort").fill("Rathaus")
    page.get_by_label("Tagesordnung").fill("Begrüßung")
    Session.objects.all().delete()
    page.get_by_role("button", name="Sitzung anlegen").click()
    expect(page.get_by_text("Ihr Text ist gesichert")).to_be_visible()
    page.get_by_label("E-Mail").fill(editor.email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url("**/workshops/neu/")
    expect(page.get_by_label("Ort")).to_have_value("Rathaus")
    expect(page.get_by_label("Tagesordnung")).to_have_value("Begrüßung")
    cookies = {cookie["name"] for cookie in context.cookies()}
    assert settings.SESSION_COOKIE_NAME in cookies


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_attendance_gets_rows(browser: Browser, live_server: Any, team: User, body: Body, script: bool) -> None:
    meeting = MeetingFactory(body=body)
    for name in ("Gera Kultur GmbH", "Gera Netz GmbH"):
        OrganisationFactory(name=name)
    context = signed_in_context(browser, str(live_server), team, viewport=DESKTOP, java_script_enabled=script)
    page = context.new_page()
    page.goto(f"/workshops/{meeting.slug}/teilnahme/")
    page.get_by_label("Organisation").fill("Gera Kultur GmbH")
    page.get_by_role("button", name="Zeile hinzufügen").click()
    expect(page.get_by_label("Organisation")).to_have_count(2)
    expect(page.get_by_label("Organisation").first).to_have_value("Gera Kultur GmbH")
    if script:
        expect(page.get_by_label("Organisation").last).to_be_focused()
    page.get_by_label("Organisation").last.fill("Gera Netz GmbH")
    page.get_by_label("Teilnahme", exact=True).last.select_option("guest")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Teilnahme ist gespeichert.")).to_be_visible()
    context.close()
    assert [(entry.organisation.name, entry.status) for entry in meeting.attendances.all()] == [
        ("Gera Kultur GmbH", "present"), ("Gera Netz GmbH", "guest"),
    ]  # fmt: skip


def test_pages_work_without_scripts(browser: Browser, live_server: Any, team: User, body: Body) -> None:
    context = signed_in_context(browser, str(live_server), team, viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    point = row_below(MeetingFactory(body=body, number=5).protocol, task=True)
    page.goto("/workshops/")
    page.get_by_label("Gremium").select_option(label="Fachgruppe Verkehr")
    page.get_by_role("button", name="Anzeigen").click()
    page.get_by_role("link", name="5. Workshop der Fachgruppe Verkehr").click()
    page.locator("[data-copy-link]").click()
    assert page.url.endswith(point.get_absolute_url())
    page.get_by_role("link", name="Stand ändern").click()
    page.get_by_role("button", name="In Arbeit nehmen").click()
    expect(page.get_by_text("Die Aufgabe ist jetzt in Arbeit.")).to_be_visible()
    context.close()


def states(team: User, admin: User, body: Body) -> dict[str, tuple[str, dict[str, Any] | None]]:
    """Pages in states that a plain visit does not show: address and, for some, what is posted."""
    meeting = MeetingFactory(body=body, place="Rathaus")
    edit_meeting(meeting, version=1, head={"place": "Videokonferenz"}, by=admin)
    point = row_below(meeting.protocol, text="Erste Fassung")
    edit_row(point, version=1, content={"text": "Zweite Fassung"}, by=team)
    record = point.history.last().history_id
    approved = MeetingFactory(body=body, is_public=True, protocol__status=ProtocolStatus.APPROVED)
    AttendanceFactory(meeting=approved)
    decision = DecisionFactory(point=row_below(approved.protocol, decision=True, votes_yes=7))
    task = PointFactory(task=True, due_on=date(2021, 1, 14), item=decision.point.item)
    endless = MeetingFactory(body=body, place="Ort" * 60)
    row_below(endless.protocol, text="Wort" * 100, item__title="Titel" * 60, item__section__title="Abschnitt" * 30)
    head = {"body": body.pk, "format": "workshop", "held_on": "2020-12-04", "place": "Stadtbibliothek", "version": "1"}
    rows = {"teilnahme-TOTAL_FORMS": "1", "teilnahme-INITIAL_FORMS": "0", "teilnahme-0-organisation": "Unbekannt"}
    return {
        "conflict": (f"/workshops/{meeting.slug}/kopfdaten/", head),
        "errors": ("/workshops/neu/", {"held_on": "morgen", "starts_at": "25:00"}),
        "attendance": (f"/workshops/{meeting.slug}/teilnahme/", rows | {"stamp": attendance_stamp(meeting)}),
        "locked head": (f"/workshops/{approved.slug}/kopfdaten/", None),
        "locked attendance": (f"/workshops/{approved.slug}/teilnahme/", None),
        "restore": (f"/workshops/{meeting.slug}/verlauf/punkt/{record}/", None),
        "reason": (f"/workshops/{meeting.slug}/status/absagen/", {"reason": ""}),
        "task": (f"/aufgaben/{task.pk}/", None),
        "tasks": ("/aufgaben/", None),
        "decision": (decision.get_absolute_url(), None),
        "decisions": ("/beschluesse/", None),
        "endless words": (endless.get_absolute_url(), None),
        "gone": ("/workshops/gibt-es-nicht/kopfdaten/", {"place": "Rathaus, Raum 201"}),
    }


def show(route: Route, *, answer: Any) -> None:
    """Show an answer of Django's test client as the page that the browser asked for."""
    route.fulfill(body=answer.content, headers=dict(answer.headers))


@pytest.mark.parametrize(("look", "window"), [("light", DESKTOP), ("dark", PHONE)], ids=["desktop", "phone"])
def test_states_are_accessible(
    browser: Browser, live_server: Any, team: User, admin: User, body: Body, look: str, window: Any
) -> None:
    context = signed_in_context(browser, str(live_server), team, viewport=window, color_scheme=look)
    page = context.new_page()
    errors = complaints(page)
    problems: dict[str, list[str]] = {}
    for name, (path, posted) in states(team, admin, body).items():
        if posted is not None:
            answer = client_of(team).post(path, posted)
            page.route(f"**{path}", partial(show, answer=answer))
        page.goto(path)
        page.unroute_all()
        found = axe_violations(page)
        if wider := overflow(page):
            found.append(f"{wider} px wider than the window")
        if found:
            problems[name] = found
    context.close()
    assert problems == {}
    assert errors == []
