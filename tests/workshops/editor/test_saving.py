"""The outline editor in a real browser: saving, two people at once, no connection, no session."""

import re
from random import Random
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect

from people.models import User
from tests.browser import axe_violations, signed_in_context
from tests.factories.people import UserFactory
from tests.workshops.editor.pages import LINES, SAVED, address, focused, is_saved, reaches, row, save, shown
from tests.workshops.test_outline_service import find, new, picture, protocol_like
from workshops.enums import ProtocolStatus
from workshops.models import Protocol
from workshops.services.outline import edit_row, place_rows, remove_row

pytestmark = pytest.mark.django_db(transaction=True)


# Saving ---------------------------------------------------------------------------------------------------------------


def test_text_is_saved_shortly_after_typing_pauses(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("End")
    page.keyboard.type(" Komma fünf")
    reaches(protocol, "- zwei Komma fünf")
    expect(page.locator("#outline-state")).to_have_text(SAVED)
    expect(page.locator("#outline-state")).to_have_attribute("role", "status")
    assert find(protocol, "eins").history.count() == 1


def test_text_is_saved_when_one_leaves_the_row(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").fill("ZWEI")
    with page.expect_request("**/zeile/", timeout=700):
        page.keyboard.press("ArrowUp")
    reaches(protocol, "- ZWEI")


def test_done_saves_and_leads_to_the_reading_view(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").focus()
    page.keyboard.press("End")
    page.keyboard.type("!")
    page.get_by_role("button", name="Fertig").click()
    expect(page).to_have_url(re.compile(f"{protocol.get_absolute_url()}$"))
    assert picture(protocol)[3] == "- zwei!"


def test_bad_row_is_marked_and_the_others_are_saved(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").fill("")
    row(page, "drei").fill("DREI")
    page.keyboard.press("Control+s")
    expect(page.locator("#outline-state")).to_have_text("nicht gespeichert – bitte sehen Sie die markierten Zeilen an")
    expect(row(page, "")).to_have_attribute("aria-invalid", "true")
    expect(row(page, "")).to_have_accessible_description(re.compile("Ein Protokollpunkt braucht einen Text"))
    reaches(protocol, "- DREI")
    assert picture(protocol)[3:] == ["- zwei", "- DREI"]
    row(page, "").fill("ZWEI")
    is_saved(page)
    assert page.locator("[aria-invalid]").count() == 0
    assert picture(protocol)[3:] == ["- ZWEI", "- DREI"]


def test_row_that_was_mended_before_it_was_refused_is_saved(page: Page, protocol: Protocol) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/zeile/", hold, times=1)
    row(page, "zwei").fill("")
    with page.expect_request("**/zeile/"):
        page.keyboard.press("Control+s")
    row(page, "").fill("ZWEI")
    held[0].continue_()
    is_saved(page)
    assert page.locator("[aria-invalid]").count() == 0
    assert picture(protocol)[3] == "- ZWEI"


def test_leaving_asks_only_when_something_is_unsaved(page: Page, context: BrowserContext) -> None:
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    row(page, "zwei").fill("ZWEI")
    is_saved(page)
    page.reload()
    expect(page.locator("#outline-form")).to_have_class(re.compile("is-live"))
    assert asked == []
    page.route("**/zeile/", lambda route: route.abort())
    row(page, "drei").focus()
    page.keyboard.type("!")
    page.reload()
    assert asked == ["beforeunload"]


def test_removed_row_can_be_brought_back(page: Page, protocol: Protocol) -> None:
    row(page, "zwei").click()
    page.get_by_role("button", name="Entfernen").click()
    assert shown(page)[2:] == ["- eins", "- drei"]
    page.get_by_role("button", name="Rückgängig").click()
    is_saved(page)
    assert picture(protocol) == LINES


STEPS = [
    "Tab",
    "Shift+Tab",
    "Alt+ArrowUp",
    "Alt+ArrowDown",
    "Enter",
    "split",
    "type",
    "type",
    "empty",
    "join",
    "remove",
]


def take_step(page: Page, step: str, text: str) -> None:
    """Do in the focused row what someone may do who changes his or her mind all the time."""
    match step:
        case "type":
            page.keyboard.press("End")
            page.keyboard.type(text)
        case "split":
            page.keyboard.press("Control+Home")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Enter")
        case "empty":
            page.keyboard.press("Control+a")
            page.keyboard.press("Backspace")
            page.keyboard.press("Backspace")
        case "join":
            page.keyboard.press("Control+Home")
            page.keyboard.press("Backspace")
        case "remove":
            page.get_by_role("button", name="Entfernen").click()
        case _:
            page.keyboard.press(step)


@pytest.mark.parametrize("seed", [7, 42])
def test_page_shows_what_is_saved_after_any_steps(page: Page, protocol: Protocol, seed: int) -> None:
    """Some steps come while the requests of others are on their way."""
    random = Random(seed)
    for count in range(40):
        texts = page.locator(".outline-row__text")
        texts.nth(random.randrange(texts.count())).focus()
        take_step(page, random.choice(STEPS), f" {count}")
        page.wait_for_timeout(random.choice([0, 0, 0, 20, 100]))
    page.get_by_role("button", name="Speichern").click()
    while page.locator(".outline-row__error").count():
        page.locator(".outline-row:has(.outline-row__error) .outline-row__text").first.fill("nicht leer")
    is_saved(page)
    expect(page.locator("#outline-news")).to_be_hidden()
    saved = [stripped(line) for line in picture(protocol)]
    lines = [stripped(line) for line in shown(page)]
    assert with_text_below(saved) == with_text_below(lines)
    rest = iter(lines)
    assert all(line in rest for line in saved)


def stripped(line: str) -> str:
    """The line as the server keeps it: no blanks around the text."""
    mark, _, text = line.partition(" ")
    return f"{mark} {text.strip()}"


def with_text_below(lines: list[str]) -> list[str]:
    """The lines without empty ones below which nothing stands: those are offered to write in, and not saved."""
    kept: list[str] = []
    for line in reversed(lines):
        mark, _, text = line.partition(" ")
        below = kept[-1].partition(" ")[0] if kept else ""
        if text or (mark == "§" and below and below != "§") or (mark == "#" and below.startswith("-")):
            kept.append(line)
    return kept[::-1]


# Two people -----------------------------------------------------------------------------------------------------------


def test_two_people_on_different_rows_never_collide(page: Page, other_page: Page, protocol: Protocol) -> None:
    row(page, "eins").fill("eins von Eva")
    row(other_page, "zwei").fill("zwei von Karl")
    is_saved(page)
    is_saved(other_page)
    assert picture(protocol)[2:4] == ["- eins von Eva", "- zwei von Karl"]


@pytest.mark.parametrize(
    ("button", "text"), [("Meine behalten", "von <b>Eva</b>"), ("Gespeicherte nehmen", "von <i>Karl</i>")]
)
def test_two_people_on_one_row_choose(page: Page, other_page: Page, protocol: Protocol, button: str, text: str) -> None:
    row(other_page, "zwei").fill("von <i>Karl</i>")
    is_saved(other_page)
    row(page, "zwei").fill("von <b>Eva</b>")
    save(page)
    panel = page.get_by_role("group", name="Zwei Fassungen dieser Zeile")
    expect(panel).to_contain_text("Karl Kollege hat diese Zeile inzwischen geändert")
    expect(panel).to_contain_text("von <b>Eva</b>")
    expect(panel).to_contain_text("von <i>Karl</i>")
    assert picture(protocol)[3] == "- von <i>Karl</i>"
    assert axe_violations(page) == []
    panel.get_by_role("button", name=button).click()
    expect(panel).to_have_count(0)
    is_saved(page)
    assert picture(protocol)[3] == f"- {text}"
    expect(row(page, text)).to_be_visible()


@pytest.mark.parametrize(("button", "lines"), [("Als neue Zeile behalten", ["- von Eva"]), ("Verwerfen", [])])
def test_text_in_a_row_that_someone_removed_is_kept_or_dropped(
    page: Page, protocol: Protocol, button: str, lines: list[str]
) -> None:
    remove_row(protocol, find(protocol, "zwei"), version=1, by=UserFactory(name="Karl Kollege"))
    row(page, "zwei").fill("von Eva")
    save(page)
    panel = page.get_by_role("group", name="Zwei Fassungen dieser Zeile")
    expect(panel).to_contain_text("Karl Kollege hat diese Zeile inzwischen entfernt")
    page.get_by_role("button", name=button).click()
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins", *lines, "- drei"]


def test_rows_that_others_added_are_noticed(page: Page, protocol: Protocol) -> None:
    place_rows(protocol, [new("- von Karl"), new("- noch eins")], after=find(protocol, "eins"), by=None)
    row(page, "drei").focus()
    page.keyboard.press("Tab")
    notice = page.get_by_text("2 Zeilen kamen hinzu")
    expect(notice).to_be_visible()
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator(".outline-row")).to_have_count(7)
    assert shown(page) == ["§ Anfang", "# Agenda", "- eins", "- von Karl", "- noch eins", "- zwei", "-- drei"]
    expect(focused(page)).to_have_value("drei")


# No connection, no session --------------------------------------------------------------------------------------------


def test_text_waits_for_the_connection(page: Page, context: BrowserContext, protocol: Protocol) -> None:
    context.set_offline(True)
    row(page, "zwei").fill("ohne Netz")
    row(page, "drei").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("auch ohne Netz")
    expect(page.locator("#outline-state")).to_have_text("nicht gespeichert – wird erneut versucht")
    assert picture(protocol) == LINES
    context.set_offline(False)
    reaches(protocol, "- auch ohne Netz")
    expect(page.locator("#outline-state")).to_have_text(SAVED)
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "saved")
    assert picture(protocol)[3:] == ["- ohne Netz", "- drei", "- auch ohne Netz"]


def test_moves_without_a_connection_leave_nothing_behind(page: Page, context: BrowserContext) -> None:
    """A TOP goes, and the point that stood below it goes elsewhere: in between it would hang in the air."""
    protocol = protocol_like("§ A", "# a", "- 1", "# b", "- 2", "# c", "- 3")
    page.goto(address(protocol))
    context.set_offline(True)
    row(page, "1").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    row(page, "a").focus()
    page.keyboard.press("Alt+ArrowDown")
    assert shown(page) == ["§ A", "# b", "- 2", "# a", "# c", "- 1", "- 3"]
    context.set_offline(False)
    is_saved(page)
    assert picture(protocol) == shown(page)
    expect(page.locator("#outline-news")).to_be_hidden()


def close_unsaved(page: Page, context: BrowserContext) -> None:
    """Close the page, and save nothing of it: while it closes it saves once more, and the browser is online by then."""
    cookies = context.cookies()
    context.clear_cookies()
    page.close()
    context.set_offline(False)
    context.add_cookies(cookies)


def test_text_outlives_the_tab(page: Page, context: BrowserContext, protocol: Protocol) -> None:
    context.set_offline(True)
    row(page, "zwei").fill("ohne Netz")
    row(page, "drei").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("neue Zeile")
    page.keyboard.press("Tab")
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "failed")
    close_unsaved(page, context)
    edit_row(find(protocol, "eins"), version=1, content={"text": "von Karl"}, by=None)
    page = context.new_page()
    page.goto(address(protocol))
    expect(page.get_by_text("Text, der noch nicht gespeichert war, steht wieder in seinen Zeilen.")).to_be_visible()
    is_saved(page)
    assert picture(protocol)[2:] == ["- von Karl", "- ohne Netz", "- drei", "-- neue Zeile"]
    page.reload()
    expect(page.locator("#outline-hint")).to_be_hidden()


def test_kept_text_meets_a_newer_version(page: Page, context: BrowserContext, protocol: Protocol) -> None:
    context.set_offline(True)
    row(page, "zwei").fill("von Eva")
    save(page)
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "failed")
    close_unsaved(page, context)
    edit_row(find(protocol, "zwei"), version=1, content={"text": "von Karl"}, by=UserFactory(name="Karl Kollege"))
    page = context.new_page()
    page.goto(address(protocol))
    expect(page.get_by_role("group", name="Zwei Fassungen dieser Zeile")).to_contain_text("von Karl")
    assert picture(protocol)[3] == "- von Karl"


