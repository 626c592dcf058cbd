"""What only a browser shows of the tree editor: keyboard and mouse work, and one goes on where one was."""

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from strategy.models import Measure
from strategy.tree_rows import key_of
from tests.browser import complaints, signed_in_context
from tests.factories.people import UserFactory
from tests.factories.strategy import ActionFieldFactory, MeasureFactory, VisionFactory


def said(page: Page, text: str) -> None:
    expect(page.locator("#tree-said")).to_have_text(text)


def test_tree_is_edited_by_keyboard_and_mouse(live_server: LiveServer, browser: Browser) -> None:
    vision = VisionFactory(title="Klima")
    energy, traffic = (ActionFieldFactory(name=name, visions=[vision]) for name in ("Energie", "Verkehr"))
    sun = MeasureFactory(title="Sonne", action_fields=[energy])
    wind = MeasureFactory(title="Wind", action_fields=[energy])
    page = signed_in_context(browser, live_server.url, UserFactory(team=True)).new_page()
    errors = complaints(page)
    page.goto("/strategie/bearbeiten/")
    page.get_by_label("Sonne", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowUp")
    said(page, "„Wind“ steht jetzt an Stelle 1 von 2 in „Energie“.")
    expect(page.locator(f"#{key_of(wind, energy)}")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    said(page, "„Wind“ steht jetzt an Stelle 1 von 1 in „Verkehr“.")
    expect(page.locator(f"#{key_of(wind, traffic)}")).to_be_focused()
    page.locator(f"[data-row={key_of(sun, energy)}]").drag_to(page.locator(f"[data-row={key_of(wind, traffic)}]"))
    said(page, "„Sonne“ steht jetzt an Stelle 1 von 2 in „Verkehr“.")
    for title in ("Bahn", "Rad"):
        page.locator("#tree-name").fill(title)
        page.keyboard.press("Enter")
        said(page, f"„{title}“ ist angelegt.")
        expect(page.locator("#tree-name")).to_be_focused()
    assert [one.title for one in Measure.objects.filter(action_fields=traffic)] == ["Sonne", "Wind", "Bahn", "Rad"]
    page.goto("/strategie/matrix/")
    page.emulate_media(media="print")  # the sums stand at the end, and not on each sheet
    expect(page.locator(".matrix tfoot")).to_have_css("display", "table-row-group")
    assert errors == []
