"""The outline editor in a real browser: touch, small screens, light and dark, and no script."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from people.models import User
from tests.browser import PHONE, axe_violations, overflow
from tests.factories.people import UserFactory
from tests.workshops.editor.pages import LINES, address, browser_of, is_saved, row, shown
from tests.workshops.test_outline_service import find, picture
from workshops.models import Point, Protocol
from workshops.services.outline import edit_row

pytestmark = pytest.mark.django_db(transaction=True)


# Touch, small screens, looks ------------------------------------------------------------------------------------------


def test_every_step_has_a_button_on_a_phone(
    browser: Browser, live_server: Any, editor: User, protocol: Protocol
) -> None:
    with browser_of(editor, browser, live_server, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(address(protocol))
        take_each_step_by_touch(page, protocol)


def take_each_step_by_touch(page: Page, protocol: Protocol) -> None:
    row(page, "drei").tap()
    toolbar = page.get_by_role("toolbar", name="Zeile")
    for name in ("Nach oben", "Einrücken", "Ausrücken", "Nach unten", "Neue Zeile darunter"):
        toolbar.get_by_role("button", name=name).tap()
    page.keyboard.type("vier")
    page.get_by_label("Art der Zeile").last.select_option("Beschluss")
    for button in toolbar.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
    assert overflow(page) == 0
    assert axe_violations(page) == []
    is_saved(page)
    assert picture(protocol)[2:] == ["- eins", "- zwei", "- drei", "- vier"]
    assert find(protocol, "vier").kind == "decision"
    toolbar.get_by_role("button", name="Entfernen").tap()
    is_saved(page)
    assert picture(protocol) == LINES


def test_toolbar_is_one_tab_stop_with_arrow_keys(page: Page, protocol: Protocol) -> None:
    row(page, "drei").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ausrücken")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert shown(page)[4] == "-- drei"
    expect(page.get_by_role("button", name="Einrücken")).to_be_focused()


def test_rows_grow_with_their_text(page: Page, protocol: Protocol) -> None:
    short = row(page, "zwei").bounding_box()
    row(page, "zwei").fill("Ein langer Text, der umbricht. " * 12)
    long = page.locator(".outline-row__text").nth(3).bounding_box()
    assert short is not None
    assert long is not None
    assert short["height"] < 40
    assert long["height"] > 2 * short["height"]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_editor_has_no_barriers(context: BrowserContext, look: Any, protocol: Protocol) -> None:
    for number, kind in enumerate(("task", "decision", "milestone")):
        point = Point.objects.order_by("pk")[number]
        edit_row(point, version=1, content={"kind": kind}, by=None)
    page = context.new_page()
    page.emulate_media(color_scheme=look)
    page.goto(address(protocol))
    row(page, "zwei").focus()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Tastenkürzel").click()
    assert axe_violations(page) == []


# Without a script -----------------------------------------------------------------------------------------------------


@pytest.fixture
def plain_page(browser: Browser, live_server: Any, editor: User, protocol: Protocol) -> Iterator[Page]:
    """The editor in a browser that runs no scripts."""
    with browser_of(editor, browser, live_server, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address(protocol))
        yield page


def test_form_works_without_a_script(plain_page: Page, protocol: Protocol) -> None:
    page = plain_page
    row(page, "zwei").fill("ZWEI")
    page.locator(".outline-row__text").last.fill("vier")
    page.get_by_label("Art der Zeile").nth(2).select_option("Aufgabe")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    page.locator("[name$='-who']").fill("Frau Beispiel")
    page.locator(f"#row-{find(protocol, 'vier').key}").get_by_role("button", name="Einrücken").click()
    assert picture(protocol)[2:] == ["- eins", "- ZWEI", "- drei", "-- vier"]
    assert find(protocol, "eins").who == "Frau Beispiel"
    page.locator(f"#row-{find(protocol, 'eins').key}").get_by_role("button", name="Zeile darunter").click()
    page.locator("#neu .outline-row__text").fill("eins Komma fünf")
    page.get_by_role("button", name="Fertig").click()
    expect(page).to_have_url(re.compile(f"{protocol.get_absolute_url()}$"))
    assert picture(protocol)[2:] == ["- eins", "- eins Komma fünf", "- ZWEI", "- drei", "-- vier"]


def test_conflict_without_a_script_shows_both_texts(plain_page: Page, protocol: Protocol) -> None:
    page = plain_page
    edit_row(find(protocol, "zwei"), version=1, content={"text": "von Karl"}, by=UserFactory(name="Karl Kollege"))
    row(page, "zwei").fill("von Eva")
    page.get_by_role("button", name="Speichern").click()
    panel = page.get_by_role("group", name="Zwei Fassungen dieser Zeile")
    expect(panel).to_contain_text("von Karl")
    panel.get_by_role("button", name="Gespeicherte Fassung übernehmen").click()
    assert shown(page)[3] == "- von Karl"
    assert picture(protocol)[3] == "- von Karl"