def test_kept_text_is_not_shown_to_anybody_else(
    page: Page, context: BrowserContext, protocol: Protocol, live_server: Any, browser: Browser
) -> None:
    context.set_offline(True)
    row(page, "zwei").fill("vertraulich")
    save(page)
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "failed")
    close_unsaved(page, context)
    colleague = signed_in_context(browser, str(live_server), UserFactory(team=True))
    context.clear_cookies()
    context.add_cookies(colleague.cookies())
    page = context.new_page()
    page.goto(address(protocol))
    expect(page.locator(".outline-row")).to_have_count(len(LINES))
    assert shown(page) == LINES
    colleague.close()


def test_row_is_made_once_when_its_answer_is_lost(page: Page, protocol: Protocol) -> None:
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().text())
            route.abort()

    page.route("**/gliederung/", lose_first_answer)
    row(page, "drei").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("einmal")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#outline-state")).to_have_attribute("data-state", "failed")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.type(" und mehr")
    is_saved(page)
    assert picture(protocol)[4:] == ["- drei", "- einmal und mehr"]


def test_ended_session_keeps_the_text_and_leads_to_the_sign_in(
    page: Page, context: BrowserContext, protocol: Protocol, editor: User, live_server: Any, browser: Browser
) -> None:
    Session.objects.all().delete()
    row(page, "zwei").fill("nach der Pause")
    save(page)
    expect(page.locator("#outline-state")).to_contain_text("Ihre Anmeldung ist abgelaufen")
    link = page.get_by_role("link", name="Neu anmelden (in neuem Fenster)")
    expect(link).to_have_attribute("href", re.compile(re.escape(f"next={address(protocol)}")))
    signed_in_again = signed_in_context(browser, str(live_server), editor)
    context.add_cookies(signed_in_again.cookies())
    is_saved(page)
    assert picture(protocol)[3] == "- nach der Pause"
    signed_in_again.close()


def test_end_of_the_draft_keeps_the_text(page: Page, context: BrowserContext, protocol: Protocol) -> None:
    protocol.status = ProtocolStatus.APPROVED
    protocol.save()
    row(page, "zwei").fill("zu spät")
    save(page)
    expect(page.locator("#outline-state")).to_contain_text("Dieses Protokoll ist genehmigt")
    assert picture(protocol) == LINES
    other = context.new_page()
    other.goto(address(protocol))
    expect(other.get_by_text("zu spät")).to_be_visible()
    other.get_by_role("button", name="Verwerfen").click()
    other.reload()
    expect(other.get_by_text("zu spät")).to_have_count(0)
